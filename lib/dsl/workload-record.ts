import { captureCallSite } from '../diagnostics/call-site';
import { NetpactError } from '../diagnostics/netpact-error';
import { type Choice, type ReadWorkload, unknownName } from './workload-choice';

/**
 * A record that has its keys and no others: to ask for another one is a mistake that is told with the nearest. To ask whether there is one
 * (`in`, `Object.hasOwn`), to list, to spread and to destructure it is as with any record.
 */
export function closedRecord<Value>(
  values: Readonly<Record<string, Value>>,
  all: readonly ReadWorkload[],
  choice: Choice,
): Readonly<Record<string, Value>> {
  return new Proxy(Object.freeze(values), {
    get(target, key, receiver) {
      if (typeof key === 'symbol' || key in target || isProbe(key)) return Reflect.get(target, key, receiver);
      throw new NetpactError([unknownName(key, all, choice, { at: captureCallSite() })]);
    },
  });
}

/** What languages and test runners ask of any value, to learn what it is: `await`, JSON.stringify(), Jest. */
const probes = new Set(['then', 'toJSON', 'asymmetricMatch', 'nodeType', '$$typeof']);
const isProbe = (key: string): boolean => probes.has(key) || key.startsWith('@@');
