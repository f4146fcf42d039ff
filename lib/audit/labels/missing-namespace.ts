import type { Selector } from '../../algebra/selector';
import { namespaceNameLabel } from '../../algebra/selector';
import type { KnownNamespace } from '../../analyze/model/universe';
import { nearest } from '../../diagnostics/suggest';
import type { PolicyResource } from '../../k8s/resources';
import { requirementText, selectorText } from '../../wording/selectors';
import { isNamed, type SelectorPeer } from '../directed-rules';
import { policyResult, policyUnknown } from '../policy-result';
import type { AuditContext, RuleResult } from '../rule';
import { type LabelVocabulary, looksMistyped, unmetRequirement } from './label-vocabulary';

/**
 * What to say of a namespace selector that no known namespace satisfies; `described` holds the labels of the Namespaces
 * of the input.
 */
export function missingNamespace(
  { facts, analysis }: AuditContext,
  described: LabelVocabulary,
  policy: PolicyResource,
  peer: SelectorPeer,
  selector: Selector,
): RuleResult {
  const finding = (field: string, text: string, help: string, more = {}) =>
    policyResult(policy, peer.path, `${peer.path} matches nothing in the input: ${text}`, {
      place: `${peer.path}.namespaceSelector.${field}`,
      help: [help],
      ...more,
    });
  for (const key of ['name', 'namespace']) {
    const value = selector.matchLabels?.[key];
    const meant = value === undefined ? undefined : facts.namespace(value);
    if (!meant || Object.hasOwn(meant.labels, key)) continue;
    return finding(
      `matchLabels[${key}]`,
      `the namespace ${value} has no label ${key}`,
      `write kubernetes.io/metadata.name: ${value}, a label that every namespace has`,
      !meant.hasObject && {
        notes: [`the Namespace ${value} is not in the input: it is taken to have no label but its name`],
      },
    );
  }
  const named =
    isNamed(selector) && analysis.universe.pods.length > 0
      ? nameSlip(selector, analysis.universe.namespaces)
      : undefined;
  if (named) {
    const [written, near] = named;
    const text = `there is no namespace ${written} in the input`;
    return finding(`matchLabels[${namespaceNameLabel}]`, text, `did you mean ${near}?`);
  }
  const unmet = unmetRequirement(selector, described);
  if (isNamed(selector) || analysis.resources.namespaces.length === 0 || analysis.universe.pods.length === 0 || !unmet)
    return policyUnknown(policy, `${peer.path} means namespaces that are not in the input: ${selectorText(selector)}`);
  const help = unmet.nearest
    ? `did you mean ${unmet.nearest}?`
    : 'label the namespaces, or name them by kubernetes.io/metadata.name';
  const isStrange = !described.has(unmet.requirement.key) && !unmet.nearest;
  const text = `no Namespace of the input has ${requirementText(unmet.requirement)}`;
  return finding(unmet.field, text, help, isStrange && { severity: 'info' });
}

/** A name that is nearly that of a namespace of the input. */
function nameSlip(selector: Selector, known: readonly KnownNamespace[]): readonly [string, string] | undefined {
  const written = selector.matchLabels?.[namespaceNameLabel];
  const near =
    written === undefined
      ? undefined
      : nearest(
          written,
          known.map(({ name }) => name),
        );
  return written !== undefined && near !== undefined && looksMistyped(written, near) ? [written, near] : undefined;
}
