import { type Finding, subjectOf } from '../../../diagnostics/finding';
import { fieldOf, isMap, type ManifestMap, typeName } from '../../manifest-value';
import type { Protocol } from '../../network-policy';
import type { Labels } from '../../resources';
import { type ManifestObject, nameOfObject } from './manifest-object';

/** Reads fields of an object other than a NetworkPolicy; a value of a wrong type becomes an `invalid-object` finding and its default. */
export class FieldReader {
  constructor(
    private readonly object: ManifestObject,
    private readonly findings: Finding[],
  ) {}

  /** Checks what identifies the object; `namespace` is optional, and wrong if it is no text. */
  checkIdentity(): void {
    const metadata = this.map(this.object.manifest.metadata, 'metadata');
    const name = this.text(metadata.name, 'metadata.name');
    const isNamed =
      name || metadata.generateName || (metadata.name !== null && metadata.name !== undefined && name !== '');
    if (!isNamed) this.refuse('metadata.name', 'is missing: an object needs a name');
    this.text(metadata.namespace, 'metadata.namespace');
    if (this.object.apiVersion === '')
      this.refuse('apiVersion', 'is missing: an object needs a kind and an apiVersion');
  }

  labels(value: unknown, field: string): Labels {
    const labels: Record<string, string> = {};
    for (const [key, text] of Object.entries(this.map(value, field))) {
      if (typeof text === 'string') labels[key] = text;
      else if (text === null) labels[key] = '';
      else this.refuse(`${field}[${key}]`, `must be a string, and is ${typeName(text)}`, 'quote the value');
    }
    return labels;
  }

  map(value: unknown, field: string): ManifestMap {
    return this.optional(value, field, isMap, 'a mapping') ?? {};
  }

  list(value: unknown, field: string): readonly unknown[] {
    return this.optional(value, field, Array.isArray, 'a list') ?? [];
  }

  text(value: unknown, field: string): string | undefined {
    return this.optional(value, field, (each) => typeof each === 'string', 'a string', 'quote the value');
  }

  /** A list of texts; what is no text is left out. */
  texts(value: unknown, field: string): readonly string[] {
    return this.list(value, field).flatMap((each, index) => this.text(each, `${field}[${index}]`) ?? []);
  }

  flag(value: unknown, field: string): boolean {
    return this.optional(value, field, (each) => typeof each === 'boolean', 'true or false') ?? false;
  }

  count(value: unknown, field: string): number | undefined {
    return this.optional(value, field, isCount, 'a number from 0');
  }

  protocol(value: unknown, field: string): Protocol {
    return this.optional(value, field, isProtocol, 'TCP, UDP or SCTP') ?? 'TCP';
  }

  private optional<Value>(
    value: unknown,
    field: string,
    isRight: (value: unknown) => value is Value,
    what: string,
    ...help: readonly string[]
  ): Value | undefined {
    if (isRight(value)) return value;
    if (value !== null && value !== undefined) {
      this.refuse(field, `must be ${what}, and is ${typeName(value)}`, ...help);
    }
    return undefined;
  }

  /** A port number; undefined where there is none that can be used. */
  port(value: unknown, field: string): number | undefined {
    if (typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= 65_535) return value;
    const is = value === null || value === undefined ? 'is missing' : `is ${typeName(value)}`;
    this.refuse(field, `${is}: a port is a number from 1 to 65535`);
    return undefined;
  }

  /** A port number that may be left to the cluster, by leaving it out or by 0. */
  optionalPort(value: unknown, field: string): number | undefined {
    return value === undefined || value === null || value === 0 ? undefined : this.port(value, field);
  }

  /** The annotations of netpact that the object carries, to be spread into its resource. */
  ownAnnotations(): { readonly annotations?: Labels } {
    const annotations = ownAnnotations(this.object.manifest);
    return Object.keys(annotations).length > 0 ? { annotations } : {};
  }

  refuse(field: string, message: string, ...help: readonly string[]): void {
    const { origin } = this.object;
    this.findings.push({
      code: 'invalid-object',
      severity: 'error',
      message: `${nameOfObject(this.object)}: ${field} ${message}`,
      at: () => origin.span(field),
      ...(help.length > 0 ? { help } : {}),
      subject: subjectOf(this.object),
      field,
    });
  }
}

/** The annotations that netpact gives a meaning to: the others are long and nobody's business here. */
export function ownAnnotations(manifest: ManifestMap): Labels {
  const all = fieldOf(manifest, 'metadata', 'annotations');
  if (!isMap(all)) return {};
  const own: Record<string, string> = {};
  for (const [key, value] of Object.entries(all))
    if (key.startsWith('netpact.dev/') && typeof value === 'string') own[key] = value;
  return own;
}

const isCount = (value: unknown): value is number => typeof value === 'number' && Number.isInteger(value) && value >= 0;
const isProtocol = (value: unknown): value is Protocol => value === 'TCP' || value === 'UDP' || value === 'SCTP';
