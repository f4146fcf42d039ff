export { defaultedSpec, effectivePolicyTypes } from './defaulted-spec';
export { checkNetworkPolicy } from './network-policy-checks';
export { policyFinding } from './policy-finding';
export type { PolicyProblem, ProblemReason } from './policy-problem';
export { readSpec } from './read-spec';
