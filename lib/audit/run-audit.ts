import { once } from '../algebra/once';
import { analyze } from '../analyze/analysis';
import type { AnalyzeOptions } from '../analyze/model/options';
import { withRepresentatives } from '../analyze/possible/representatives';
import { type Finding, resolveLocation, type Severity, type SourceSpan } from '../diagnostics/finding';
import type { LoadResult } from '../k8s/load';
import type { ClusterResources } from '../k8s/resources';
import type { AppSource } from '../wording/flow-line';
import {
  type AuditFinding,
  type AuditReport,
  fingerprintsOf,
  type NotApplicable,
  type RuleFailure,
  type Undetermined,
} from './audit-finding';
import { catalogue } from './catalogue';
import { explainedBy, isAcceptedWhole } from './causes/explained-by';
import { foldCauses } from './causes/fold-causes';
import { leftAlone } from './causes/left-alone';
import { auditFacts } from './facts';
import { lenientResources } from './lenient-resources';
import { compareRank } from './ranking';
import { type AuditContext, type AuditThresholds, defaultThresholds, type Rule, type RuleFinding } from './rule';
import { staleSuppression } from './rules/hygiene/stale-suppression';
import { annotatedSuppressions } from './suppressions/annotated-suppressions';
import { applySuppressions, byDecision, type Suppression } from './suppressions/suppression';
import { adviceOf, type DeclaredFix } from './wording/advice';
import { type AuditWorlds, resultsInWorlds } from './worlds/results-in-worlds';
import { worldsOf } from './worlds/worlds';

/** How an audit is made. */
export interface AuditOptions {
  /** @default the whole catalogue */
  readonly rules?: readonly Rule[];
  readonly analyze?: AnalyzeOptions;
  /** @default defaultThresholds */
  readonly thresholds?: AuditThresholds;
  /** Severities other than the rules' own; a rule that is `off` does not run. */
  readonly severities?: ReadonlyMap<string, Severity | 'off'>;
  /** Beside those that objects of the input carry; made with the context because some speak of whom a policy selects. */
  readonly suppressions?: (context: AuditContext) => readonly Suppression[];
  /** Another place for findings on an object, where its manifest is not what people wrote. */
  readonly placeOf?: (finding: PlacedFinding) => SourceSpan | undefined;
  /** What is known of the TypeScript of policies that netpact wrote. @default nothing but their annotations */
  readonly source?: AppSource;
  readonly now: Date;
}

/** What the place of a finding is chosen by. */
export interface PlacedFinding extends Pick<AuditFinding, 'subject' | 'field' | 'at'> {
  /** The namespace, or the policies, in which it would be changed. */
  readonly changedIn?: Pick<DeclaredFix, 'namespace' | 'policies'>;
}

/** The outcome, with what it was computed from. */
export interface Audit {
  readonly report: AuditReport;
  readonly context: AuditContext;
  /** Suppressions that name rules which do not exist, or days that are none: errors. */
  readonly refusals: readonly Finding[];
}

type RawFinding = RuleFinding & { readonly rule: Rule };

/** Asks every rule about what was read. Refused policies count as a lenient server stores them, or not at all. */
export function runAudit(loaded: LoadResult, options: AuditOptions): Audit {
  const { severities, thresholds = defaultThresholds, now } = options;
  const { resources, notes } = lenientResources(loaded);
  const contextOf = (from: LoadResult, cluster: ClusterResources): AuditContext => {
    const analysis = analyze(cluster, options.analyze);
    const exposed = once(() => withRepresentatives(analysis));
    return { loaded: from, analysis, exposed, facts: auditFacts(analysis), thresholds, now };
  };
  const context = contextOf(loaded, resources);
  const worlds = worldsOf(context);
  const contexts = (worlds?.workloads ?? []).map((workloads) =>
    contextOf({ ...loaded, resources: { ...loaded.resources, workloads } }, { ...resources, workloads }),
  );
  const rules = (options.rules ?? catalogue).filter(({ name }) => severities?.get(name) !== 'off');
  const { raw, notApplicable, undetermined, failures } = ask(rules, { context, contexts, worlds }, severities);
  const finish = (found: readonly RawFinding[]) => finished(found, options);
  const annotated = annotatedSuppressions(loaded, resources);
  const suppressions = [...annotated.suppressions, ...(options.suppressions?.(context) ?? [])];
  const ran = new Set(rules.map(({ name }) => name));
  const silent = new Set([...notApplicable, ...undetermined, ...failures].map(({ rule }) => rule.name));
  const isWhole = unreadable(loaded).length === 0;
  const canTell = (rule: string) => isWhole && ran.has(rule) && !silent.has(rule);
  const alone = leftAlone(context);
  const causesOf = (found: readonly AuditFinding[]) => explainedBy(found, alone);
  const parts = finish(raw);
  const questions = new Map(undetermined.map((each) => [questionOf(each), each]));
  const applied = applySuppressions(parts, suppressions, {
    now,
    canTell,
    causeOf: causesOf(parts.filter(isAcceptedWhole)),
    questions: [...questions.keys()],
  });
  const causes = foldCauses(applied.findings, causesOf(applied.findings));
  const stale = ran.has(staleSuppression.name)
    ? applied.stale.map((each) => ({ ...each, rule: staleSuppression }))
    : [];
  return {
    report: {
      rules,
      findings: [...causes, ...finish(stale)].sort(compareRank),
      suppressed: [
        ...byDecision(applied.suppressed)
          .flatMap((all) => foldCauses(all, causesOf(all)))
          .sort(compareRank),
        ...applied.acceptedQuestions,
      ],
      notApplicable,
      undetermined: applied.questions.flatMap((each) => questions.get(each) ?? []),
      failures,
      notes,
    },
    context,
    refusals: annotated.findings,
  };
}

