import { endOfDay } from '../algebra/calendar';
import { requirementsOf } from '../algebra/selector';
import type { PolicyRules } from '../analyze/model/policy-rules';
import { sideOf } from '../analyze/possible/connection-signals';
import type { Assumption } from '../diagnostics/assumption';
import type { Contract, Need } from '../intent/contract';
import { selectorText } from '../wording/selectors';
import { type ContractLabels, contractLabels } from './contract-labels';
import { judgeNeed, type NeedJudgement } from './judge-need';
import { needWorld } from './need-world';
import type { ContractTarget } from './target';
import { type UnaskedHalf, unaskedHalves } from './unasked';

/** A contract, and the name of the file it was read from. */
export interface GivenContract {
  readonly file: string;
  readonly contract: Contract;
}

/** What became of one need. `elsewhere`: its namespace is not of this repository; `ended`: its exception is over. */
export type NeedOutcome = NeedJudgement | { readonly verdict: 'elsewhere' } | { readonly verdict: 'ended' };

export interface JudgedNeed {
  readonly need: Need;
  readonly outcome: NeedOutcome;
}

interface JudgedContract extends GivenContract {
  readonly needs: readonly JudgedNeed[];
}

/** What a repository answers to contracts. */
export interface ContractAnswer {
  readonly contracts: readonly JudgedContract[];
  readonly unasked: readonly UnaskedHalf[];
  /** What the verdicts rest on. */
  readonly assumptions: readonly Assumption[];
}

/** Holds contracts against a repository. */
export function judgeContracts(given: readonly GivenContract[], target: ContractTarget, now: Date): ContractAnswer {
  const isLive = ({ until }: Need) => until === undefined || now.getTime() < (endOfDay(until) ?? 0);
  const live = given.flatMap(({ contract }) => contract.needs.filter(isLive));
  const here = live.filter(({ namespace }) => target.has(namespace));
  const contracts = given.map(({ contract }) => contract);
  const labels = contractLabels(contracts, target.analysis.resources.namespaces, target.isWhole);
  const world = needWorld(here, target, labels);
  const outcomeOf = (need: Need): NeedOutcome => {
    if (!isLive(need)) return { verdict: 'ended' };
    return target.has(need.namespace) ? judgeNeed(need, world, target) : { verdict: 'elsewhere' };
  };
  const judged = given.map((each) => ({
    ...each,
    needs: each.contract.needs.map((need) => ({ need, outcome: outcomeOf(need) })),
  }));
  const met = judged.flatMap(({ needs }) => needs.filter(({ outcome }) => outcome.verdict === 'met'));
  const believed = believedLabels(
    met.map(({ need }) => need),
    labels,
    target,
  );
  return {
    contracts: judged,
    unasked: unaskedHalves(contracts, live, target),
    assumptions: [...target.assumptions, ...believed],
  };
}

/** Labels of somebody else's namespace that this repository alone declares, where policies ask for them and needs are met. */
function believedLabels(
  met: readonly Need[],
  { believed }: ContractLabels,
  { analysis }: ContractTarget,
): readonly Assumption[] {
  return [...believed].flatMap(([namespace, labels]): readonly Assumption[] => {
    const isAsked = ({ policy, ingress, egress }: PolicyRules, need: Need) =>
      policy.namespace === need.namespace &&
      ((need.direction === 'ingress' ? ingress : egress) ?? [])
        .flatMap(({ peers = [] }) => peers)
        .some(
          (peer) =>
            !('block' in peer) &&
            peer.namespaces &&
            requirementsOf(peer.namespaces).some(({ key }) => Object.hasOwn(labels, key)),
        );
    const policies = sideOf(analysis).policies;
    const isUsed = met.some(
      (need) => need.peer.namespace === namespace && policies.some((policy) => isAsked(policy, need)),
    );
    if (!isUsed) return [];
    const said = selectorText({ matchLabels: labels });
    return [
      {
        kind: 'namespace-labels',
        message: `namespace ${namespace} is taken to have ${said}, as it is declared here: its own contract does not say so`,
      },
    ];
  });
}

/** How many needs there are of each outcome. */
export function countOutcomes({ contracts }: ContractAnswer): Readonly<Record<NeedOutcome['verdict'], number>> {
  const counts = { met: 0, missing: 0, undetermined: 0, elsewhere: 0, ended: 0 };
  for (const { outcome } of contracts.flatMap(({ needs }) => needs)) counts[outcome.verdict]++;
  return counts;
}
