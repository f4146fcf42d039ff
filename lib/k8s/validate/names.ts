/**
 * The names that Kubernetes accepts, as `k8s.io/apimachinery` defines them (docs/semantics.md 19, 21).
 * A `…Problem` function answers what is wrong in words that follow a name ("must …"), or undefined where nothing is.
 */

const dns1123Label = /^[a-z0-9](?:[-a-z0-9]*[a-z0-9])?$/;
const dns1123Subdomain = /^[a-z0-9](?:[-a-z0-9]*[a-z0-9])?(?:\.[a-z0-9](?:[-a-z0-9]*[a-z0-9])?)*$/;
const qualifiedPart = /^(?:[A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]$/;

/** Namespaces: at most 63 of `[a-z0-9-]`, an alphanumeric at both ends. */
export function isDns1123Label(name: string): boolean {
  return dns1123LabelProblem(name) === undefined;
}

/** What is wrong with a namespace's name. */
export function dns1123LabelProblem(name: string): string | undefined {
  const rule = 'must consist of lower-case letters, digits and "-", with a letter or digit at both ends';
  return problemOf(name, 63, dns1123Label, rule);
}

/** What is wrong with an object's name. */
export function dns1123SubdomainProblem(name: string): string | undefined {
  const rule =
    'must consist of lower-case letters, digits, "-" and ".", with a letter or digit at both ends of each part';
  return problemOf(name, 253, dns1123Subdomain, rule);
}

/** Keys found right before: a cluster uses few, and each on thousands of objects. */
const goodKeys = new Set<string>();
const mostGoodKeys = 1000;

/** What is wrong with a label key: `name` or `prefix/name`. */
export function labelKeyProblem(key: string): string | undefined {
  if (goodKeys.has(key)) return undefined;
  const problem = problemOfKey(key);
  if (problem === undefined && goodKeys.size < mostGoodKeys) goodKeys.add(key);
  return problem;
}

function problemOfKey(key: string): string | undefined {
  const parts = key.split('/');
  if (parts.length > 2) return 'must have at most one "/", between a DNS prefix and the name';
  const name = parts[parts.length - 1] ?? '';
  const prefix = parts.length === 2 ? parts[0] : undefined;
  if (prefix !== undefined) {
    const problem = dns1123SubdomainProblem(prefix);
    if (problem) return `must have a DNS subdomain as prefix, and the prefix ${JSON.stringify(prefix)} ${problem}`;
  }
  if (name === '') return prefix === undefined ? 'must not be empty' : 'must have a name after the "/"';
  if (name.length > 63) return `must have a name of at most 63 characters, and has ${name.length}`;
  return qualifiedPart.test(name)
    ? undefined
    : 'must have a name of letters, digits, "-", "_" and ".", with a letter or digit at both ends';
}

/** What is wrong with a label value; the empty string is a value like any other. */
export function labelValueProblem(value: string): string | undefined {
  const rule = 'must consist of letters, digits, "-", "_" and ".", with a letter or digit at both ends';
  return value === '' ? undefined : problemOf(value, 63, qualifiedPart, rule);
}

/** What is wrong with the name of a port (IANA service name). */
export function portNameProblem(name: string): string | undefined {
  const problem = problemOf(name, 15, /^[-a-z0-9]+$/, 'must consist of lower-case letters, digits and "-"');
  if (problem) return problem;
  if (!/[a-z]/.test(name)) return 'must contain at least one letter';
  if (name.includes('--')) return 'must not contain "--"';
  return name.startsWith('-') || name.endsWith('-') ? 'must not start or end with "-"' : undefined;
}

function problemOf(name: string, limit: number, pattern: RegExp, rule: string): string | undefined {
  if (name === '') return 'must not be empty';
  if (name.length > limit) return `must have at most ${limit} characters, and has ${name.length}`;
  return pattern.test(name) ? undefined : rule;
}
