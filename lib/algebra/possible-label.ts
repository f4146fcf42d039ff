import { intersectValues, isEmptyValues, isSubsetOfValues, type LabelValues } from './label-values';

/** What is known of a label that is not written where selectors look for it. */
export interface PossibleLabel {
  /** Whether everything has it (`always`), or only what something else changes: what was asked to (`expected`), or may be (`possible`). */
  readonly presence: 'always' | 'expected' | 'possible';
  /** All values that it can have. @default any */
  readonly values?: readonly string[] | Numbered;
}

/** Values that are a prefix and a number: `db-0`, `db-1` and so on. */
interface Numbered {
  readonly prefix: string;
  /** The lowest number. */
  readonly first: number;
}

/** Of which nothing is known. */
export const anyLabel: PossibleLabel = { presence: 'possible' };

/** Stands for a value that no selector names; no label value contains a NUL. */
export const unnamedLabelValue = '\0';

/** What counts where one answer is needed: undefined for "not there". */
export function assumedValue({ presence, values }: PossibleLabel): string | undefined {
  if (presence === 'possible') return undefined;
  return isList(values) && values.length === 1 ? values[0] : unnamedLabelValue;
}

/** The one value of a label that was asked for: known, as long as who was asked to add it did. */
export function askedValue({ presence, values }: PossibleLabel): string | undefined {
  return presence === 'expected' && isList(values) && values.length === 1 ? values[0] : undefined;
}

/** Whether the label is one of these, whatever it turns out to be; undefined where that decides. */
export function isSurelyAmong({ presence, values }: PossibleLabel, asked: LabelValues): boolean | undefined {
  const absent = presence !== 'always';
  const own: LabelValues = isList(values)
    ? { absent, except: false, values: new Set(values) }
    : { absent, except: true, values: new Set() };
  // There are more numbers than anyone names: without values of another form they are as good as any values.
  const meant = !values || isList(values) ? asked : { ...asked, values: numberedOnly(asked.values, values) };
  if (isSubsetOfValues(own, meant)) return true;
  return isEmptyValues(intersectValues(own, meant)) ? false : undefined;
}

function numberedOnly(values: ReadonlySet<string>, { prefix, first }: Numbered): ReadonlySet<string> {
  const isNumbered = (value: string) =>
    value.startsWith(prefix) &&
    /^(?:0|[1-9]\d*)$/.test(value.slice(prefix.length)) &&
    Number(value.slice(prefix.length)) >= first;
  return new Set([...values].filter(isNumbered));
}

const isList = (values: PossibleLabel['values']): values is readonly string[] => Array.isArray(values);
