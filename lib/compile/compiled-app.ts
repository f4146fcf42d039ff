import type { CallSite } from '../diagnostics/call-site';
import type { Finding } from '../diagnostics/finding';
import type { Intent } from '../intent/intent';
import type { NetworkPolicy } from '../k8s/network-policy';

/** What a policy is there for; files list them in this order, so that a first apply allows before it denies. */
export type PolicyRole = 'allow' | 'dns' | 'deny';

/** One manifest, ready to be written. */
export interface CompiledPolicy {
  readonly manifest: NetworkPolicy;
  readonly role: PolicyRole;
  /** The line that stands over the policy in the YAML, without `#`. */
  readonly comment: string;
  /** Where its flow, its workload or its namespace is declared. */
  readonly site: CallSite;
}

/** A half of a flow that netpact does not write, because the namespace belongs to somebody else. */
export interface ForeignGrant {
  readonly namespace: string;
  readonly direction: 'ingress' | 'egress';
  /** `monitoring/prometheus may reach shop/web on TCP 9090`. */
  readonly sentence: string;
}

/** Everything an app compiles to. With an error among `findings`, nothing of it may be written. */
export interface CompiledApp {
  /** Of the PolicyApp: the value of the label `netpact.dev/app`. */
  readonly name: string;
  /** In the order of their namespaces, roles and names. */
  readonly policies: readonly CompiledPolicy[];
  readonly findings: readonly Finding[];
  /** How many flows (pairs of one source and one target) were declared. */
  readonly flowCount: number;
  /** What owners of other namespaces must allow, in case they isolate their end. */
  readonly foreignGrants: readonly ForeignGrant[];
  /** What the declarations mean, for the proof. */
  readonly intent: Intent;
  /** Where each owned namespace is declared, by name. */
  readonly namespaceSites: ReadonlyMap<string, CallSite>;
}
