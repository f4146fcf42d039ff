import type { CallSite } from '../diagnostics/call-site';
import type { Finding } from '../diagnostics/finding';
import { flowModelOf, invariantModelOf, namespaceModelOf, peerModelOf } from './model';
import { kind } from './symbols';

/** What a value is that stands where another was meant, as a sentence says it: `a list`, `the text "web"`, `a Deployment manifest`. */
export function strayValue(value: unknown): string {
  if (value === undefined || value === null) return String(value);
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'string') return `the text ${JSON.stringify(value)}`;
  if (typeof value === 'function') return 'a function';
  if (typeof value !== 'object') return `the ${typeof value} ${String(value)}`;
  const namespace = namespaceModelOf(value);
  if (namespace) return `the namespace ${namespace.name}`;
  if (flowModelOf(value)) return 'a flow';
  if (invariantModelOf(value)) return 'an invariant';
  if (peerModelOf(value)) return 'label' in value ? `the peer ${value.label}` : 'a peer';
  if (kind in value)
    return value[kind] === 'invariant' ? 'an invariant without a target' : `a value of ${String(value[kind])}`;
  if (value instanceof Promise) return 'a promise';
  return isManifest(value) ? `a ${value.kind} manifest` : 'an object that netpact did not make';
}

/** An object as Kubernetes has them: such a one is read by `workloadFrom()`. */
export function isManifest(value: unknown): value is { readonly kind: string } {
  if (typeof value !== 'object' || value === null || !('kind' in value) || typeof value.kind !== 'string') return false;
  return 'apiVersion' in value || 'metadata' in value || 'spec' in value;
}

/** A value that is not there: a constant of a file that is still being read, as in a circle of imports, or a name that does not exist. */
export function undefinedValue(which: string, at: CallSite, ...help: readonly string[]): Finding {
  return {
    code: 'value-undefined',
    severity: 'error',
    message: `${which} is undefined`,
    at,
    notes: [
      'a constant is used above the line that makes it, two files import each other, or an object has no member of that name',
    ],
    ...(help.length > 0 && { help }),
  };
}
