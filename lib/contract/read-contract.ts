import { isCalendarDay } from '../algebra/calendar';
import { isContradiction } from '../algebra/selector';
import type { Finding, Location } from '../diagnostics/finding';
import { nearest } from '../diagnostics/suggest';
import type { Contract, ContractNamespace, Need, NeededPods } from '../intent/contract';
import type { IntendedPort, IntendedPorts } from '../intent/intent';
import { isMap, type ManifestMap, typeName } from '../k8s/manifest-value';
import { type Direction, directions, type LabelSelector } from '../k8s/network-policy';
import type { Labels } from '../k8s/resources';
import { checkLabelMap, checkLabelSelector } from '../k8s/validate/labels';
import { dns1123LabelProblem, labelValueProblem } from '../k8s/validate/names';
import { checkPolicyPort } from '../k8s/validate/policy-port';
import { readSpec, readTexts } from '../k8s/validate/read-spec';
import { everyPort, generatedBy, schemaVersion } from './contract-text';

/** Where a field stands, by its path. */
export type PlaceOf = (field: string, part?: 'whole' | 'key') => Location;

/** What a file says; with findings, nothing of it may be judged. */
export interface ReadContract {
  readonly contract?: Contract;
  readonly findings: readonly Finding[];
}

/**
 * Reads the value of a contract's file. It comes from another repository: what this version does not write is refused, never
 * passed over, because what is not understood may be what is needed.
 */
export function readContract(value: unknown, file: string, placeOf: PlaceOf): ReadContract {
  const stranger = strangerFinding(value, file, placeOf);
  if (stranger) return { findings: [stranger] };
  const reader = new ContractReader(file, placeOf);
  const contract = reader.contract(value);
  return reader.findings.length > 0 ? { findings: reader.findings } : { contract, findings: [] };
}

/** A file that is no contract, or one of another version. */
function strangerFinding(value: unknown, file: string, placeOf: PlaceOf): Finding | undefined {
  if (!isMap(value) || value.generatedBy !== generatedBy)
    return {
      code: 'contract-foreign',
      severity: 'error',
      message: `${file} is no contract: it does not say "generatedBy": "${generatedBy}"`,
      at: placeOf(isMap(value) ? 'generatedBy' : ''),
      help: ['name the file that netpact synth writes for what an app needs from others: dist/contract/<app>.json'],
    };
  if (value.schemaVersion === schemaVersion) return undefined;
  const said = value.schemaVersion;
  return {
    code: 'contract-version',
    severity: 'error',
    message: `${file} is a contract of schema version ${JSON.stringify(said) ?? 'none'}, and this netpact reads version ${schemaVersion}`,
    at: placeOf('schemaVersion'),
    help: [
      typeof said === 'number' && said > schemaVersion
        ? 'update netpact here: what a newer version says is not guessed at'
        : 'write it again with netpact synth, in the repository that it comes from',
    ],
  };
}

const noMap: ManifestMap = Object.freeze({});

class ContractReader {
  readonly findings: Finding[] = [];

  constructor(
    private readonly file: string,
    private readonly placeOf: PlaceOf,
  ) {}

  contract(value: unknown): Contract {
    const map = this.map(value, '', ['generatedBy', 'schemaVersion', 'app', 'namespaces', 'needs']);
    const app = this.text(map.app, 'app');
    const problem = app === '' ? 'must not be empty' : labelValueProblem(app);
    if (typeof map.app === 'string' && problem)
      this.refuse('app', `${JSON.stringify(app)} is no name of an app: it ${problem}`);
    const namespaces = this.list(map.namespaces, 'namespaces').map((entry, index) =>
      this.namespace(entry, `namespaces[${index}]`),
    );
    const needs = this.list(map.needs, 'needs').map((entry, index) => this.need(entry, `needs[${index}]`, namespaces));
    return { app, namespaces, needs };
  }

  private namespace(value: unknown, field: string): ContractNamespace {
    const map = this.map(value, field, ['name', 'labels']);
    return { name: this.namespaceName(map.name, `${field}.name`), labels: this.labels(map.labels, `${field}.labels`) };
  }

  private need(value: unknown, field: string, own: readonly ContractNamespace[]): Need {
    const map = this.map(
      value,
      field,
      ['namespace', 'direction', 'subject', 'peer', 'ports', 'reason', 'owner'],
      ['until'],
    );
    const namespace = this.namespaceName(map.namespace, `${field}.namespace`);
    const direction = this.direction(map.direction, `${field}.direction`);
    const subject = this.pods(map.subject, `${field}.subject`);
    const peer = this.pods(map.peer, `${field}.peer`);
    if (subject.namespace !== '' && subject.namespace !== namespace)
      this.refuse(
        `${field}.subject.namespace`,
        `the subject is in ${subject.namespace}, and the need in ${namespace}: a policy selects pods of its own namespace`,
      );
    if (peer.namespace !== '' && !own.some(({ name }) => name === peer.namespace))
      this.refuse(`${field}.peer.namespace`, `the peer is in ${peer.namespace}, which is none of the app's namespaces`);
    if (peer.hostNetwork)
      this.refuse(`${field}.peer.hostNetwork`, 'a peer on the host network has no half to be allowed: it is addresses');
    const until = map.until;
    if (until !== undefined && !isCalendarDay(until))
      this.refuse(`${field}.until`, `${JSON.stringify(until)} is no day: write YYYY-MM-DD`);
    return {
      namespace,
      direction,
      subject,
      peer,
      ports: this.ports(map.ports, `${field}.ports`, direction),
      reason: this.textOrNull(map.reason, `${field}.reason`),
      owner: this.textOrNull(map.owner, `${field}.owner`),
      until: typeof until === 'string' ? until : undefined,
    };
  }

