import { groupBy } from '../../algebra/keyed';
import type { Direction } from '../../analyze/model/policy-rules';
import type { AuditFinding } from '../audit-finding';

/** What the cause and its consequence have in common, below one policy. */
type Shared =
  /** The rule, `spec.ingress[0]`. */
  | 'rule'
  /** One field is the other, or inside of it. */
  | 'field'
  /** The entry of `from` or `to`, or the one after it: the pair of which the cause speaks. */
  | 'pair'
  /** The object of which the cause says that a field is not known: without that field it is what it is. */
  | 'holder'
  | 'policy'
  /** The policy, of which the cause says for sure that it is in force for nobody: an info says that its pods may come. */
  | 'idle policy';

interface Explanation {
  readonly cause: string;
  readonly shares: Shared;
}

const because = (cause: string, shares: Shared): Explanation => ({ cause, shares });

const misspelt = because('unknown-field', 'holder');
const noPeers = because('empty-from-allows-all', 'field');
const idle = because('selects-no-pods', 'idle policy');
const anywhere = (shares: Shared) => [
  because('allows-anywhere-ingress', shares),
  because('allows-anywhere-egress', shares),
];

/** The widest first. */
const wideReach: readonly Explanation[] = [
  ...anywhere('rule'),
  because('allows-all-namespaces', 'rule'),
  because('allows-whole-namespace', 'rule'),
  because('wide-cidr', 'rule'),
];

/**
 * What a rule finds only because another one fired there as well, by the name of the rule; the first one that did is the
 * cause. Validity comes before traps, and these before reach; rules on outages are not here: they are never somebody's
 * consequence. Nor is hygiene, save what a rule for everybody makes of its policy: one that changes nothing. What a policy
 * grants comes to nothing as long as it selects no pods.
 */
const explanations: ReadonlyMap<string, readonly Explanation[]> = new Map([
  ['empty-from-allows-all', [misspelt]],
  ['peer-matches-nothing', [because('or-instead-of-and', 'pair')]],
  ['allows-anywhere-ingress', [misspelt, noPeers, idle]],
  ['allows-anywhere-egress', [misspelt, noPeers, idle]],
  ['allows-all-namespaces', [misspelt, noPeers, because('or-instead-of-and', 'pair'), idle]],
  ['allows-whole-namespace', [misspelt, because('or-instead-of-and', 'pair'), idle]],
  ['allows-all-ports', [misspelt, because('tcp-only-all-ports', 'rule'), noPeers, idle, ...wideReach]],
  ['api-server-open', [misspelt, noPeers, idle, ...anywhere('rule'), because('wide-cidr', 'field')]],
  ['metadata-service-reachable', [misspelt, noPeers, idle, ...anywhere('rule'), because('wide-cidr', 'field')]],
  ['wide-cidr', [idle]],
  ['wide-port-range', [idle]],
  ['mutable-namespace-label', [idle]],
  ['redundant-policy', [because('empty-from-allows-all', 'policy')]],
  [
    'name-understates-reach',
    [
      idle,
      ...anywhere('policy'),
      because('allows-all-namespaces', 'policy'),
      because('allows-whole-namespace', 'policy'),
    ],
  ],
]);

/** Whether a workload that a policy leaves open is a case of its own in its namespace, and no part of a missing default deny. */
export type IsLeftAlone = (namespace: string, direction: Direction) => boolean;

/** For each finding that another one of them explains, that one; chains are followed to their end. */
export function explainedBy(
  findings: readonly AuditFinding[],
  isLeftAlone: IsLeftAlone,
): ReadonlyMap<AuditFinding, AuditFinding> {
  const causes = new Map([...widePolicies(findings), ...openPods(findings, isLeftAlone)]);
  for (const [finding, first] of alikeInOneRule(findings.filter((each) => !causes.has(each))))
    causes.set(finding, first);
  return new Map([...causes.keys()].map((finding) => [finding, lastOf(finding, causes)]));
}

function lastOf(finding: AuditFinding, causes: ReadonlyMap<AuditFinding, AuditFinding>): AuditFinding {
  let last = finding;
  for (let cause = causes.get(last); cause; cause = causes.get(last)) last = cause;
  return last;
}

