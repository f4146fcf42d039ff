import { addTo } from '../algebra/keyed';
import { selectorKey } from '../algebra/selector';
import type { Finding } from '../diagnostics/finding';
import type { ClusterModel, DnsModel, WorkloadModel } from '../dsl/model';
import { parsePort } from '../dsl/ports';
import type {
  LabelSelector,
  LabelSelectorRequirement,
  NetworkPolicyPeer,
  NetworkPolicySpec,
} from '../k8s/network-policy';
import { canonicalSelector } from './canonical-selector';
import type { Isolation } from './isolation';
import { canonicalPeers, namespaceByName } from './lower-peer';
import { lowerPorts, unionOfPorts } from './lower-ports';
import type { NamespaceWorkloads, OwnedNamespace } from './namespaces';
import { peerKey } from './peer-identity';
import type { PolicyDraft } from './policy-draft';

/** Who may resolve names in a namespace, and where: everyone whose egress the baseline denies, or single workloads. */
export interface DnsClients {
  readonly namespace: OwnedNamespace;
  readonly dns: DnsModel;
  /** Undefined: all pods of the namespace, less `without`. */
  readonly workload: WorkloadModel | undefined;
  readonly without: readonly WorkloadModel[];
}

/** The DNS that a namespace's declarations bring: with its baseline, or with workloads that are isolated on their own. */
export function dnsClientsOf(
  namespace: OwnedNamespace,
  workloads: NamespaceWorkloads,
  isolation: Isolation,
  cluster: ClusterModel,
): readonly DnsClients[] {
  const { model } = namespace;
  const own = workloads.of(model.name).filter(({ hostNetwork }) => !hostNetwork);
  const choice = model.baseline?.dns ?? 'none';
  if (choice !== 'none' && isolation.ofNamespace(model.name, 'egress')) {
    const without = own.filter(({ dns }) => dns === false);
    return [{ namespace, dns: choice === 'cluster' ? cluster.dns : choice, workload: undefined, without }];
  }
  const asked = isolation.ofNamespace(model.name, 'egress')
    ? own.filter(({ dns }) => dns === true)
    : isolation.isolatedWorkloads(model.name, 'egress').filter(({ dns }) => dns !== false);
  const eachOnce = new Map(asked.map((workload) => [peerKey(workload), workload]));
  return [...eachOnce.values()].map((workload) => ({ namespace, dns: cluster.dns, workload, without: [] }));
}

/** `dns: false` that would change nothing: the provider's DNS, or an egress that nobody denies, reaches the workload all the same. */
export function warnOfIdleDnsSettings(
  { model }: OwnedNamespace,
  workloads: NamespaceWorkloads,
  isolation: Isolation,
  findings: Finding[],
): void {
  const alone = new Set(isolation.isolatedWorkloads(model.name, 'egress').map(({ name }) => name));
  const isDenied = isolation.ofNamespace(model.name, 'egress');
  const providesDns = model.baseline?.kind === 'provided' && model.baseline.dns === 'none';
  for (const { name, dns, site } of workloads.of(model.name)) {
    if (dns === undefined || alone.has(name)) continue;
    if (isDenied && (dns || !providesDns)) continue;
    findings.push({
      code: 'dns-without-effect',
      severity: 'warning',
      message: `${model.name}/${name} says dns: ${dns}, but ${isDenied ? `${model.baseline?.reason} allows DNS` : 'its egress is not denied'}, so it resolves names anyway`,
      at: site,
      help: ["deny its egress (isolate: 'egress'), or leave dns out"],
    });
  }
}

/** The policy that lets them. A workload that cannot be left out by its labels is reported. */
export function dnsPolicy(clients: DnsClients, findings: Finding[]): PolicyDraft {
  const { workload, without } = clients;
  const { model, chart } = clients.namespace;
  const left = [...new Set(without.map(({ name }) => name))].sort();
  return {
    namespace: model.name,
    name: workload ? `allow-${workload.name}-dns` : 'allow-dns',
    role: 'dns',
    spec: dnsSpec(clients, findings),
    sentence: `${clientsText(clients)}${left.length > 0 ? ` except ${left.join(', ')}` : ''} may resolve names`,
    charts: [chart.id],
    site: workload?.site ?? model.site,
  };
}

/** `shop/web`, `every pod of shop`. */
export function clientsText({ namespace: { model }, workload }: DnsClients): string {
  return workload ? `${model.name}/${workload.name}` : `every pod of ${model.name}`;
}

function dnsSpec({ namespace, dns, workload, without }: DnsClients, findings: Finding[]): NetworkPolicySpec {
  const ports = lowerPorts(unionOfPorts([dns.ports.flatMap((port) => parsePort(port) ?? [])]));
  const to = canonicalPeers([
    ...dns.pods.map((pods) => podsPeer(pods, namespace.model.name)),
    ...dns.cidrs.map((cidr): NetworkPolicyPeer => ({ ipBlock: { cidr } })),
  ]);
  const podSelector = workload ? canonicalSelector(workload.selector) : everyoneBut(without, findings);
  return { podSelector, egress: [{ ...(ports && { ports }), to }], policyTypes: ['Egress'] };
}

function podsPeer({ namespaceSelector, podSelector }: DnsModel['pods'][number], namespace: string): NetworkPolicyPeer {
  const isOwn = selectorKey(namespaceSelector) === selectorKey(namespaceByName(namespace));
  return isOwn ? { podSelector } : { podSelector, namespaceSelector };
}

/** Everyone but the workloads that one label each selects. */
function everyoneBut(without: readonly WorkloadModel[], findings: Finding[]): LabelSelector {
  const valuesByKey = new Map<string, string[]>();
  for (const workload of without) {
    const labels = Object.entries(workload.selector.matchLabels ?? {});
    const [only] = labels;
    const isOneLabel = labels.length === 1 && (workload.selector.matchExpressions ?? []).length === 0;
    if (!only || !isOneLabel) findings.push(notExcludable(workload));
    else addTo(valuesByKey, ...only);
  }
  const matchExpressions = [...valuesByKey].map(
    ([key, values]): LabelSelectorRequirement => ({ key, operator: 'NotIn', values }),
  );
  return canonicalSelector({ matchExpressions });
}

function notExcludable(workload: WorkloadModel): Finding {
  return {
    code: 'dns-not-excludable',
    severity: 'error',
    message: `${workload.namespace.name}/${workload.name} says dns: false, but no single label selects it, so the namespace's DNS cannot leave it out`,
    at: workload.site,
    help: ['give it its own namespace, or select it by one label'],
  };
}
