import { askedValue } from '../../algebra/possible-label';
import { requirementsOf, type Selector } from '../../algebra/selector';
import { openLabelsOf } from '../../analyze/judge/assigned';
import type { OpenLabel } from '../../analyze/judge/open-labels';
import type { PodSet, Universe } from '../../analyze/model/universe';
import {
  conditionsByNamespace,
  conditionsOf,
  namespaceOf,
  type PodCondition,
} from '../../analyze/possible/representatives';
import type { AssignedLabel } from '../../cluster/mutation/assigned-label';
import type { Subject } from '../../diagnostics/finding';
import type { ClusterResources, PolicyResource, WorkloadResource } from '../../k8s/resources';
import type { AuditContext } from '../rule';
import { type NamedValues, namedValues, type PodPart, partsOf } from './readings';

/** The clusters that one input may stand for: in each, what others give to pods is known. */
export interface Worlds {
  /** The workloads of each, that with the usual labels first. */
  readonly workloads: readonly (readonly WorkloadResource[])[];
  /** Whether each way in which any two workloads can be seen is among them. */
  readonly isThorough: boolean;
  /** The policies and Services that ask for labels which may be there in more ways than are among them; none where these are all. */
  readonly unasked: readonly Subject[];
  /** The labels that leave open what is said of something; those of the whole input where it asks for none itself. */
  openFor(subject: Subject): readonly OpenLabel[];
  /** Whether something asks for one of these labels, or is a workload that may have one. */
  isTouched(subject: Subject): boolean;
}

/** Rules are asked about as many workloads, and as many workloads and policies, in all worlds together. */
const mostWorkloads = 4000;
const mostObjects = 10_000;
const mostWorlds = 256;

/** How many are asked; three at least, however many objects there are. */
const mostWorldsOf = (workloads: number, policies: number): number =>
  Math.max(
    3,
    Math.min(mostWorlds, Math.floor(Math.min(mostWorkloads / workloads, mostObjects / (workloads + policies)))),
  );

/** The worlds of an input; undefined where no policy and no Service asks for what others give to its pods. */
export function worldsOf({ analysis }: AuditContext): Worlds | undefined {
  const { resources, universe } = analysis;
  const assigned = new Set<string>();
  for (const { assignedLabels } of universe.pods) for (const { key } of assignedLabels) assigned.add(key);
  const asks = (selector: Selector) => requirementsOf(selector).some(({ key }) => assigned.has(key));
  const conditions = resources.policies.flatMap(scopedConditionsOf).filter(({ pods }) => asks(pods));
  const services = resources.services.flatMap(({ selector }) => (selector ? [{ matchLabels: selector }] : []));
  const askingServices = services.filter(asks);
  const asking = [...conditions.map(({ pods }) => pods), ...askingServices];
  if (asking.length === 0) return undefined;
  const named = namedValues(asking);
  const isOpen = (pods: PodSet) => asking.some((selector) => (openLabelsOf(selector, pods) || []).length > 0);
  if (!universe.pods.some(isOpen) && askingServices.length === 0) return undefined;
  const askingIn = askingByNamespace(conditions, universe, askingServices);
  const parts = universe.pods.map((each) => {
    const pods = asAsked(each, named);
    return { pods, parts: partsOf(pods, askingIn(pods.namespace), named) };
  });
  const open = parts.flatMap(({ pods, parts: some }): readonly OpenLabel[] =>
    [...new Set(some.flatMap((part) => part.open))].map((label) => ({ label, pods })),
  );
  const choices = choicesOf(
    parts.flatMap(({ parts: some }) => some.map(({ readings }) => readings.length)),
    mostWorldsOf(parts.length, resources.policies.length),
  );
  const isWhole = parts.every(({ parts: some }) => some.every((part) => part.isWhole));
  const openOf = (subject: Subject) => openLabelsFor(subject, resources, open);
  const touched = askingObjects(resources).filter((subject) => openOf(subject).length > 0);
  return {
    workloads: choices.all.map((choice) => workloadsIn(parts, choice, named)),
    isThorough: isWhole && choices.isThorough,
    unasked: isWhole && choices.areAll ? [] : touched.length > 0 ? touched : askingObjects(resources),
    openFor(subject) {
      const own = openOf(subject);
      return own.length > 0 ? own : open;
    },
    isTouched: (subject) => openOf(subject).length > 0,
  };
}

/** Injection that pods or their namespace ask for is done, as everywhere (docs/semantics.md 4): its labels are there. */
function asAsked(pods: PodSet, named: NamedValues): PodSet {
  if (!pods.assignedLabels.some(({ key, presence }) => presence === 'expected' && named.has(key))) return pods;
  const added: Record<string, string> = {};
  const left: AssignedLabel[] = [];
  for (const label of pods.assignedLabels) {
    const value = named.has(label.key) ? askedValue(label) : undefined;
    if (value !== undefined) added[label.key] = value;
    else left.push(isOfMesh(label) ? { ...label, presence: 'always' } : label);
  }
  return { ...pods, labels: { ...added, ...pods.labels }, assignedLabels: left };
}

/** Numbers are given by controllers, of which older versions do not. */
const isOfMesh = ({ presence, values }: AssignedLabel) => presence === 'expected' && !(values && 'prefix' in values);

interface PodParts {
  readonly pods: PodSet;
  readonly parts: readonly PodPart[];
}

