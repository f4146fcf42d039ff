import type { Change, Explanation } from '../../analyze/explain/explanation';

/** Plain data, and how to say it in a line. */
export interface ChangeDocument {
  /** What to do, and where. */
  readonly title: string;
  /** What to add, to be written as YAML. */
  readonly document: Readonly<Record<string, unknown>>;
}

/** A change as something that can be pasted: a whole policy, or the list entries to add. */
export function changeDocument(change: Change, { src, dst }: Explanation): ChangeDocument {
  if (change.kind !== 'add-policy') {
    const { file, line } = change.location;
    const list = change.field.slice(change.field.lastIndexOf('.') + 1);
    return { title: `${change.message} (${file}:${line})`, document: { [list]: change.add } };
  }
  const suffix = change.direction === 'egress' ? '-egress' : '';
  const name = `allow-${slug(src)}-to-${slug(dst)}`.slice(0, 240).replace(/-+$/, '');
  const document = {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: { name: `${name}${suffix}`, namespace: change.namespace },
    spec: change.spec,
  };
  return { title: change.message, document };
}

/** The short name of an end, in letters that a Kubernetes name may have. */
function slug(end: string): string {
  const short = end.includes('/') ? end.slice(end.indexOf('/') + 1).replace(/(.)\[.*\]$/, '$1') : end;
  const words = short.toLowerCase().replace(/[^a-z0-9]+/g, '-');
  return words.replace(/^-+|-+$/g, '') || 'pod';
}
