import { endOfDay } from '../algebra/calendar';
import type { Contract, Need } from '../intent/contract';
import { contractLabels } from './contract-labels';
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
    return target.has(need.namespace) ? judgeNeed(need, world, target.analysis) : { verdict: 'elsewhere' };
  };
  return {
    contracts: given.map((each) => ({
      ...each,
      needs: each.contract.needs.map((need) => ({ need, outcome: outcomeOf(need) })),
    })),
    unasked: unaskedHalves(contracts, live, target),
  };
}

/** How many needs there are of each outcome. */
export function countOutcomes({ contracts }: ContractAnswer): Readonly<Record<NeedOutcome['verdict'], number>> {
  const counts = { met: 0, missing: 0, undetermined: 0, elsewhere: 0, ended: 0 };
  for (const { outcome } of contracts.flatMap(({ needs }) => needs)) counts[outcome.verdict]++;
  return counts;
}