/** What rules find of one policy, by what it has in common. */
function* widePolicies(findings: readonly AuditFinding[]): Generator<readonly [AuditFinding, AuditFinding]> {
  const candidates = findings.filter(
    ({ rule, subject }) => subject.kind === 'NetworkPolicy' && explaining.has(rule.name),
  );
  const ofPolicy = groupBy(candidates, (each) => keyOf(each.rule.name, each));
  const ofRule = groupBy(candidates, (each) => `${keyOf(each.rule.name, each)} ${ruleOf(each)}`);
  for (const finding of findings) {
    const known = explanations.get(finding.rule.name);
    if (!known || finding.subject.kind !== 'NetworkPolicy') continue;
    for (const { cause, shares } of known) {
      const key = keyOf(cause, finding);
      const among =
        shares === 'policy' || shares === 'idle policy' ? ofPolicy.get(key) : ofRule.get(`${key} ${ruleOf(finding)}`);
      const found = among?.find((each) => shared[shares](each, finding));
      if (!found) continue;
      yield [finding, found];
      break;
    }
  }
}

/** What is said of each entry of a rule: who lists three networks made one decision. */
const saidOfEachEntry: ReadonlySet<string> = new Set([
  ...['allows-whole-namespace', 'api-server-open', 'metadata-service-reachable', 'wide-cidr', 'wide-port-range'],
]);

function* alikeInOneRule(findings: readonly AuditFinding[]): Generator<readonly [AuditFinding, AuditFinding]> {
  const alike = findings.filter((each) => saidOfEachEntry.has(each.rule.name) && ruleOf(each) !== undefined);
  for (const [first, ...others] of groupBy(alike, (each) => `${keyOf(each.rule.name, each)} ${ruleOf(each)}`).values())
    for (const other of others) yield [other, first];
}

const explaining: ReadonlySet<string> = new Set([...explanations.values()].flat().map(({ cause }) => cause));

const keyOf = (rule: string, { subject }: AuditFinding): string => `${rule} ${subject.namespace}/${subject.name}`;

/** The workloads of a namespace without default deny, by its finding. */
function* openPods(
  findings: readonly AuditFinding[],
  isLeftAlone: IsLeftAlone,
): Generator<readonly [AuditFinding, AuditFinding]> {
  const namespaces = new Map(
    findings.flatMap((each) => {
      const direction = openDirection.get(each.rule.name);
      return direction ? [[`${direction} ${each.subject.name}`, each] as const] : [];
    }),
  );
  for (const finding of findings) {
    const { rule, subject, field } = finding;
    if (rule.name !== 'pod-not-isolated' || (field !== 'ingress' && field !== 'egress')) continue;
    const cause = namespaces.get(`${field} ${subject.namespace}`);
    if (cause && !isLeftAlone(cause.subject.name, field)) yield [finding, cause];
  }
}

const openDirection: ReadonlyMap<string, Direction> = new Map([
  ['no-default-deny-ingress', 'ingress'],
  ['no-default-deny-egress', 'egress'],
]);

/**
 * Whether who accepts a finding accepts what it leads to. That a policy selects no pods of the input is accepted where they
 * are in no manifest: there, what it grants is in force.
 */
export const isAcceptedWhole = ({ rule }: AuditFinding): boolean => rule.name !== idle.cause;

type Fielded = Pick<AuditFinding, 'field'>;
type Cause = Pick<AuditFinding, 'field' | 'severity'>;

const shared: Readonly<Record<Shared, (cause: Cause, finding: Fielded) => boolean>> = {
  policy: () => true,
  'idle policy': ({ severity }) => severity !== 'info',
  rule: () => true,
  field: ({ field: cause = '' }, { field = '' }) => holds(cause, field) || holds(field, cause),
  holder({ field: cause = '' }, { field = '' }) {
    const holder = cause.slice(0, cause.lastIndexOf('.'));
    return holder !== '' && (holder === field || (/\.(?:from|to)\[\d+\]$/.test(holder) && holds(holder, field)));
  },
  pair({ field: cause = '' }, { field = '' }) {
    const next = cause.replace(/\d+(?=\]$)/, (index) => `${Number(index) + 1}`);
    return holds(cause, field) || holds(next, field);
  },
};

/** `spec.ingress[0]` of any field in it. */
function ruleOf({ field = '' }: Fielded): string | undefined {
  return /^spec\.(?:ingress|egress)\[\d+\]/.exec(field)?.[0];
}

/** Whether a field is another one, or lies in it. */
function holds(outer: string, inner: string): boolean {
  return inner.startsWith(outer) && /^(?:$|[.[])/.test(inner.slice(outer.length));
}
