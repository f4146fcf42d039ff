import { once } from '../../algebra/once';
import { requirementsOf, type Selector, selectorKey } from '../../algebra/selector';
import { byCodeUnits } from '../../algebra/text-order';
import { isInjectedPort } from '../../cluster/mutation/injected-ports';
import type { Finding, Location } from '../../diagnostics/finding';
import type { IntendedPeer, IntendedWorkload, Intent } from '../../intent/intent';
import type { WorkloadResource } from '../../k8s/resources';
import { assignedLabelText } from '../../wording/labels';
import { selectorText } from '../../wording/selectors';
import { counted, listed } from '../../wording/words';
import { openLabelsOf } from '../judge/assigned';
import { vocabularyOf } from '../labels/label-vocabulary';
import { operatorsOf } from '../labels/operators';
import { absentFinding, type Makers } from './absent-pods';
import { type DeployedPods, deployedByNamespace, titleOf } from './deployed-pods';
import type { Deployed } from './read-manifests';

/** What came of holding what is declared to what is deployed. */
export interface DeployedCheck {
  readonly findings: readonly Finding[];
  /** What was taken for granted, one phrase each. */
  readonly assumptions: readonly string[];
  /** How many workloads of the manifests are in namespaces that the app speaks of. */
  readonly workloads: number;
  /** Those of owned namespaces that no flow and no workload of the app names: `Deployment shop/cache`. Sorted. */
  readonly unnamed: readonly string[];
}

/** Holds what an app declares of pods to what is deployed; undefined where the app names no manifests. */
export function checkDeployed(intent: Intent, deployed: Deployed | undefined): DeployedCheck | undefined {
  if (!deployed) return undefined;
  const owned = new Set(intent.namespaces.filter(({ isOwned }) => isOwned).map(({ name }) => name));
  const podsIn = deployedByNamespace(deployed.workloads, owned);
  const check = new Check(podsIn, {
    customKinds: deployed.customKinds,
    operatorOf: operatorsOf(
      deployed.customKinds,
      once(() => vocabularyOf(deployed.workloads)),
    ),
  });
  const workloads = [...new Map(intent.workloads.map((each) => [identityOf(each), each])).values()];
  for (const each of workloads) check.workload(each);
  for (const each of podsNamed(intent)) check.pods(each);
  const spoken = new Set(intent.namespaces.map(({ name }) => name));
  return {
    // Of what was not read to its end nothing can be missing.
    findings: [
      ...deployed.findings,
      ...(deployed.isWhole ? [...check.findings, ...check.unchecked()] : []),
      ...strayPolicies(deployed, owned),
    ],
    assumptions: [...deployed.assumptions, ...check.assumptions()],
    workloads: deployed.workloads.filter(({ namespace }) => namespace === '' || spoken.has(namespace)).length,
    unnamed: deployed.workloads
      .filter((each) => (each.namespace === '' || owned.has(each.namespace)) && !check.named.has(each))
      .map(titleOf)
      .sort(byCodeUnits),
  };
}

const identityOf = ({ namespace, name, selector }: IntendedWorkload): string =>
  JSON.stringify([namespace, name, selectorKey(selector)]);

/** Pods that flows and invariants name by labels, in a namespace that is known by name. */
interface NamedPods {
  readonly namespace: string;
  readonly selector: Selector;
  readonly at: Location;
  readonly isOfFlow: boolean;
}

/** The pods that an app names by labels and not as a workload, each once. */
export function podsNamed({ flows, invariants, workloads }: Intent): readonly NamedPods[] {
  const known = new Set(workloads.map(({ namespace, selector }) => `${namespace} ${selectorKey(selector)}`));
  const found = new Map<string, NamedPods>();
  const add = (peer: IntendedPeer, at: Location, isOfFlow: boolean) => {
    if (peer.kind !== 'pods' || typeof peer.namespace !== 'string' || requirementsOf(peer.pods).length === 0) return;
    const key = `${peer.namespace} ${selectorKey(peer.pods)}`;
    if (!known.has(key) && !found.has(key))
      found.set(key, { namespace: peer.namespace, selector: peer.pods, at, isOfFlow });
  };
  for (const { from, to, at } of flows) for (const peer of [from, to]) add(peer, at, true);
  for (const { from, to, at } of invariants) for (const peer of [...from, ...to]) add(peer, at, false);
  return [...found.values()];
}

class Check {
  readonly findings: Finding[] = [];
  /** What the app speaks of, all of the namespace apart. */
  readonly named = new Set<WorkloadResource>();
  /** Namespaces of which the manifests have no workload. */
  private readonly unspoken = new Set<string>();
  /** Workloads no container of which declares a port. */
  private readonly portless: string[] = [];

  constructor(
    private readonly podsIn: (namespace: string) => DeployedPods | undefined,
    private readonly makers: Makers,
  ) {}

  workload(declared: IntendedWorkload): void {
    const { namespace, name, selector, at, template } = declared;
    const there = this.podsIn(namespace);
    if (!there) {
      // What the app reads from a manifest is deployed by that.
      if (!template) this.unspoken.add(namespace);
      return;
    }
    const what = `${namespace}/${name}`;
    const { sure } = this.select({ namespace, selector, at }, what, there, template === undefined);
    if (sure.length === 0) return;
    this.checkNetwork(declared, what, sure);
    if (!template) this.checkPorts(declared, what, sure);
  }

