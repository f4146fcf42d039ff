import { formatCidr } from '../../algebra/cidr';
import { type LabelRequirement, matchesRequirement, requirementsOf, type Selector } from '../../algebra/selector';
import type { Labels } from '../../k8s/resources';
import { requirementText } from '../../wording/selectors';
import { type End, endName } from '../model/end';
import type { AnalysisSettings } from '../model/options';
import { arePodsOfNode, blockHoldsAddress } from '../model/pod-addresses';
import type { AddressBlock, RulePeer } from '../model/policy-rules';

/** Why an entry of `from` or `to` does not mean an end. */
export type Mismatch =
  | {
      readonly kind: 'pod-label' | 'namespace-label';
      readonly key: string;
      readonly operator: LabelRequirement['operator'];
      readonly values: readonly string[];
      /** Missing where the label is missing. */
      readonly actual?: string;
    }
  | { readonly kind: 'namespace'; readonly expected: string; readonly actual: string }
  | { readonly kind: 'address-outside'; readonly block: string; readonly address: string }
  | { readonly kind: 'address-excepted'; readonly except: string; readonly address: string }
  | { readonly kind: 'block-is-no-pod'; readonly block: string }
  | { readonly kind: 'node-is-no-pod' }
  | { readonly kind: 'nodes-outside'; readonly block: string }
  | { readonly kind: 'address-unknown'; readonly block: string; readonly end: string }
  | { readonly kind: 'address-is-no-pod'; readonly address: string };

/** Every reason why an entry does not mean an end; empty where it does. */
export function mismatchesOf(
  entry: RulePeer,
  policyNamespace: string,
  end: End,
  settings: AnalysisSettings,
): readonly Mismatch[] {
  if ('block' in entry) return mismatchesOfBlock(entry.block, end, settings);
  if (end.kind === 'address') return [{ kind: 'address-is-no-pod', address: endName(end) }];
  if (arePodsOfNode(end.pods, settings)) return [{ kind: 'node-is-no-pod' }];
  const { pods, namespace } = end;
  const wrongNamespace: Mismatch[] =
    !entry.namespaces && pods.namespace !== policyNamespace
      ? [{ kind: 'namespace', expected: policyNamespace, actual: pods.namespace }]
      : [];
  return [
    ...wrongNamespace,
    ...labelMismatches('namespace-label', entry.namespaces ?? {}, namespace.labels),
    ...labelMismatches('pod-label', entry.pods, pods.labels),
  ];
}

/** The conditions of a selector that labels do not satisfy. */
function labelMismatches(
  kind: 'pod-label' | 'namespace-label',
  selector: Selector,
  labels: Labels,
): readonly Mismatch[] {
  return requirementsOf(selector)
    .filter((requirement) => !matchesRequirement(requirement, labels))
    .map(({ key, operator, values }) => {
      const actual = Object.hasOwn(labels, key) ? labels[key] : undefined;
      return { kind, key, operator, values: values ?? [], ...(actual === undefined ? {} : { actual }) };
    });
}

/** A mismatch as a clause: `the pod has app=web, not app=api`. */
export function describeMismatch(mismatch: Mismatch): string {
  switch (mismatch.kind) {
    case 'pod-label':
    case 'namespace-label':
      return describeLabel(mismatch);
    case 'namespace':
      return `the pod is in ${mismatch.actual}, and the entry means pods of ${mismatch.expected}`;
    case 'address-outside':
      return `${mismatch.address} is outside ${mismatch.block}`;
    case 'address-excepted':
      return `${mismatch.address} is in the exception ${mismatch.except}`;
    case 'block-is-no-pod':
      return `the entry means addresses (${mismatch.block}), not pods`;
    case 'node-is-no-pod':
      return 'the entry means pods by their labels, and the pod is on the host network: it has the address of its node';
    case 'nodes-outside':
      return `${mismatch.block} holds no address of the nodes`;
    case 'address-unknown':
      return `whether ${mismatch.end} is in ${mismatch.block} is not known`;
    case 'address-is-no-pod':
      return `the entry means pods, and ${mismatch.address} is an address to policies`;
  }
}

function describeLabel(mismatch: Mismatch & { readonly kind: 'pod-label' | 'namespace-label' }): string {
  const { key, operator, values, actual } = mismatch;
  const who = mismatch.kind === 'pod-label' ? 'the pod' : 'the namespace';
  const has = actual === undefined ? `${who} has no label ${key}` : `${who} has ${key}=${actual}`;
  if (operator === 'Exists') return has;
  if (operator === 'DoesNotExist')
    return `${has}, and the entry wants ${mismatch.kind === 'pod-label' ? 'pods' : 'namespaces'} without it`;
  if (operator === 'NotIn') return `${has}, which the entry leaves out`;
  return `${has}, not ${requirementText({ key, operator, values })}`;
}

function mismatchesOfBlock(block: AddressBlock, end: End, settings: AnalysisSettings): readonly Mismatch[] {
  const text = formatCidr(block.cidr);
  if (end.kind === 'pods')
    return [{ kind: arePodsOfNode(end.pods, settings) ? 'nodes-outside' : 'block-is-no-pod', block: text }];
  if (blockHoldsAddress(block, end.name)) return [];
  if (end.apiServer?.cidrs.length === 0) return [{ kind: 'address-unknown', block: text, end: endName(end) }];
  if (!blockHoldsAddress({ cidr: block.cidr, except: [] }, end.name))
    return [{ kind: 'address-outside', block: text, address: end.name }];
  const hole = block.except.find((cidr) => blockHoldsAddress({ cidr, except: [] }, end.name));
  return [{ kind: 'address-excepted', except: hole ? formatCidr(hole) : text, address: end.name }];
}
