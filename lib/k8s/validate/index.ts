export { checkNetworkPolicy } from './network-policy-checks';
export { policyFinding } from './policy-finding';
export type { PolicyProblem } from './policy-problem';
export { readSpec } from './read-spec';
