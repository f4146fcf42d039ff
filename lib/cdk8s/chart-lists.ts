import { type CallSite, captureCallSite } from '../diagnostics/call-site';
import type { Finding } from '../diagnostics/finding';
import { NetpactError } from '../diagnostics/netpact-error';
import {
  disjointModelOf,
  flowModelOf,
  includeModelOf,
  invariantModelOf,
  namespaceModelOf,
  peerModelOf,
} from '../dsl/model';
import { strayValue, undefinedValue } from '../dsl/stray-value';
import { kind } from '../dsl/symbols';

/** What each list of a FlowChart holds: how such a value is read, and what makes one. */
const lists = {
  namespaces: { read: namespaceModelOf, made: 'namespace()' },
  flows: { read: flowModelOf, made: 'flow()' },
  invariants: { read: invariantModelOf, made: 'never() and only()' },
  assumptions: { read: disjointModelOf, made: 'disjoint()' },
  includes: { read: includeModelOf, made: 'include()' },
} as const;

type ListName = keyof typeof lists;
type ModelIn<Name extends ListName> = NonNullable<ReturnType<(typeof lists)[Name]['read']>>;

/**
 * The models in the lists of a chart. Values that escaped the types (a computed list with a hole, another library's object) fail
 * here, all at once and at the user's line: throws a NetpactError.
 */
export function chartLists(
  chart: string,
  props: Readonly<Partial<Record<ListName, unknown>>> = {},
): { readonly [Name in ListName]: readonly ModelIn<Name>[] } {
  const site = captureCallSite();
  const findings: Finding[] = [];
  const modelsOf = <M>(name: ListName, read: (value: unknown) => M | undefined): readonly M[] => {
    const values = props[name];
    // A list that is said and undefined was meant to hold something.
    if (!(name in props) && name !== 'namespaces') return [];
    if (!Array.isArray(values)) {
      findings.push(noList(`${name} of the FlowChart ${chart}`, name, values, site));
      return [];
    }
    return values.flatMap((value: unknown, index) => {
      const model = read(value);
      if (model === undefined) findings.push(stray(`${name}[${index}] of the FlowChart ${chart}`, name, value, site));
      return model ?? [];
    });
  };
  const models = {
    namespaces: modelsOf('namespaces', lists.namespaces.read),
    flows: modelsOf('flows', lists.flows.read),
    invariants: modelsOf('invariants', lists.invariants.read),
    assumptions: modelsOf('assumptions', lists.assumptions.read),
    includes: modelsOf('includes', lists.includes.read),
  };
  if (findings.length > 0) throw new NetpactError(findings);
  return models;
}

function noList(which: string, name: ListName, value: unknown, at: CallSite): Finding {
  if (value === undefined) return undefinedValue(which, at, `say ${name}: [] where there is none`);
  const inAList = lists[name].read(value) !== undefined;
  const help = inAList
    ? `put it into a list: ${name}: [it]`
    : typeof value === 'function'
      ? `call it: ${name}: it()`
      : `say ${name}: [...], a list of what ${lists[name].made} returns`;
  return refused(`${which} is ${strayValue(value)}, and no list`, at, help);
}

function stray(which: string, name: ListName, value: unknown, at: CallSite): Finding {
  if (value === undefined) return undefinedValue(which, at);
  return refused(`${which} is ${strayValue(value)}`, at, helpFor(name, value));
}

function helpFor(name: ListName, value: unknown): string {
  if (Array.isArray(value)) return 'spread the list: [...list]';
  if (typeof value === 'function') return 'call it, and spread the list that it returns: [...it()]';
  const other = (Object.keys(lists) as ListName[]).find((each) => lists[each].read(value) !== undefined);
  if (other) return `list it in \`${other}\``;
  if (name === 'namespaces' && peerModelOf(value)) return 'list its namespace';
  if (name === 'invariants' && isUnfinished(value)) return 'say never(a).to(b) or only(a).mayReach(b)';
  return `${name} takes what ${lists[name].made} returns`;
}

const isUnfinished = (value: unknown): boolean => typeof value === 'object' && value !== null && kind in value;

/** The construct that a chart is made in. Throws a NetpactError where it is none. */
export function checkedScope<Scope>(scope: Scope): Scope {
  if (typeof scope === 'object' && scope !== null && 'node' in scope) return scope;
  const which = `the first argument of new FlowChart() is ${strayValue(scope)}`;
  throw new NetpactError([
    refused(`${which}, and no construct`, captureCallSite(), "say new FlowChart(app, 'name', { namespaces, flows })"),
  ]);
}

function refused(message: string, at: CallSite, help: string): Finding {
  return { code: 'chart-value-invalid', severity: 'error', message, at, help: [help] };
}
