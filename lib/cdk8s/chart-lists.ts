import type { IConstruct } from 'constructs';
import { type CallSite, captureCallSite } from '../diagnostics/call-site';
import type { Finding } from '../diagnostics/finding';
import { NetpactError } from '../diagnostics/netpact-error';
import { optionProblems } from '../dsl/given-options';
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
import { listed } from '../wording/words';

/** What each list of a FlowChart holds: how such a value is read, and what makes one. */
const lists = {
  namespaces: { read: namespaceModelOf, made: 'namespace()' },
  flows: { read: flowModelOf, made: 'flow()' },
  invariants: { read: invariantModelOf, made: 'never() and only()' },
  assumptions: { read: disjointModelOf, made: 'disjoint()' },
  includes: { read: includeModelOf, made: 'include()' },
} as const;

/** Lists are looked at one by one. */
const chartOptions = {
  namespaces: 'anything',
  flows: 'anything',
  invariants: 'anything',
  assumptions: 'anything',
  includes: 'anything',
  manifests: 'anything',
  namePrefix: 'text',
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
  const unknown = optionProblems(`the FlowChart ${chart}`, props, chartOptions, site);
  const findings: Finding[] = [...unknown, ...(unknown.length > 0 ? [] : lostLists(chart, props, site))];
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

/**
 * Lists under a name that is no option, of what no list of the chart has: it was meant to count. A module that is given as it is
 * may export more than the chart takes.
 */
function lostLists(chart: string, props: object, site: CallSite): readonly Finding[] {
  if (isModule(props)) return [];
  const entries: readonly [string, unknown][] = Object.entries(props);
  const taken = new Set(entries.flatMap(([name, values]) => (isOption(name) ? values : [])));
  return entries.flatMap(([name, values]) => {
    if (isOption(name) || !Array.isArray(values)) return [];
    const lost: unknown = values.find((value) => !taken.has(value) && declaredIn(value) !== undefined);
    const list = declaredIn(lost);
    if (list === undefined) return [];
    const message = `the FlowChart ${chart} has no option \`${name}\`, and what it lists is in no other`;
    const help = [`list it in \`${list}\``, `the options are ${listed(Object.keys(chartOptions), 10)}`];
    return [{ code: 'option-invalid', severity: 'error', message, at: site, token: name, help }];
  });
}

const isOption = (name: string): boolean => Object.hasOwn(chartOptions, name);

/** The list that a declaration belongs to. A namespace that is listed nowhere is refused where a flow needs it. */
function declaredIn(value: unknown): ListName | undefined {
  return (['flows', 'invariants', 'assumptions', 'includes'] as const).find((name) => lists[name].read(value));
}

/** `import * as shop`: names that are read where they are asked for. */
function isModule(props: object): boolean {
  if (Object.prototype.toString.call(props) === '[object Module]' || '__esModule' in props) return true;
  return Object.values(Object.getOwnPropertyDescriptors(props)).some(({ get }) => get !== undefined);
}

function noList(which: string, name: ListName, value: unknown, at: CallSite): Finding {
  if (value === undefined) return undefinedValue(which, at, `say ${name}: [] where there is none`);
  if (value instanceof Promise) return refused(`${which} is a promise`, at, `await it: ${name}: await it`);
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
export function checkedScope<Scope extends IConstruct>(scope: Scope, id: string): Scope {
  const given: unknown = scope;
  if (typeof given === 'object' && given !== null && 'node' in given) {
    if (!scope.node.tryFindChild(id)) return scope;
    const twice = `there is a construct '${id}' already where the FlowChart ${id} is made`;
    throw new NetpactError([refused(twice, captureCallSite(), 'give one of them another name')]);
  }
  const which = `the first argument of new FlowChart() is ${strayValue(given)}`;
  throw new NetpactError([
    refused(`${which}, and no construct`, captureCallSite(), "say new FlowChart(app, 'name', { namespaces, flows })"),
  ]);
}

function refused(message: string, at: CallSite, help: string): Finding {
  return { code: 'chart-value-invalid', severity: 'error', message, at, help: [help] };
}
