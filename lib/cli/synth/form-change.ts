import { groupBy } from '../../algebra/keyed';
import type { PolicyForm } from '../../compile/declaration';
import { flowsAnnotation } from '../../k8s/policy-declaration';
import { commandOf } from '../../wording/shell';
import { counted, oneOrMany } from '../../wording/words';
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

/** Where the new policies are, and by which label (`netpact.dev/app`) their app's are known in the cluster. */
interface Applied {
  readonly folder: string;
  readonly app: string;
}

/** In which order the change is safe to apply, as lines. */
export function formChangeLines(
  { from, to, added, removed, isSafe }: FormChange,
  { folder, app }: Applied,
): readonly string[] {
  const counts = `${counted(removed.length, 'policy', 'policies')} of the form ${from} ${oneOrMany(removed.length, 'becomes', 'become')} ${added.length} of the form ${to}`;
  if (!isSafe) {
    const why =
      isSafe === undefined ? 'whether both allow the same is not known' : 'this run changes more than the form';
    return [
      `${counts}, and ${why}: change the form in a run of its own, so that each step of applying it allows the same (netpact synth --policies ${from} keeps the old one)`,
    ];
  }
  const apply = ['kubectl', 'apply', '-k', folder];
  const commands =
    removed.length > mostNames
      ? [[...apply, '--prune', '-l', `netpact.dev/app=${app}`, '--prune-allowlist=networking.k8s.io/v1/NetworkPolicy']]
      : [apply, ...deletions(removed)];
  return [
    `${counts}, and both allow the same; no name may leave before its cover is there, so apply all first, and delete after that:`,
    // Pasted together, nothing is deleted where something was not applied.
    ...commands.map((words, index) => `  ${commandOf(words)}${index < commands.length - 1 ? ' &&' : ''}`),
    '  Argo CD deletes first: give the Application the sync option PruneLast=true before this is merged. Flux applies first.',
  ];
}

/** More than that are pruned by their label: kubectl prunes when all is applied, in the namespaces of what it applied. */
const mostNames = 200;

function deletions(removed: readonly string[]): readonly (readonly string[])[] {
  const byNamespace = groupBy(removed, (name) => name.slice(0, name.indexOf('/')));
  return [...byNamespace].map(([namespace, names]) => [
    ...['kubectl', 'delete', 'networkpolicy', '-n', namespace],
    ...names.map((name) => name.slice(namespace.length + 1)),
  ]);
}
