import { decodeInteger, decodeMap, decodeString, wrongType } from './decode';
import { portNameProblem } from './names';
import { invalid, type Report } from './policy-problem';

const portFields = ['protocol', 'port', 'endPort'];
const protocols = ['TCP', 'UDP', 'SCTP'];

/** Checks an entry of `ports` (docs/semantics.md 21). */
export function checkPolicyPort(value: unknown, field: string, report: Report): void {
  const entry = decodeMap(value, field, portFields, report);
  if (!entry) return;
  checkProtocol(entry.protocol, `${field}.protocol`, report);
  const endPort = decodeInteger(entry.endPort, `${field}.endPort`, report);
  const { port } = entry;
  if (port === null || port === undefined) {
    if (endPort === undefined) return;
    const message = `is ${endPort}, and the entry has no port for the range to start with`;
    report(invalid(`${field}.endPort`, 'FieldValueInvalid', message, `add "port"`));
  } else if (typeof port === 'number' && Number.isInteger(port)) {
    checkNumber(port, endPort, field, report);
  } else if (typeof port === 'string') {
    checkName(port, endPort, field, report);
  } else {
    report(wrongType(`${field}.port`, 'a whole number or the name of a port', port));
  }
}

function checkProtocol(value: unknown, field: string, report: Report): void {
  if (value === null || value === undefined) return;
  const protocol = decodeString(value, field, report);
  if (protocol === undefined || protocols.includes(protocol)) return;
  const meant = protocols.find((name) => name === protocol.trim().toUpperCase());
  const message = `is ${JSON.stringify(protocol)}: the protocols are TCP, UDP and SCTP`;
  report(invalid(field, 'FieldValueNotSupported', message, ...(meant ? [`write ${meant}`] : [])));
}

function checkNumber(port: number, endPort: number | undefined, field: string, report: Report): void {
  if (!isPortNumber(port)) {
    report(invalid(`${field}.port`, 'FieldValueInvalid', `is ${port}: a port is a number from 1 to 65535`));
  }
  if (endPort === undefined) return;
  if (endPort < port) {
    const message = `is ${endPort}, less than the port ${port} that the range starts with`;
    report(invalid(`${field}.endPort`, 'FieldValueInvalid', message));
  } else if (!isPortNumber(endPort)) {
    report(invalid(`${field}.endPort`, 'FieldValueInvalid', `is ${endPort}: a port is a number from 1 to 65535`));
  }
}

function checkName(name: string, endPort: number | undefined, field: string, report: Report): void {
  if (endPort !== undefined) {
    const message = `is ${endPort}, and a range cannot start with the port name ${JSON.stringify(name)}`;
    report(invalid(`${field}.endPort`, 'FieldValueInvalid', message, 'write the port as a number'));
  }
  const problem = portNameProblem(name);
  if (!problem) return;
  const help = /^\d+$/.test(name) ? [`remove the quotes: port: ${name}`] : [];
  const message = `is ${JSON.stringify(name)}: the name of a port ${problem}`;
  report(invalid(`${field}.port`, 'FieldValueInvalid', message, ...help));
}

const isPortNumber = (port: number): boolean => port >= 1 && port <= 65_535;
