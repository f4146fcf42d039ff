export type { ExceptionClock, PolicyForm } from '../compile/declaration';
export type {
  EgressRule,
  IngressRule,
  IpBlock,
  LabelSelector,
  LabelSelectorRequirement,
  NetworkPolicy,
  NetworkPolicyPeer,
  NetworkPolicyPort,
  NetworkPolicySpec,
  ObjectMeta,
  PolicyType,
} from '../k8s/network-policy';
export { configurePolicies, type PolicySettings } from './app-declaration';
export type {
  EnvironmentFields,
  EnvironmentOf,
  NoFields,
} from './environments';
export { FlowChart, type FlowChartProps, type SaidLists } from './flow-chart';
export { type CompiledPolicies, PolicyApp, type PolicyAppProps } from './policy-app';
