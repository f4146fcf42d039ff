import type { CoveredPorts, PortSet } from '../../algebra/port-set';
import type { SourceSpan } from '../../diagnostics/finding';
import type { NetworkPolicyPeer, NetworkPolicyPort, NetworkPolicySpec } from '../../k8s/network-policy';
import type { PolicyDeclaration } from '../../k8s/policy-declaration';
import type { UnevaluatedPolicy } from '../../k8s/resources';
import type { FlowLine } from '../../wording/flow-line';
import type { DnsAnswer } from '../judge/dns-access';
import type { DoubtKind } from '../judge/doubt';
import type { Direction } from '../model/policy-rules';
import type { Mismatch } from './mismatch';

export type ExplainVerdict = 'allowed' | 'denied' | 'partly' | 'undetermined';

/** An entry of `from` or `to`, and why it does not mean the other end; no mismatches where it does, or may. */
interface ExplainedPeer {
  readonly path: string;
  readonly mismatches: readonly Mismatch[];
  /** What it depends on whether the entry means the other end; empty where that is sure. */
  readonly dependsOn: readonly DoubtKind[];
}

/** What one rule does for the other end. */
export interface ExplainedRule {
  /** `spec.ingress[0]`. */
  readonly rule: string;
  readonly location: SourceSpan;
  /** What in TypeScript made it; missing in a policy that netpact did not write. */
  readonly declaration?: PolicyDeclaration;
  readonly allows: PortSet;
  /** Ports of the rule towards this destination, whoever the other end is. */
  readonly offers: PortSet;
  readonly matchesPeer: boolean;
  readonly peers: readonly ExplainedPeer[];
  /** Asked ports that the rule does not offer. */
  readonly missingPorts: PortSet;
  /** Port names that the destination does not declare. */
  readonly unresolvedNames: readonly string[];
  /** Port names of which nobody says whether the destination declares them. */
  readonly unknownNames: readonly string[];
}

/** A policy that selects this end. */
export interface ExplainedPolicy {
  readonly namespace: string;
  readonly name: string;
  readonly location: SourceSpan;
  /** What in TypeScript made it; missing for a policy that netpact did not write. */
  readonly declaration?: PolicyDeclaration;
  readonly allows: PortSet;
  readonly rules: readonly ExplainedRule[];
}

/** A rule of a policy: `shop/allow-web`, `spec.ingress[0]`. */
interface RuleReference {
  readonly policy: string;
  readonly rule: string;
}

/** One direction: whether it is isolated, what it lets through, and who decides. */
export interface ExplainedDirection {
  readonly isolated: boolean;
  readonly conn: PortSet;
  readonly policies: readonly ExplainedPolicy[];
  /** What passes, in pieces that each remember every rule that gives them. */
  readonly given: readonly CoveredPorts<RuleReference>[];
  /** Whether this direction keeps an asked port from passing. */
  readonly blocks: boolean;
}

/** Something that decides the answer, as data and as a sentence. */
export interface Reason {
  readonly kind:
    | 'not-isolated'
    | 'allowed-by'
    | 'no-rule'
    | 'peer-mismatch'
    | 'port-mismatch'
    | 'port-name'
    | 'undetermined'
    | 'same-workload'
    | 'same-pod'
    | 'same-node'
    | 'read-as'
    | 'api-server';
  readonly message: string;
  readonly direction?: Direction;
  /** `shop/allow-web`. */
  readonly policy?: string;
  readonly rule?: string;
  readonly location?: SourceSpan;
}

/** An end to which a policy of a kind that is not evaluated may apply. */
export interface CoveredEnd {
  readonly policy: UnevaluatedPolicy;
  readonly end: string;
  readonly direction: Direction;
}

/** Why one end may or may not reach the other. */
export interface Explanation {
  readonly src: string;
  readonly dst: string;
  readonly verdict: ExplainVerdict;
  /** What passes, of the asked port or of all ports. */
  readonly conn: PortSet;
  readonly asked: PortSet;
  readonly egress: ExplainedDirection;
  readonly ingress: ExplainedDirection;
  readonly reasons: readonly Reason[];
  /** Open points on which the verdict depends. */
  readonly dependsOn: readonly DoubtKind[];
  /** Policies of kinds that are not evaluated and that may apply to an end; with any of them nothing is sure. */
  readonly unevaluated: readonly CoveredEnd[];
  /** One for each direction that blocks; all of them are needed. Empty where everything asked passes. */
  readonly changes: readonly Change[];
  /** Whether the source can resolve names, where its egress is isolated. */
  readonly dns?: DnsAnswer;
}

/** The smallest edit that lets what was asked pass one direction. */
export type Change =
  | {
      readonly kind: 'add-ports' | 'add-peer';
      readonly direction: Direction;
      readonly policy: { readonly namespace: string; readonly name: string };
      /** The list to add to: `spec.ingress[0].ports`. */
      readonly field: string;
      readonly location: SourceSpan;
      readonly add: readonly NetworkPolicyPort[] | readonly NetworkPolicyPeer[];
      readonly message: string;
    }
  | {
      /** Where netpact wrote what isolates the end: a flow, of which it writes the halves. */
      readonly kind: 'declare-flow';
      readonly direction: Direction;
      readonly namespace: string;
      readonly app: string;
      /** The charts that declare what isolates the end. */
      readonly chart: string;
      /** What the flow says now that is to say more, where one has both ends already. */
      readonly instead?: string;
      /** Where that flow stands, or else the namespace whose end it opens: `apps/shop.ts:14`; missing where the source is not known. */
      readonly place?: string;
      readonly line: FlowLine;
      /** The same on no other ports than the target declares, where every port was asked for. */
      readonly narrower?: FlowLine;
      readonly message: string;
    }
  | {
      readonly kind: 'add-policy';
      readonly direction: Direction;
      readonly namespace: string;
      /** The spec of a policy to add: it isolates nobody who was not isolated already. */
      readonly spec: NetworkPolicySpec;
      readonly message: string;
    };
