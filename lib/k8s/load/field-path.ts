/** The steps of a field path: `spec.ingress[0].from` is `spec`, `ingress`, 0, `from`; `metadata.labels[a.b/c]` ends with `a.b/c`. */
export function parseFieldPath(path: string): readonly (string | number)[] {
  const steps: (string | number)[] = [];
  for (const match of path.matchAll(/\[([^\]]*)\]|([^.[]+)/g)) {
    const [, bracketed, name] = match;
    if (bracketed === undefined) steps.push(name ?? '');
    else steps.push(/^\d+$/.test(bracketed) ? Number(bracketed) : bracketed);
  }
  return steps;
}
