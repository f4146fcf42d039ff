import type { CallSite } from '../diagnostics/call-site';
import type { ExceptionModel } from '../dsl/model';
import type { NetworkPolicySpec } from '../k8s/network-policy';
import type { PolicyRole } from './compiled-app';

/** A policy whose meaning is settled, and whose metadata is still to be written. */
export interface PolicyDraft {
  readonly namespace: string;
  readonly name: string;
  readonly role: PolicyRole;
  readonly spec: NetworkPolicySpec;
  /** What it says, in one sentence without a full stop. */
  readonly sentence: string;
  readonly reasons: readonly string[];
  readonly exception: ExceptionModel | undefined;
  readonly charts: readonly string[];
  readonly site: CallSite;
}
