import { getOrInsert } from '../../../algebra/keyed';
import { type LabelMap, matchesSelector } from '../../../algebra/selector';
import {
  isSlip,
  type LabelVocabulary,
  type UnmetRequirement,
  unmetRequirements,
  unmetText,
  vocabularyOf,
} from '../../../analyze/labels/label-vocabulary';
import type { PodSet } from '../../../analyze/model/universe';
import { isOfCluster } from '../../../cluster/own-namespaces';
import type { ServiceResource } from '../../../k8s/resources';
import { labelsText } from '../../../wording/selectors';
import { oneOrMany } from '../../../wording/words';
import { wordsOf } from '../../../wording/words-of';
import { type Absences, absencesIn } from '../../labels/absence';
import { type PodSearch, podSearchIn } from '../../labels/unseen-pods';
import type { AuditContext, Rule, RuleResult } from '../../rule';
import { podsBehind } from '../../services/service-targets';
import { podsText } from '../../wording/describe';

export const serviceSelectsNothing: Rule = {
  name: 'service-selects-nothing',
  severity: 'warning',
  category: 'trap',
  title: 'a Service selects no pods',
  what: `The selector of a Service matches no workload of the input in the namespace of the Service. It is an info where only a
label is missing by which pods tell their part (role, active, leader, primary, …): what runs in them may set it. Not
applicable where the input has no workload of the namespace, where a label or the namespace names a custom resource or an
operator of the input, which makes the pods, where a controller assigns the label, and to the namespaces of the cluster
itself (kube-…, openshift-…), unless a label is nearly right. Services without a selector, and those of type ExternalName, have no pods of their own.`,
  why: `The Service has no endpoints: whoever calls it is refused, or waits until the time is up, and every policy for those
pods is judged without it.`,
  fix: 'Select by labels of the pod template (spec.template.metadata.labels), in the namespace of the pods.',
  examples: {
    bad: `apiVersion: apps/v1
kind: Deployment
metadata: { name: web, namespace: shop }
spec:
  template:
    metadata: { labels: { app: frontend } }
    spec: { containers: [{ name: web, image: nginx }] }
---
apiVersion: v1
kind: Service
metadata: { name: web, namespace: shop }
spec:
  selector: { app: frontent }
  ports: [{ port: 80 }]
`,
    good: `apiVersion: apps/v1
kind: Deployment
metadata: { name: web, namespace: shop }
spec:
  template:
    metadata: { labels: { app: frontend } }
    spec: { containers: [{ name: web, image: nginx }] }
---
apiVersion: v1
kind: Service
metadata: { name: web, namespace: shop }
spec:
  selector: { app: frontend }
  ports: [{ port: 80 }]
`,
  },
  securitySeverity: 3,
  precision: 'medium',
  controls: ['PCI DSS 1.2'],
  *check(context) {
    const searches = { search: podSearchIn(context.analysis.universe.pods), absences: absencesIn(context) };
    const vocabularies = new Map<string, LabelVocabulary>();
    for (const service of context.loaded.resources.services) {
      const { namespace, selector, type } = service;
      if (!selector || type === 'ExternalName' || podsBehind(context, service).length > 0) continue;
      const vocabulary = getOrInsert(vocabularies, namespace, () => vocabularyOf(context.facts.workloadsIn(namespace)));
      yield noneSelected(context, searches, { service, selector, vocabulary });
    }
  },
};

/** A Service that selects nothing. */
interface Barren {
  readonly service: ServiceResource;
  readonly selector: LabelMap;
  /** The labels of the workloads of its namespace. */
  readonly vocabulary: LabelVocabulary;
}

interface Searches {
  readonly search: PodSearch;
  readonly absences: Absences;
}

function noneSelected(context: AuditContext, { search, absences }: Searches, barren: Barren): RuleResult {
  const { service, selector, vocabulary } = barren;
  const { namespace, name, origin } = service;
  const subject = { kind: 'Service', namespace, name };
  const here = context.facts.workloadsIn(namespace);
  const unmets = unmetRequirements({ matchLabels: selector }, vocabulary);
  const [unmet] = unmets;
  const remarks = absences.ofPods({ matchLabels: selector }, unmets, {
    namespaces: [namespace],
    pods: here,
    labels: vocabulary,
    isClosed: true,
  });
  const reason =
    whyNotSaid(context, search, barren, unmet) ?? (remarks.severity === 'info' ? remarks.notes?.[0] : undefined);
  if (reason !== undefined) return { kind: 'not-applicable', subject, reason };
  const place = unmet ? unmet.field.replace(/^matchLabels/, 'spec.selector') : 'spec.selector';
  const part = partOf(here, selector, unmet);
  const elsewhere = search.anywhere({ matchLabels: selector });
  return {
    kind: 'finding',
    ...(part && { severity: 'info' }),
    subject,
    field: 'spec.selector',
    at: () => origin.span(place),
    message: `Service ${namespace}/${name} selects nothing in the input: ${unmetText(`of ${namespace}`, { matchLabels: selector }, unmet)}`,
    notes: [
      ...(part ? [`what runs in ${podsText(part.pods)} may set ${part.key}, as those do that elect a leader`] : []),
      ...(elsewhere.length > 0
        ? [
            `${podsText(elsewhere)} ${oneOrMany(elsewhere.length, 'has', 'have')} ${labelsText(selector)}, and a Service selects pods of its own namespace only`,
          ]
        : []),
    ],
    help: remarks.help ?? [],
  };
}

/** Why nothing can be said of a Service that selects nothing in the input. */
function whyNotSaid(
  { facts }: AuditContext,
  search: PodSearch,
  { service: { namespace }, selector }: Barren,
  unmet: UnmetRequirement | undefined,
): string | undefined {
  const here = facts.workloadsIn(namespace);
  if (here.length === 0) return `the input has no workload of the namespace ${namespace}`;
  if (search.maySelectByController({ matchLabels: selector }, here))
    return `a controller assigns labels that ${labelsText(selector)} asks for`;
  if (isOfCluster({ name: namespace }) && !(unmet && isSlip(unmet)))
    return `the cluster may run pods in ${namespace} that are not in the input`;
  return undefined;
}

/** The pods that all labels but one select, where that one says which part a pod plays, and no pod has it. */
function partOf(
  here: readonly PodSet[],
  selector: LabelMap,
  unmet: UnmetRequirement | undefined,
): { readonly key: string; readonly pods: readonly PodSet[] } | undefined {
  const key = unmet?.requirement.key;
  const words = key === undefined ? [] : wordsOf(key);
  if (key === undefined || !words.some((word) => parts.has(word))) return undefined;
  const others = Object.fromEntries(Object.entries(selector).filter(([other]) => other !== key));
  const isMet = ({ labels }: PodSet) => !Object.hasOwn(labels, key) && matchesSelector({ matchLabels: others }, labels);
  // Alone, a label says for whom it is: vault-active does, role does not.
  const isTelling = Object.keys(others).length > 0 || words.some((word) => !parts.has(word));
  const pods = isTelling ? here.filter(isMet) : [];
  return pods.length > 0 ? { key, pods } : undefined;
}

/** Words of the labels that Vault, Patroni, Redis and others give to their pods while they run: vault-active, spilo-role. */
const parts = new Set(['active', 'leader', 'master', 'primary', 'role', 'standby', 'state']);
