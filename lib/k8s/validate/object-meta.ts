import { checkEach, decodeEntries, decodeInteger, decodeMap, decodeString } from './decode';
import { checkLabelMap } from './labels';
import { dns1123LabelProblem, dns1123SubdomainProblem, labelKeyProblem } from './names';
import { invalid, type Report } from './policy-problem';

const metaFields = [
  'name',
  'generateName',
  'namespace',
  'labels',
  'annotations',
  'ownerReferences',
  'finalizers',
  'uid',
  'resourceVersion',
  'generation',
  'creationTimestamp',
  'deletionTimestamp',
  'deletionGracePeriodSeconds',
  'selfLink',
  'managedFields',
];
const ownerFields = ['apiVersion', 'kind', 'name', 'uid', 'controller', 'blockOwnerDeletion'];
const standardFinalizers = ['orphan', 'foregroundDeletion', 'kubernetes'];
const annotationBytesLimit = 262_144;

/** Checks `metadata` as the server does for every object (docs/semantics.md 19). */
export function checkObjectMeta(value: unknown, report: Report): void {
  const meta = decodeMap(value, 'metadata', metaFields, report);
  if (!meta) return;
  checkNames(meta.name, meta.generateName, report);
  const namespace = decodeString(meta.namespace, 'metadata.namespace', report);
  const namespaceProblem = namespace ? dns1123LabelProblem(namespace) : undefined;
  if (namespaceProblem) {
    const message = `is ${JSON.stringify(namespace)}: the name of a namespace ${namespaceProblem}`;
    report(invalid('metadata.namespace', 'FieldValueInvalid', message));
  }
  checkLabelMap(meta.labels, 'metadata.labels', report);
  checkAnnotations(meta.annotations, report);
  checkEach(meta.finalizers, 'metadata.finalizers', checkFinalizer, report);
  checkEach(meta.ownerReferences, 'metadata.ownerReferences', checkOwner, report);
  for (const name of ['uid', 'resourceVersion', 'creationTimestamp', 'deletionTimestamp', 'selfLink'] as const) {
    decodeString(meta[name], `metadata.${name}`, report);
  }
  decodeInteger(meta.generation, 'metadata.generation', report);
}

function checkNames(rawName: unknown, rawPrefix: unknown, report: Report): void {
  const name = decodeString(rawName, 'metadata.name', report);
  const prefix = decodeString(rawPrefix, 'metadata.generateName', report);
  // The server adds letters and digits to the prefix, so that a "-" at its end is none of the name's.
  const prefixProblem = prefix ? dns1123SubdomainProblem(prefix.replace(/-$/, 'a')) : undefined;
  if (prefixProblem) {
    const message = `is ${JSON.stringify(prefix)}: the name of an object ${prefixProblem}`;
    report(invalid('metadata.generateName', 'FieldValueInvalid', message));
  }
  if (name === undefined || (name === '' && prefix)) return;
  if (name === '') {
    report(invalid('metadata.name', 'FieldValueRequired', 'is missing: an object needs a name'));
    return;
  }
  const problem = dns1123SubdomainProblem(name);
  if (!problem) return;
  const message = `is ${JSON.stringify(name)}: the name of an object ${problem}`;
  report(invalid('metadata.name', 'FieldValueInvalid', message));
}

function checkAnnotations(value: unknown, report: Report): void {
  const field = 'metadata.annotations';
  let bytes = 0;
  for (const [key, raw] of Object.entries(decodeEntries(value, field, report) ?? {})) {
    const problem = labelKeyProblem(key.toLowerCase());
    if (problem) {
      const message = `has the key ${JSON.stringify(key)}, which ${problem}`;
      report({ ...invalid(field, 'FieldValueInvalid', message), part: { field: `${field}[${key}]`, isKey: true } });
    }
    const text = decodeString(raw, `${field}[${key}]`, report) ?? '';
    bytes += Buffer.byteLength(key) + Buffer.byteLength(text);
  }
  if (bytes > annotationBytesLimit) {
    report(invalid(field, 'FieldValueTooLong', `has ${bytes} bytes, and at most ${annotationBytesLimit} are stored`));
  }
}

function checkFinalizer(value: unknown, field: string, report: Report): void {
  const name = decodeString(value, field, report);
  if (name === undefined || standardFinalizers.includes(name)) return;
  if (name.includes('/') && !labelKeyProblem(name)) return;
  const message = `is ${JSON.stringify(name)}: a finalizer is a standard one or has a domain before a "/"`;
  report(invalid(field, 'FieldValueInvalid', message));
}

function checkOwner(value: unknown, field: string, report: Report): void {
  const owner = decodeMap(value, field, ownerFields, report);
  if (!owner) return;
  for (const name of ['apiVersion', 'kind', 'name', 'uid'] as const) {
    if (decodeString(owner[name], `${field}.${name}`, report) === '') {
      report(invalid(`${field}.${name}`, 'FieldValueRequired', 'is missing: an owner needs it'));
    }
  }
}
