import type { CallSite } from '../diagnostics/call-site';
import type { Finding } from '../diagnostics/finding';
import type { PeerModel } from '../dsl/model';
import type { Contract } from '../intent/contract';
import type { Intent } from '../intent/intent';
import { baselinePolicies } from './baseline-policies';
import { checkApp, checkCluster, checkDnsServices } from './check/app';
import { checkAssumptions } from './check/assumptions';
import { checkExceptions, checkInvariants, warnOfInternetSources } from './check/flows';
import { checkNamespaces } from './check/namespaces';
import { checkPeers } from './check/peers';
import { checkPolicyNames } from './check/policy-names';
import { checkSizes } from './check/sizes';
import { checkTexts } from './check/texts';
import { checkUnwritten } from './check/unwritten';
import { checkWorkloads } from './check/workloads';
import { contractOf } from './contract';
import type { AppDeclaration, ChartDeclaration, ExceptionClock, PolicyForm } from './declaration';
import { dnsClientsOf, dnsPolicy, warnOfIdleDnsSettings } from './dns-policies';
import { flowPolicies } from './flow-policies';
import { halvesOf } from './halves';
import { intentOf } from './intent';
import { Isolation } from './isolation';
import { namespaceWorkloads, ownedNamespaces, peersOfChart } from './namespaces';
import { pairKey, pairsOf } from './pairs';
import { type CompiledPolicy, finishedPolicies, namedPolicies } from './policy-draft';
import { workloadPolicies } from './workload-policies';

/** Everything an app compiles to. With an error among `findings`, nothing of it may be written. */
export interface CompiledApp {
  /** Of the PolicyApp: the value of the label `netpact.dev/app`. */
  readonly name: string;
  readonly form: PolicyForm;
  /** In the order of their namespaces, roles and names. */
  readonly policies: readonly CompiledPolicy[];
  readonly findings: readonly Finding[];
  /** How many flows (pairs of one source and one target) were declared. */
  readonly flowCount: number;
  /** What owners of other namespaces must allow, in case they isolate their end. */
  readonly contract: Contract;
  /** What the declarations mean, for the proof. */
  readonly intent: Intent;
  /** Where each owned namespace is declared, by name. */
  readonly namespaceSites: ReadonlyMap<string, CallSite>;
  /** Everybody whom the charts know: the workloads of their namespaces, and whom flows and invariants name. */
  readonly peers: readonly PeerModel[];
}

/** Compiles an app: every problem is collected, and the order in which things were declared changes nothing. */
export function compileApp(app: AppDeclaration, clock: ExceptionClock): CompiledApp {
  const { name, cluster, form, charts } = app;
  const findings: Finding[] = [];

  // What is declared: namespaces, workloads, what is isolated, invariants.
  checkApp(app, findings);
  const owned = ownedNamespaces(charts, findings);
  const namespaces = [...owned.values()];
  const workloads = namespaceWorkloads(charts);
  const isolation = new Isolation(owned, workloads);
  const invariants = charts.flatMap((chart) => chart.invariants);
  const assumptions = charts.flatMap((chart) => chart.assumptions);
  const includes = charts.flatMap((chart) => chart.includes);
  const manifests = [...app.manifests, ...charts.flatMap(manifestsOfChart)];
  checkCluster(cluster, findings);
  checkDnsServices(cluster, owned, findings);
  checkNamespaces(owned, findings);
  checkWorkloads(workloads.all, owned, findings);
  checkPeers(charts.flatMap(peersOfChart), cluster, owned, findings);
  checkInvariants(invariants, findings);
  checkAssumptions(assumptions, findings);

  // Flows as pairs of one source and one target.
  const pairs = pairsOf(charts, findings);
  checkExceptions(pairs, clock, findings);
  warnOfInternetSources(pairs, cluster, findings);
  for (const namespace of namespaces) warnOfIdleDnsSettings(namespace, workloads, isolation, findings);

  // Policies: of the halves of pairs, of DNS, and of what isolates.
  const halves = halvesOf(pairs, isolation);
  checkUnwritten({ pairs, halves, charts, owned }, findings);
  const dns = namespaces.flatMap((namespace) => dnsClientsOf(namespace, workloads, isolation, cluster));
  const drafts = [
    ...(form === 'per-workload' ? workloadPolicies(halves, cluster, findings) : flowPolicies(halves, cluster)),
    ...dns.map((clients) => dnsPolicy(clients, findings)),
    ...namespaces.flatMap((namespace) => baselinePolicies(namespace, isolation)),
  ];
  const named = namedPolicies(drafts, owned);
  checkPolicyNames(named, findings);
  const policies = finishedPolicies(named, name, owned);
  checkTexts(policies, findings);
  checkSizes(policies, findings);

  // The same once more, for the proof: read from the declarations, never from the policies.
  const intent = intentOf({
    owned,
    workloads,
    isolation,
    pairs,
    dns,
    invariants,
    assumptions,
    includes,
    manifests,
    cluster,
  });
  return {
    name,
    form,
    policies,
    findings,
    flowCount: new Set(pairs.map(pairKey)).size,
    contract: contractOf(name, pairs, owned),
    intent,
    peers: [...new Set([...workloads.all, ...charts.flatMap(peersOfChart)])],
    namespaceSites: new Map(namespaces.map(({ model }) => [model.name, model.site])),
  };
}

/** What a chart of one namespace says to be deployed is in that one, where its manifests name none. */
function manifestsOfChart({ namespaces, manifests }: ChartDeclaration): Intent['manifests'] {
  const [only, ...others] = namespaces;
  return manifests.map((asked) => ({ ...asked, ...(only && others.length === 0 && { namespace: only.name }) }));
}
