import { byCodeUnits } from '../algebra/text-order';
import type { Finding } from '../diagnostics/finding';
import { baselinePolicies } from './baseline-policies';
import { checkApp, isPrefix } from './check/app';
import { checkCluster } from './check/cluster';
import { checkDnsServices } from './check/dns';
import { checkExceptions } from './check/exceptions';
import { warnOfInternetSources } from './check/internet-sources';
import { checkInvariants } from './check/invariants';
import { checkNamespaces } from './check/namespaces';
import { checkPeers } from './check/peers';
import { checkPolicyNames } from './check/policy-names';
import { checkWorkloads } from './check/workloads';
import type { CompiledApp } from './compiled-app';
import type { AppDeclaration, ExceptionClock } from './declaration';
import { dnsGrants, dnsPolicy, warnOfIdleDnsSettings } from './dns-policies';
import { finishPolicy } from './finish-policy';
import { draftOfGroup, groupHalves } from './flow-policies';
import { foreignGrants } from './foreign-grants';
import { halvesOf } from './halves';
import { intentOf } from './intent';
import { Isolation } from './isolation';
import { namespaceWorkloads, peersOfChart } from './namespace-workloads';
import { type OwnedNamespaces, ownedNamespaces } from './owned-namespaces';
import { pairKey, pairsOf } from './pairs';
import type { PolicyDraft } from './policy-draft';

/** Compiles an app: every problem is collected, and the order in which things were declared changes nothing. */
export function compileApp(app: AppDeclaration, clock: ExceptionClock): CompiledApp {
  const { name, cluster, charts } = app;
  const findings: Finding[] = [];
  checkApp(app, findings);
  const owned = ownedNamespaces(charts, findings);
  const workloads = namespaceWorkloads(charts);
  const isolation = new Isolation(owned, workloads);
  checkCluster(cluster, findings);
  checkDnsServices(cluster, owned, findings);
  checkNamespaces(owned, findings);
  checkWorkloads(workloads.all, owned, findings);
  checkPeers(charts.flatMap(peersOfChart), cluster, findings);
  const invariants = charts.flatMap((chart) => chart.invariants);
  checkInvariants(invariants, findings);

  const pairs = pairsOf(charts, findings);
  checkExceptions(pairs, clock, findings);
  warnOfInternetSources(pairs, cluster, findings);
  for (const namespace of owned.values()) warnOfIdleDnsSettings(namespace, workloads, isolation, findings);

  const halves = halvesOf(pairs, isolation, findings);
  const dns = [...owned.values()].flatMap((namespace) =>
    dnsGrants(namespace, workloads, isolation, cluster).map((grant) => ({ namespace, grant })),
  );
  const drafts = withPrefix(owned, [
    ...groupHalves(halves).flatMap((group) => draftOfGroup(group, cluster) ?? []),
    ...dns.map(({ namespace, grant }) => dnsPolicy(namespace, grant, findings)),
    ...[...owned.values()].flatMap((namespace) => baselinePolicies(namespace, isolation)),
  ]);
  checkPolicyNames(drafts, findings);
  return {
    name,
    policies: drafts.sort(inFileOrder).map((draft) => finishPolicy(draft, name, owned)),
    findings,
    flowCount: new Set(pairs.map(pairKey)).size,
    foreignGrants: foreignGrants(pairs, owned),
    intent: intentOf({
      owned,
      workloads,
      isolation,
      pairs,
      dns,
      invariants,
      includes: charts.flatMap((chart) => chart.includes),
      cluster,
    }),
    namespaceSites: new Map([...owned].map(([namespace, { model }]) => [namespace, model.site])),
  };
}

function withPrefix(owned: OwnedNamespaces, drafts: readonly PolicyDraft[]): PolicyDraft[] {
  return drafts.map((draft) => {
    const prefix = owned.get(draft.namespace)?.chart.namePrefix ?? '';
    return !isPrefix(prefix) ? draft : { ...draft, name: `${prefix}${draft.name}` };
  });
}

const roleOrder = ['allow', 'dns', 'deny'] as const;

/** By namespace; inside it allows before DNS before denials, so that a first apply allows before it denies; then by name. */
function inFileOrder(a: PolicyDraft, b: PolicyDraft): number {
  return (
    byCodeUnits(a.namespace, b.namespace) ||
    roleOrder.indexOf(a.role) - roleOrder.indexOf(b.role) ||
    byCodeUnits(a.name, b.name)
  );
}