  private pods(value: unknown, field: string): NeededPods {
    const map = this.map(value, field, ['name', 'namespace', 'podSelector'], ['hostNetwork']);
    if (map.hostNetwork !== undefined && map.hostNetwork !== true)
      this.refuse(`${field}.hostNetwork`, 'hostNetwork is true or left out');
    return {
      name: this.text(map.name, `${field}.name`),
      namespace: this.namespaceName(map.namespace, `${field}.namespace`),
      selector: this.selector(map.podSelector, `${field}.podSelector`),
      hostNetwork: map.hostNetwork === true,
    };
  }

  private selector(value: unknown, field: string): LabelSelector {
    if (value === undefined) return {};
    if (!isMap(value)) {
      this.refuse(field, `a label selector is a mapping ({} for every pod), and this is ${typeName(value)}`);
      return {};
    }
    const before = this.findings.length;
    checkLabelSelector(value, field, ({ message, field: at, part, help }) =>
      this.refuse(part?.field ?? at, message, help),
    );
    if (this.findings.length > before) return {};
    const selector = readSpec({ spec: { podSelector: value } }).podSelector ?? {};
    if (isContradiction(selector)) this.refuse(field, 'no pod satisfies this selector, so nothing could be judged');
    return selector;
  }

  private labels(value: unknown, field: string): Labels {
    if (value === undefined) return {};
    if (!isMap(value)) {
      this.refuse(field, `labels are a mapping, and this is ${typeName(value)}`);
      return {};
    }
    const before = this.findings.length;
    checkLabelMap(value, field, ({ message, field: at, part, help }) => this.refuse(part?.field ?? at, message, help));
    return this.findings.length > before ? {} : (readTexts(value) ?? {});
  }

  private ports(value: unknown, field: string, direction: Direction): IntendedPorts {
    if (value === everyPort) return everyPort;
    const items = this.list(value, field);
    if (Array.isArray(value) && items.length === 0)
      this.refuse(field, `no port never means every port: that is "${everyPort}"`);
    return items.flatMap((item, index) => this.port(item, `${field}[${index}]`, direction) ?? []);
  }

  private port(value: unknown, field: string, direction: Direction): IntendedPort | undefined {
    const map = this.map(value, field, ['protocol', 'port'], ['endPort', 'number']);
    const { number, ...entry } = map;
    const before = this.findings.length;
    checkPolicyPort(entry, field, ({ message, field: at, help }) => this.refuse(at, message, help));
    const isNumber = typeof number === 'number' && Number.isInteger(number) && number >= 1 && number <= 65_535;
    if (number !== undefined && (!isNumber || typeof entry.port !== 'string' || direction !== 'egress'))
      this.refuse(
        `${field}.number`,
        'number is what a pod of the app has under the name of the port, in an egress need',
      );
    const { protocol, port, endPort } = entry;
    const isProtocol = protocol === 'TCP' || protocol === 'UDP' || protocol === 'SCTP';
    if (!isProtocol) this.refuse(`${field}.protocol`, 'the protocol is TCP, UDP or SCTP');
    if (this.findings.length > before || !isProtocol) return undefined;
    if (typeof port === 'string') {
      const known = isNumber ? number : 0;
      return { protocol, port: known, endPort: known, name: port };
    }
    if (typeof port === 'number') return { protocol, port, endPort: typeof endPort === 'number' ? endPort : port };
    this.refuse(`${field}.port`, 'the port is a number or a name');
    return undefined;
  }

  private direction(value: unknown, field: string): Direction {
    const found = directions.find((direction) => direction === value);
    if (!found && value !== undefined) this.refuse(field, 'the direction is "ingress" or "egress"');
    return found ?? 'ingress';
  }

  private namespaceName(value: unknown, field: string): string {
    const name = this.text(value, field);
    if (typeof value !== 'string') return name;
    const problem = name === '' ? 'must not be empty' : dns1123LabelProblem(name);
    if (problem) this.refuse(field, `${JSON.stringify(name)} is no name of a namespace: it ${problem}`);
    return name;
  }

  private textOrNull(value: unknown, field: string): string | undefined {
    return value === null ? undefined : this.text(value, field);
  }

  private text(value: unknown, field: string): string {
    if (typeof value === 'string') return value;
    if (value !== undefined) this.refuse(field, `this is ${typeName(value)}, and must be text`);
    return '';
  }

  private list(value: unknown, field: string): readonly unknown[] {
    if (Array.isArray(value)) return value;
    if (value !== undefined) this.refuse(field, `this is ${typeName(value)}, and must be a list`);
    return [];
  }

  /** A mapping with these fields, and none besides. */
  private map(
    value: unknown,
    field: string,
    required: readonly string[],
    optional: readonly string[] = [],
  ): ManifestMap {
    if (!isMap(value)) {
      this.refuse(field, `this is ${typeName(value)}, and must be a mapping`);
      return noMap;
    }
    const below = (key: string) => (field === '' ? key : `${field}.${key}`);
    const known = [...required, ...optional];
    for (const key of Object.keys(value)) {
      if (known.includes(key)) continue;
      const near = nearest(key, known);
      const help = near === undefined ? `the fields are ${known.join(', ')}` : `did you mean "${near}"?`;
      this.refuse(below(key), `"${key}" is no field that this netpact knows`, [help], 'key');
    }
    for (const key of required) if (!Object.hasOwn(value, key)) this.refuse(field, `the field "${key}" is missing`);
    return value;
  }

  private refuse(field: string, message: string, help: readonly string[] = [], part?: 'key'): void {
    this.findings.push({
      code: 'contract-invalid',
      severity: 'error',
      message: `${this.file} is no contract as netpact writes it: ${message}`,
      at: this.placeOf(field, part),
      ...(help.length > 0 && { help }),
      field,
    });
  }
}
