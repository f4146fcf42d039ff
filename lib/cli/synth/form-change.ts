import { groupBy } from '../../algebra/keyed';
import type { PolicyForm } from '../../compile/declaration';
import { flowsAnnotation } from '../../k8s/policy-declaration';
import { commandOf } from '../../wording/shell';
import { counted } from '../../wording/words';
import type { PlannedOutput } from './run-environment';

/** An output folder whose policies have another form than the code's. */
export interface FormChange {
  readonly from: PolicyForm;
  readonly to: PolicyForm;
  /** `shop/web-egress`: what is only in the code, and what is only in the folder. */
  readonly added: readonly string[];
  readonly removed: readonly string[];
  /**
   * Whether each step of "apply the new ones, then delete the old ones" allows just what both forms allow: they allow the same, and
   * no policy that is in both says something else. Undefined where that was not found out.
   */
  readonly isSafe: boolean | undefined;
}

/** Whether the files that would change hold policies of another form: a look that costs nothing, before all are read. */
export function mayChangeForm({ plan }: PlannedOutput, to: PolicyForm): boolean {
  const has = (text: string | undefined, form: PolicyForm) =>
    text?.includes(form === 'per-flow' ? 'netpact.dev/flow:' : `${flowsAnnotation}:`) === true;
  const from = otherForm(to);
  const [gone, come] = [
    [...plan.changed, ...plan.removed],
    [...plan.changed, ...plan.created],
  ];
  return gone.some(({ before }) => has(before, from)) && come.some(({ after }) => has(after, to));
}

export const otherForm = (form: PolicyForm): PolicyForm => (form === 'per-flow' ? 'per-workload' : 'per-flow');

const formText: Readonly<Record<PolicyForm, string>> = {
  'per-flow': 'a policy for each flow',
  'per-workload': 'a policy for each workload and direction',
};

/** `it has a policy for each flow, and the code writes a policy for each workload and direction`. */
export const formDrift = ({ from, to }: FormChange): string =>
  `it has ${formText[from]}, and the code writes ${formText[to]}`;

/** In which order the change is safe to apply, as lines. */
export function formChangeLines({ from, to, added, removed, isSafe }: FormChange, folder: string): readonly string[] {
  const counts = `${counted(removed.length, 'policy', 'policies')} of the form ${from} ${removed.length === 1 ? 'becomes' : 'become'} ${added.length} of the form ${to}`;
  if (!isSafe) {
    const why =
      isSafe === undefined ? 'whether both allow the same is not known' : 'this run changes more than the form';
    return [
      `${counts}, and ${why}: change the form in a run of its own, so that each step of applying it allows the same (netpact synth --policies ${from} keeps the old one)`,
    ];
  }
  return [
    `${counts}, and both allow the same; no name may leave before its cover is there, so apply all first, and delete after that:`,
    `  ${commandOf(['kubectl', 'apply', '-k', folder])}`,
    ...deletions(removed),
    '  Argo CD deletes first: give the Application the sync option PruneLast=true before this is merged. Flux applies first.',
  ];
}

const shownNamespaces = 12;

function deletions(removed: readonly string[]): readonly string[] {
  const byNamespace = [...groupBy(removed, (name) => name.slice(0, name.indexOf('/')))];
  const lines = byNamespace.map(
    ([namespace, names]) =>
      `  kubectl delete networkpolicy -n ${namespace} ${names.map((name) => name.slice(namespace.length + 1)).join(' ')}`,
  );
  const more = lines.length - shownNamespaces;
  return more > 0
    ? [
        ...lines.slice(0, shownNamespaces),
        `  … and in ${counted(more, 'more namespace')}: --format json lists all (formChange)`,
      ]
    : lines;
}
