import type { Analysis } from '../analyze/analysis';
import type { Direction } from '../analyze/model/policy-rules';
import type { Finding, Severity, Subject } from '../diagnostics/finding';
import type { LoadResult } from '../k8s/load';
import type { AuditFacts } from './facts';
import type { DeclaredFix } from './wording/advice';

/** What every rule is asked about. */
export interface AuditContext {
  /** What was read, refused policies and notes included. */
  readonly loaded: LoadResult;
  /** Of the workloads of the input; refused policies as a lenient server stores them, or left out. */
  readonly analysis: Analysis;
  /** The same with a representative for each kind of pod that no workload is; made when first asked for. */
  readonly exposed: () => Analysis;
  /** What many rules ask (who is selected, who is meant, what lies in a namespace), shared and worked out when asked for. */
  readonly facts: AuditFacts;
  readonly thresholds: AuditThresholds;
  /** The moment of the audit: for exceptions that end. */
  readonly now: Date;
}

/** What may be asked without an audit: who reaches whom, and what several rules ask of that. */
export type AuditedCluster = Pick<AuditContext, 'analysis' | 'facts'>;

/** That something is wrong with an object. */
export interface RuleFinding {
  readonly kind: 'finding';
  /** Overrides the rule's own, where the rule's page says so. */
  readonly severity?: Severity;
  /** One sentence with real values: what is wrong. */
  readonly message: string;
  readonly subject: Subject;
  /** Field path inside the object: `spec.ingress[0].from`. Part of the fingerprint. */
  readonly field?: string;
  /** The shortest range that causes it. */
  readonly at: NonNullable<Finding['at']>;
  /** What an attacker or an outage would make of it, where it is more than the rule's page says. */
  readonly notes?: readonly string[];
  /** The fix, in what people write: YAML. */
  readonly help?: readonly string[];
  /** The fix in TypeScript, where netpact wrote what the finding is about: shown instead of `help`. */
  readonly declared?: DeclaredFix;
}

/** What a rule says of one object: something is wrong, or it cannot tell from this input. An object that is fine is not mentioned. */
export type RuleResult =
  | RuleFinding
  | { readonly kind: 'not-applicable'; readonly subject?: Subject; readonly reason: string }
  /** It is not known, and could be a finding: not found within the steps of a command, or up to what is not evaluated. No gate may take it for "fine". */
  | { readonly kind: 'undetermined'; readonly subject: Subject; readonly reason: string };

/** The words of GitHub code scanning for how often a rule is right. */
export type Precision = 'very-high' | 'high' | 'medium' | 'low';

/** One rule: one file under `rules/`. */
export interface Rule {
  /** The contract: SARIF `ruleId`, JSON `rule`, suppressions. */
  readonly name: string;
  readonly severity: Severity;
  readonly category: 'validity' | 'trap' | 'reach' | 'outage' | 'hygiene';
  /** A short sentence: what the rule is about. */
  readonly title: string;
  /** What is wrong when it fires, and exactly when it does. */
  readonly what: string;
  /** What an attacker or an outage makes of it. */
  readonly why: string;
  /** How to fix it. */
  readonly fix: string;
  /**
   * Manifests on which it fires, and near ones on which it does not: part of the page, and run as tests. A first line
   * `# netpact audit --cni cilium --cluster (podCidrs: 10.244.0.0/16)` says what they are audited with.
   */
  readonly examples: { readonly bad: string; readonly good: string };
  /** 0.0–10.0, as GitHub code scanning ranks it. */
  readonly securitySeverity?: number;
  /**
   * How often a finding is one that the maintainer of the cluster would act on. What rests on a name or a habit is at most `medium`.
   * @default 'high'
   */
  readonly precision?: Precision;
  /** Controls that ask for it: `CIS 5.3.2`, `NIST SC-7`, `PCI DSS 1.3`. */
  readonly controls?: readonly string[];
  /**
   * Of a rule about who reaches whom: of what it speaks, and in which directions. Policies of kinds that are not evaluated leave
   * its answer open (`reach/open-answers`). Of ways from outside it is said with each of them (`outside/open-ways`).
   */
  readonly reach?: {
    readonly of: 'workloads' | 'namespaces' | 'policies' | 'ways';
    readonly directions: readonly Direction[];
  };
  check(context: AuditContext): Iterable<RuleResult>;
}

/** Numbers that decide whether a rule fires; all can be set in the configuration. */
export interface AuditThresholds {
  /** An IPv4 block with a shorter prefix is wide. */
  readonly wideIpv4Prefix: number;
  /** An IPv6 block with a shorter prefix is wide. */
  readonly wideIpv6Prefix: number;
  /** A rule for more ports than this is wide. */
  readonly widePortRange: number;
  /** Days before its end at which an exception is about to expire. */
  readonly expiringDays: number;
}

export const defaultThresholds: AuditThresholds = {
  wideIpv4Prefix: 16,
  wideIpv6Prefix: 32,
  widePortRange: 1000,
  expiringDays: 30,
};

/**
 * Controls that ask for what a group of rules checks. Sources: CIS Kubernetes Benchmark 5.3.2, the NSA/CISA Kubernetes
 * Hardening Guide (network separation), NIST SP 800-53 SC-7, PCI DSS v4 requirement 1.
 */
export const defaultDenyControls: readonly string[] = [
  'CIS 5.3.2',
  'NSA/CISA',
  'NIST SC-7',
  'PCI DSS 1.2',
  'PCI DSS 1.3',
];

/** Traffic is limited to what is needed. */
export const leastAccessControls: readonly string[] = ['NSA/CISA', 'NIST SC-7', 'PCI DSS 1.3'];

/** Traffic between trusted and untrusted networks is limited. */
export const boundaryControls: readonly string[] = ['NSA/CISA', 'NIST SC-7', 'PCI DSS 1.3', 'PCI DSS 1.4'];

/** Rules are configured, owned and reviewed. */
export const upkeepControls: readonly string[] = ['NIST SC-7', 'PCI DSS 1.2'];