/** What the loader reports of policies is the business of rules; any other error means that a part of the input is unknown. */
const ruledCodes: ReadonlySet<string> = new Set(
  catalogue.filter(({ category }) => category === 'validity').map(({ name }) => name),
);

/** Errors of the input that no rule speaks of: with one, no answer is about the whole input. */
export function unreadable(loaded: LoadResult): readonly Finding[] {
  return loaded.findings.filter(({ code, severity }) => severity === 'error' && !ruledCodes.has(code));
}

/** A rule that throws keeps what it found before, and does not keep the others from running. */
function ask(rules: readonly Rule[], worlds: AuditWorlds, severities: AuditOptions['severities']) {
  const raw: RawFinding[] = [];
  const notApplicable: NotApplicable[] = [];
  const undetermined: Undetermined[] = [];
  const failures: RuleFailure[] = [];
  for (const rule of rules)
    try {
      for (const result of resultsInWorlds(rule, worlds))
        if (result.kind === 'finding') raw.push({ ...result, rule });
        else if (result.kind === 'undetermined')
          undetermined.push({
            rule,
            severity: severityOf(rule, severities),
            subject: result.subject,
            reason: result.reason,
          });
        else notApplicable.push({ rule, reason: result.reason, ...(result.subject && { subject: result.subject }) });
    } catch (error) {
      failures.push({ rule, detail: error instanceof Error ? (error.stack ?? error.message) : String(error) });
    }
  return { raw, notApplicable, undetermined, failures };
}

/** What a rule could not tell, as the finding that somebody may accept. */
function questionOf({ rule, severity, subject, reason }: Undetermined): AuditFinding {
  const message = `could not tell: ${reason}`;
  const [fingerprint = ''] = fingerprintsOf([{ rule, subject, field: 'undetermined', message }]);
  return { rule, severity, subject, message, notes: [], help: [], related: [], fingerprint };
}

function finished(
  raw: readonly RawFinding[],
  { severities, placeOf = () => undefined, source }: AuditOptions,
): readonly AuditFinding[] {
  const fingerprints = fingerprintsOf(raw);
  return raw
    .map((each, index): AuditFinding => {
      const { rule, message, subject, field, notes = [], help = [], declared } = each;
      const written = resolveLocation(each.at);
      const at =
        placeOf({
          subject,
          ...(field !== undefined && { field }),
          ...(written && { at: written }),
          ...(declared && { changedIn: declared }),
        }) ?? written;
      return {
        rule,
        severity: severityOf(rule, severities, each.severity),
        message,
        subject,
        ...(field !== undefined && { field }),
        ...(at && { at }),
        notes,
        help: (declared && adviceOf(declared, source, { subject, field })) ?? help,
        related: [],
        fingerprint: fingerprints[index] ?? '',
      };
    })
    .sort(compareRank);
}

/** What the configuration says, else what the finding says, else the rule. */
function severityOf(rule: Rule, severities: AuditOptions['severities'], own = rule.severity): Severity {
  const chosen = severities?.get(rule.name);
  return chosen && chosen !== 'off' ? chosen : own;
}
