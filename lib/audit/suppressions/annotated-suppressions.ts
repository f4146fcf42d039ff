import { isCalendarDay } from '../../algebra/calendar';
import { type Finding, isSameSubject, type SourceSpan, type Subject, subjectOf } from '../../diagnostics/finding';
import type { LoadResult } from '../../k8s/load';
import { fieldOf, isMap } from '../../k8s/manifest-value';
import type { ClusterResources, Labels, Origin } from '../../k8s/resources';
import { resourceTitle } from '../../wording/names';
import { ruleNamed, unknownRule } from '../catalogue';
import type { Suppression } from './suppression';

const ignore = 'netpact.dev/ignore';
const ignoreReason = 'netpact.dev/ignore-reason';
const ignoreUntil = 'netpact.dev/ignore-until';

/** Suppressions that objects of the input carry, and what is wrong with them. */
export interface AnnotatedSuppressions {
  readonly suppressions: readonly Suppression[];
  readonly findings: readonly Finding[];
}

interface Annotated {
  readonly subject: Subject;
  readonly annotations: Labels;
  readonly origin: Origin;
}

/** Reads `netpact.dev/ignore: rule-a,rule-b` with its reason and last day from every object that the audit speaks of. */
export function annotatedSuppressions(loaded: LoadResult, resources: ClusterResources): AnnotatedSuppressions {
  const suppressions: Suppression[] = [];
  const findings: Finding[] = [];
  for (const { subject, annotations, origin } of annotatedObjects(loaded, resources)) {
    const names = annotations[ignore];
    if (names === undefined) continue;
    const field = `metadata.annotations[${ignore}]`;
    const at = () => origin.span(field);
    const until = annotations[ignoreUntil];
    if (until !== undefined && !isCalendarDay(until)) findings.push(noDay(until, subject, origin));
    for (const name of ruleNames(names)) {
      if (!ruleNamed(name)) {
        const title = `the annotation ${ignore} of ${resourceTitle(subject)}`;
        findings.push({ ...unknownRule(name, title, at), token: name, subject, field });
      } else
        suppressions.push({
          kind: 'annotation',
          rules: [name],
          matches: (finding) => finding.rule.name === name && isSameSubject(finding.subject, subject),
          covers: () => true,
          reason: annotations[ignoreReason] ?? '',
          ...(until !== undefined && { until }),
          subject,
          field,
          at: () => placeOfName(origin.span(field), names, name),
          title: `the annotation ${ignore}`,
        });
    }
  }
  return { suppressions, findings };
}

function ruleNames(text: string): readonly string[] {
  const names = text.split(',').map((name) => name.trim());
  return [...new Set(names.filter((name) => name !== ''))];
}

/** Where one of the names stands; the whole value where it is not written on one line as it reads. */
function placeOfName(span: SourceSpan, value: string, name: string): SourceSpan {
  const quotes = span.line === span.endLine ? (span.endColumn ?? 0) - span.column - value.length : -1;
  if (quotes !== 0 && quotes !== 2) return span;
  let start = span.column + quotes / 2;
  for (const part of value.split(',')) {
    if (part.trim() === name) {
      const column = start + part.indexOf(name);
      return { ...span, column, endColumn: column + name.length };
    }
    start += part.length + 1;
  }
  return span;
}

function* annotatedObjects({ refusedPolicies }: LoadResult, resources: ClusterResources): Generator<Annotated> {
  const { namespaces, policies, services, serviceCallers, workloads } = resources;
  for (const { namespace, name, annotations, origin } of policies)
    yield { subject: { kind: 'NetworkPolicy', namespace, name }, annotations, origin };
  for (const { tolerated, manifest, namespace, name, origin } of refusedPolicies)
    if (!tolerated)
      yield { subject: { kind: 'NetworkPolicy', namespace, name }, annotations: textsOf(manifest), origin };
  for (const { name, annotations, origin } of namespaces)
    if (annotations) yield { subject: { kind: 'Namespace', name }, annotations, origin };
  for (const { kind, namespace, name, annotations, origin } of workloads)
    if (annotations) yield { subject: { kind, namespace, name }, annotations, origin };
  for (const { namespace, name, annotations, origin } of services)
    if (annotations) yield { subject: { kind: 'Service', namespace, name }, annotations, origin };
  for (const { annotations, origin, ...caller } of serviceCallers)
    if (annotations) yield { subject: subjectOf(caller), annotations, origin };
}

function textsOf(manifest: unknown): Labels {
  const annotations = fieldOf(manifest, 'metadata', 'annotations');
  if (!isMap(annotations)) return {};
  return Object.fromEntries(
    Object.entries(annotations).flatMap(([key, value]) => (typeof value === 'string' ? [[key, value]] : [])),
  );
}

function noDay(until: string, subject: Subject, origin: Origin): Finding {
  const field = `metadata.annotations[${ignoreUntil}]`;
  return {
    code: 'suppression-invalid',
    severity: 'error',
    message: `the annotation ${ignoreUntil} of ${resourceTitle(subject)} is "${until}", which is no day`,
    at: () => origin.span(field),
    help: ['write the last day on which it counts as YYYY-MM-DD'],
    subject,
    field,
  };
}
