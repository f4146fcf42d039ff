import { getOrInsert } from '../algebra/keyed';
import { isSubsetOfPorts, portRange, unionPorts } from '../algebra/port-set';
import { matchesSelector } from '../algebra/selector';
import { analyze } from '../analyze/analysis';
import type { AnalyzeOptions } from '../analyze/model/options';
import { type Access, accessesOfPolicy } from '../analyze/verify/access';
import type { PodsWithPorts } from '../analyze/verify/pod-signals';
import type { Assumption } from '../diagnostics/assumption';
import type { Need, NeededPods } from '../intent/contract';
import type { LoadResult } from '../k8s/load';
import type { ClusterResources, ContainerPort, PolicyResource, WorkloadResource } from '../k8s/resources';
import { resourceTitle } from '../wording/names';
import { selectorText } from '../wording/selectors';
import { listed } from '../wording/words';
import type { ContractTarget, SaidAccess } from './target';

/** A repository with manifests: the namespaces of its objects, under its policies. */
export function manifestTarget(
  { resources, assumptions }: Pick<LoadResult, 'resources' | 'assumptions'>,
  needs: readonly Need[],
  options: AnalyzeOptions & { readonly isNamespaceSaid?: boolean },
): ContractTarget {
  const here = namespacesOf(resources);
  const named = namedPorts(resources, needs);
  return {
    analysis: analyze(resources, options),
    has: (namespace) => here.has(namespace),
    unplaced: options.isNamespaceSaid ? [] : resources.policies.filter(({ isUnplaced }) => isUnplaced),
    isWhole: () => true,
    workloads: named.map(({ pods }) => pods),
    named: [],
    accesses: resources.policies.flatMap(saidAccesses),
    assumptions: [...assumptions, ...named.map(({ assumption }) => assumption)],
  };
}

/** The namespaces that something is said of: an object, a workload, a policy. */
function namespacesOf(resources: ClusterResources): ReadonlySet<string> {
  const { namespaces, workloads, policies, unevaluatedPolicies } = resources;
  return new Set([
    ...namespaces.map(({ name }) => name),
    ...[...workloads, ...policies].map(({ namespace }) => namespace),
    ...unevaluatedPolicies.flatMap(({ namespace }) => namespace ?? []),
  ]);
}

function saidAccesses(policy: PolicyResource): readonly SaidAccess[] {
  return accessesOfPolicy(policy)
    .filter((access) => !isOfDns(access))
    .map((access) => ({
      access,
      said: `NetworkPolicy ${policy.namespace}/${policy.name}`,
      at: () => policy.origin.span('path' in access.from ? access.from.path : undefined),
    }));
}

const dnsPort = unionPorts(portRange('UDP', 53, 53), portRange('TCP', 53, 53));

/** Whoever runs the DNS of a cluster does not ask to be asked. */
const isOfDns = ({ direction, ports }: Access): boolean =>
  direction === 'egress' && ports.names.length === 0 && isSubsetOfPorts(ports.fixed, dnsPort);

interface NamedPorts {
  readonly pods: PodsWithPorts;
  readonly assumption: Assumption;
}

/**
 * Names of ports on the pods of needs, where policies ask for them: what the workloads of the input with these labels have, if
 * all of them have the same. A pod that could exist may have others, so that is an assumption.
 */
function namedPorts({ workloads, policies }: ClusterResources, needs: readonly Need[]): readonly NamedPorts[] {
  const found = new Map<string, readonly NamedPorts[]>();
  for (const { direction, subject } of needs) {
    const { namespace, selector } = subject;
    if (direction !== 'ingress') continue;
    const asked = new Set(policies.filter((policy) => policy.namespace === namespace).flatMap(namesOfIngress));
    if (asked.size === 0) continue;
    getOrInsert(found, JSON.stringify([namespace, selector]), () => {
      const meant = workloads.filter(
        (each) => each.namespace === namespace && !each.hostNetwork && matchesSelector(selector, each.labels),
      );
      const ports = commonPorts(meant).filter(({ name }) => name !== undefined && asked.has(name));
      return ports.length > 0 ? [{ pods: { namespace, selector, ports }, assumption: assumed(subject, meant) }] : [];
    });
  }
  return [...found.values()].flat();
}

function namesOfIngress({ spec }: PolicyResource): readonly string[] {
  return (spec.ingress ?? []).flatMap((rule) =>
    (rule?.ports ?? []).flatMap((port) => (typeof port?.port === 'string' ? [port.port] : [])),
  );
}

/** The names that every one of these workloads gives to the same one number. */
function commonPorts(workloads: readonly WorkloadResource[]): PodsWithPorts['ports'] {
  const isSame = (a: ContainerPort, b: ContainerPort) => a.name === b.name && a.protocol === b.protocol;
  const [first, ...others] = workloads;
  return (first?.ports ?? []).flatMap((port) => {
    const { name, protocol } = port;
    const alike = workloads.flatMap(({ ports }) => ports.filter((each) => isSame(each, port)));
    const isCommon = others.every(({ ports }) => ports.some((each) => isSame(each, port)));
    const isOne = alike.every((each) => each.port === port.port && !each.sidecar);
    return name !== undefined && isCommon && isOne ? [{ name, protocol, port: port.port }] : [];
  });
}

function assumed({ namespace, selector }: NeededPods, workloads: readonly WorkloadResource[]): Assumption {
  const names = workloads.map(({ name }) => resourceTitle({ kind: 'workload', namespace, name }));
  return {
    kind: 'port-names',
    message: `every pod ${selectorText(selector)} of ${namespace} is taken to have the named ports of ${listed(names)}`,
  };
}