/** The workloads of a world; replicas that are told apart are workloads of one name. */
function workloadsIn(
  all: readonly PodParts[],
  choice: (unit: number) => number,
  named: NamedValues,
): readonly WorkloadResource[] {
  let unit = 0;
  return all.flatMap(({ pods, parts }) =>
    parts.flatMap(({ readings }) => {
      const { workload } = pods;
      const reading = readings[choice(unit++)] ?? readings[0];
      if (!workload || !reading) return [];
      const labels = { ...pods.labels, ...reading };
      // What nothing here asks for stays as it is: policies of other kinds may.
      return [{ ...workload, labels, assignedLabels: pods.assignedLabels.filter(({ key }) => !named.has(key)) }];
    }),
  );
}

/**
 * Which reading of each unit counts in which world: all combinations where these are few, else so that any two units are seen
 * in all ways (by the bits of their numbers), as far as the limit goes: first all as usual, and all in every other way.
 */
function choicesOf(
  sizes: readonly number[],
  limit: number,
): { readonly all: readonly ((unit: number) => number)[]; readonly isThorough: boolean; readonly areAll: boolean } {
  const open = sizes.flatMap((size, unit) => (size > 1 ? [unit] : []));
  const product = open.reduce((total, unit) => Math.min(limit + 1, total * (sizes[unit] ?? 1)), 1);
  if (product <= limit) {
    const strides = new Map<number, number>();
    let stride = 1;
    for (const unit of open) {
      strides.set(unit, stride);
      stride *= sizes[unit] ?? 1;
    }
    const all = Array.from({ length: product }, (_, world) => (unit: number) => {
      const own = strides.get(unit);
      return own === undefined ? 0 : Math.floor(world / own) % (sizes[unit] ?? 1);
    });
    return { all, isThorough: true, areAll: true };
  }
  const widest = Math.max(...open.map((unit) => sizes[unit] ?? 1));
  const rank = new Map(open.map((unit, index) => [unit, index]));
  const read = (unit: number, reading: number) => Math.min(reading, (sizes[unit] ?? 1) - 1);
  const all = Array.from({ length: widest }, (_, reading) => (unit: number) => read(unit, reading));
  for (let bit = 0; 2 ** bit < open.length; bit++)
    for (let low = 0; low < widest; low++)
      for (let high = 0; high < widest; high++)
        if (low !== high) all.push((unit) => read(unit, ((rank.get(unit) ?? 0) >> bit) % 2 === 0 ? low : high));
  return { all: all.slice(0, limit), isThorough: all.length <= limit, areAll: false };
}

/** What a policy says of pods, and where: entries beside one for namespaces may be meant for these (or-instead-of-and). */
function scopedConditionsOf(policy: PolicyResource): readonly PodCondition[] {
  const [own, ...peers] = conditionsOf({ policies: [policy] });
  const isMixed = peers.some(({ namespaces }) => namespaces);
  const ofPeers = isMixed ? peers.map((each) => ({ ...each, namespace: undefined })) : peers;
  return own ? [own, ...ofPeers] : ofPeers;
}

/** The objects whose selectors decide whom they mean. */
const askingObjects = ({ policies, services }: ClusterResources): readonly Subject[] => [
  ...policies.map(({ namespace, name }) => ({ kind: 'NetworkPolicy', namespace, name })),
  ...services.map(({ namespace, name }) => ({ kind: 'Service', namespace, name })),
];

/**
 * The selectors that may tell pods of a namespace apart, so that labels which do not touch one another are no combinations. One
 * for a namespace without pods counts everywhere: rules look for what it means in others.
 */
function askingByNamespace(
  conditions: readonly PodCondition[],
  { namespaces, pods }: Universe,
  services: readonly Selector[],
): (namespace: string) => readonly Selector[] {
  const populated = new Set(pods.map(({ namespace }) => namespace));
  const isEmpty = (condition: PodCondition) => {
    const name = namespaceOf(condition);
    return name !== undefined && !populated.has(name);
  };
  const everywhere = [...conditions.filter(isEmpty).map((condition) => condition.pods), ...services];
  const inOne = conditionsByNamespace(conditions.filter((condition) => !isEmpty(condition)));
  const asked = new Map(
    namespaces.map((namespace) => [namespace.name, [...inOne(namespace).map((each) => each.pods), ...everywhere]]),
  );
  return (namespace) => asked.get(namespace) ?? everywhere;
}

/** The labels that a policy or a Service asks for, or that a workload may have. */
function openLabelsFor(
  { kind, namespace, name }: Subject,
  { policies, services }: Pick<ClusterResources, 'policies' | 'services'>,
  open: readonly OpenLabel[],
): readonly OpenLabel[] {
  const isIt = (each: { readonly namespace: string; readonly name: string }) =>
    each.namespace === namespace && each.name === name;
  if (kind === 'Service') {
    const selector = services.find(isIt)?.selector;
    return open.filter(
      ({ label, pods }) =>
        pods.namespace === namespace &&
        selector &&
        (openLabelsOf({ matchLabels: selector }, pods) || []).includes(label),
    );
  }
  if (kind !== 'NetworkPolicy')
    return open.filter(
      ({ pods: { workload } }) => workload?.kind === kind && workload.namespace === namespace && workload.name === name,
    );
  const conditions = conditionsOf({ policies: policies.filter(isIt) });
  return open.filter(({ label, pods }) =>
    conditions.some(
      (condition) =>
        (condition.namespace ?? pods.namespace) === pods.namespace &&
        (openLabelsOf(condition.pods, pods) || []).includes(label),
    ),
  );
}
