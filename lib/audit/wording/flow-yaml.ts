import { isMap } from '../../k8s/manifest-value';

/** Words that look plain and are booleans or null to some YAML reader. */
const reserved = /^(?:y|yes|n|no|on|off|true|false|null)$/i;

/** A value as YAML on one line, for a fix that is shown: `{ matchLabels: { app: web } }`. */
export function flowYaml(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(flowYaml).join(', ')}]`;
  if (isMap(value)) {
    const entries = Object.entries(value).filter(([, each]) => each !== undefined);
    return entries.length === 0
      ? '{}'
      : `{ ${entries.map(([key, each]) => `${flowYaml(key)}: ${flowYaml(each)}`).join(', ')} }`;
  }
  if (typeof value !== 'string') return String(value);
  return /^[A-Za-z][\w./-]*$/.test(value) && !reserved.test(value) ? value : JSON.stringify(value);
}