  pods({ namespace, selector, at, isOfFlow }: NamedPods): void {
    const there = this.podsIn(namespace);
    if (!there) {
      this.unspoken.add(namespace);
      return;
    }
    const what = `${namespace}/[${selectorText(selector)}]`;
    const { sure } = this.select({ namespace, selector, at }, what, there, true);
    // Of those that only invariants name, the proof of the invariant says it.
    if (isOfFlow) this.checkNetwork({ hostNetwork: false, at }, what, sure);
  }

  private select(
    { namespace, selector, at }: Omit<NamedPods, 'isOfFlow'>,
    what: string,
    there: DeployedPods,
    isAsked: boolean,
  ) {
    const selected = there.selectedBy(selector);
    for (const each of [...selected.sure, ...selected.perhaps]) this.named.add(each);
    const [perhaps] = selected.perhaps;
    if (!isAsked || selected.sure.length > 0) return selected;
    if (perhaps) this.findings.push(unknownFinding(selector, what, perhaps, at));
    else this.findings.push(absentFinding({ namespace, selector, what, at }, there, this.makers));
    return selected;
  }

  private checkNetwork(
    { hostNetwork, template, at }: Pick<IntendedWorkload, 'hostNetwork' | 'template' | 'at'>,
    what: string,
    sure: readonly WorkloadResource[],
  ): void {
    const others = sure.filter((each) => each.hostNetwork !== hostNetwork);
    const [first] = others;
    if (!first) return;
    const titles = listed(others.map(titleOf));
    this.findings.push({
      code: 'workload-host-network-differs',
      // What the app reads from a manifest has pods of its own, as that says.
      severity: others.length === sure.length && !template ? 'error' : 'warning',
      message: hostNetwork
        ? `${what} says hostNetwork: true, and pods of ${titles} have addresses of their own: what is meant for nodes does not hold of them`
        : `${what} is selected by its labels, and pods of ${titles} are on the host network: no policy selects them`,
      at,
      related: [{ at: () => first.origin.span('metadata.name'), message: `${titleOf(first)} is declared here` }],
      help: [
        hostNetwork
          ? 'leave hostNetwork out'
          : 'say it: { hostNetwork: true }; policies then mean the addresses of its nodes',
      ],
    });
  }

  private checkPorts({ ports, at }: IntendedWorkload, what: string, sure: readonly WorkloadResource[]): void {
    const has = sure.flatMap((each) => each.ports);
    if (ports.length === 0) return;
    if (has.length === 0) {
      this.portless.push(what);
      return;
    }
    for (const { name, port, endPort = port, protocol } of ports) {
      const isThere = has.some((each) => each.protocol === protocol && each.port >= port && each.port <= endPort);
      if (isThere || isInjectedPort(port, protocol)) continue;
      const own = new Set(
        has.map((each) => `${each.name === undefined ? '' : `${each.name} `}${each.port}/${each.protocol}`),
      );
      this.findings.push({
        code: 'workload-port-not-deployed',
        severity: 'warning',
        message: `${what} declares ${name} (${port}${endPort === port ? '' : `-${endPort}`}/${protocol}), and no container of ${listed(sure.map(titleOf))} has that port: they have ${listed([...own], 8)}`,
        at,
        token: String(port),
        help: ['declare the port that its containers listen on; that of a Service may be another one'],
      });
    }
  }

  /** What could not be compared. */
  unchecked(): readonly Finding[] {
    if (this.portless.length === 0) return [];
    const message = `the declared ports of ${listed(this.portless, 8)} are not checked: no container there says which ports it has`;
    return [{ code: 'workload-ports-unchecked', severity: 'info', message }];
  }

  assumptions(): readonly string[] {
    if (this.unspoken.size === 0) return [];
    return [`labels in ${listed([...this.unspoken].sort(), 6)} are as declared (no manifest has workloads there)`];
  }
}

function unknownFinding(selector: Selector, what: string, perhaps: WorkloadResource, at: Location): Finding {
  const open = openLabelsOf(selector, perhaps) || [];
  const labels = open.map((each) => assignedLabelText(each, titleOf(perhaps)));
  return {
    code: 'workload-perhaps-deployed',
    severity: 'warning',
    message: `whether there are pods of ${what} is not known: it selects ${selectorText(selector)}`,
    at,
    notes: labels,
    help: ['select its pods by labels of their template'],
  };
}

/** Policies beside the app's own make the assumption wrong that there are none. */
function strayPolicies({ policies }: Deployed, owned: ReadonlySet<string>): readonly Finding[] {
  const found = policies.filter(
    ({ namespace = '', ...each }) =>
      (namespace === '' || owned.has(namespace)) &&
      !('labels' in each && each.labels['app.kubernetes.io/managed-by'] === 'netpact'),
  );
  const [first] = found;
  if (!first) return [];
  const names = found.map(({ namespace, name }) => (namespace ? `${namespace}/${name}` : name)).sort(byCodeUnits);
  return [
    {
      code: 'manifests-policy-unproved',
      severity: 'warning',
      message: `the manifests have ${counted(found.length, 'policy', 'policies')} for owned namespaces that the proof takes no notice of: ${listed(names, 6)}`,
      at: () => first.origin.span('metadata.name'),
      help: [
        "if they stay in force, include them in a chart: includes: [include('…')]; the proof then takes them into account",
      ],
    },
  ];
}
