/** How bad a finding is: an error stops the command, a warning and an info do not. */
export type Severity = 'error' | 'warning' | 'info';

/** A place in a file. Lines and columns count from 1; the end is exclusive, as in an editor's selection. */
export interface SourceSpan {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly endLine?: number;
  readonly endColumn?: number;
}

/** A place that is known, or that is worked out only when the finding is shown (reading a stack or re-parsing YAML is slow). */
export type Location = SourceSpan | (() => SourceSpan | undefined);

/** The Kubernetes object a finding speaks of. */
export interface Subject {
  readonly kind: string;
  readonly namespace?: string;
  readonly name: string;
}

/** The same object with a namespace that may be empty: for an object of the whole cluster. */
export function subjectOf({ kind, namespace, name }: Required<Subject>): Subject {
  return { kind, ...(namespace !== '' && { namespace }), name };
}

/** Equal for subjects of one kind, namespace and name. */
export const subjectKey = ({ kind, namespace = '', name }: Subject): string => JSON.stringify([kind, namespace, name]);

/** Whether two subjects are one object; a Namespace is named by some with its own name as namespace, by others without. */
export function isSameSubject(a: Subject, b: Subject): boolean {
  if (a.kind !== b.kind || a.name !== b.name) return false;
  return a.kind === 'Namespace' || (a.namespace ?? '') === (b.namespace ?? '');
}

/** A second place that helps to understand a finding: "first declared here". */
export interface RelatedPlace {
  readonly at: Location;
  readonly message: string;
}

/** The one shape of everything netpact has to say about somebody's input. */
export interface Finding {
  /** Stable, kebab-case: `flow-port-undeclared`. */
  readonly code: string;
  readonly severity: Severity;
  /** One sentence: the subject first, real values, no blame. */
  readonly message: string;
  readonly at?: Location;
  /** The offending text as the user wrote it, without quotes: the frame underlines it where it finds it at or after `at`. */
  readonly token?: string;
  /** Words printed beside the carets of the frame. */
  readonly label?: string;
  readonly related?: readonly RelatedPlace[];
  /** Background that is no advice, one sentence each. */
  readonly notes?: readonly string[];
  /** All things that the message counts, by name, where it names only some. */
  readonly all?: readonly string[];
  /** What to do about it, one sentence each. */
  readonly help?: readonly string[];
  /** Words that `help` says in backticks, and where the value is made that each stands for: what holds it may be called otherwise. */
  readonly constants?: readonly { readonly word: string; readonly at: Location }[];
  readonly subject?: Subject;
  /** Field path inside the manifest, as the API server writes it: `spec.ingress[0].ports[0].port`. */
  readonly field?: string;
}

/** The place of a finding, worked out now. */
export function resolveLocation(at: Location | undefined): SourceSpan | undefined {
  return typeof at === 'function' ? at() : at;
}
