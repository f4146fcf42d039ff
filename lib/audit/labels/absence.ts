import { once, onceForEach } from '../../algebra/once';
import type { Selector } from '../../algebra/selector';
import {
  type LabelVocabulary,
  labelHelp,
  type UnmetRequirement,
  vocabularyOf,
} from '../../analyze/labels/label-vocabulary';
import { operatorsOf, type Place } from '../../analyze/labels/operators';
import type { PodSet } from '../../analyze/model/universe';
import type { PolicyRemarks } from '../policy-result';
import type { AuditContext } from '../rule';
import { isOneLetterFrom, type NearMiss, nearMissesIn } from './near-miss';

/** What is to be said of conditions that nothing in the input satisfies, beside that nothing does. */
export interface Absences {
  /** Of pods that are looked for in namespaces of which these are all that the input has. */
  ofPods(selector: Selector, unmet: readonly UnmetRequirement[], place: PodPlace): PolicyRemarks;
  /** Of namespaces with such pods. */
  ofNamespaces(selector: Selector, unmet: readonly UnmetRequirement[], place: NamespacePlace): PolicyRemarks;
}

interface PodPlace {
  readonly namespaces: readonly string[];
  readonly pods: readonly PodSet[];
  readonly labels: LabelVocabulary;
  /** Whether the selector can mean nobody outside of these namespaces, and the cluster runs nothing of its own in them. */
  readonly isClosed: boolean;
}

interface NamespacePlace {
  /** What is asked of the pods in them. */
  readonly pods: Selector;
  readonly labels: LabelVocabulary;
}

/** Whose work something would be that is not in the input of an audit. */
export const operatorsIn = onceForEach(({ loaded, analysis }: AuditContext) =>
  operatorsOf(
    loaded.customKinds,
    once(() => vocabularyOf(analysis.universe.pods)),
  ),
);

/**
 * A near miss is an error where it is certain, and a warning otherwise; what an operator of the input may make is an info
 * only where nothing is near (docs/audit.md).
 */
export const absencesIn = onceForEach((context: AuditContext): Absences => {
  const operatorOf = operatorsIn(context);
  const nearMisses = nearMissesIn(context);

  function remarks(
    unmet: readonly UnmetRequirement[],
    near: (unmet: UnmetRequirement) => NearMiss | undefined,
    place: Place,
    isClosed: boolean,
  ): PolicyRemarks {
    const [first, ...more] = unmet;
    const misses = unmet.flatMap((each) => near(each) ?? []);
    const [miss] = misses;
    if (miss) {
      const isCertain = isClosed && more.length === 0 && miss.proof !== undefined;
      return {
        help: [`did you mean ${miss.meant}?`],
        ...(isCertain && miss.proof !== undefined && { severity: 'error', notes: [miss.proof] }),
      };
    }
    for (const each of unmet) {
      const { requirement } = each;
      const operator = operatorOf(requirement, place);
      if (operator === undefined) continue;
      const other = nearMisses.amongWritten(requirement);
      if (other !== undefined) return { help: [`did you mean ${other}, as other policies write?`] };
      const object = nearMisses.amongObjects(requirement);
      if (object !== undefined) return { help: [`did you mean ${object}, as a custom resource is called?`] };
      if (isOneLetterFrom(each)) return { help: [`did you mean ${each.nearest}?`] };
      const where =
        place.namespaces?.length === 1
          ? `kubectl get pods -n ${place.namespaces[0]}`
          : 'kubectl get pods,namespaces -A';
      return {
        severity: 'info',
        notes: [`made at run time by ${operator}`],
        help: [`to know, audit it together with what runs: ${where} -o yaml`],
      };
    }
    return { help: [labelHelp(first)] };
  }

  return {
    ofPods: (selector, unmet, { namespaces, pods, labels, isClosed }) =>
      remarks(unmet, (each) => nearMisses.ofPods(selector, each, pods), { namespaces, labels }, isClosed),
    ofNamespaces: (selector, unmet, { pods, labels }) =>
      remarks(unmet, (each) => nearMisses.ofNamespaces(selector, each, pods), { labels }, true),
  };
});
