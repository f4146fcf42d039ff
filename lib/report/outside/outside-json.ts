import { addressTexts } from '../../algebra/address-set';
import { formatPorts } from '../../algebra/port-set';
import type { OutsideWay, WayKind } from '../../audit/outside/outside-way';
import { assumptionJson } from '../../diagnostics/assumption';
import type { Subject } from '../../diagnostics/finding';
import { findingsToJson } from '../../diagnostics/report-findings';
import { resourceOf } from '../audit/audit-json';
import { csvCell } from '../escape';
import type { OutsideView } from './outside-rows';

/** The contract of docs/audit.md: every way by itself, the worst first. */
export function outsideJson({ outside, assumptions, unreadable, cwd }: OutsideView): string {
  const errors = findingsToJson(unreadable, { readSource: () => undefined, cwd });
  const document = {
    schemaVersion: 1,
    ways: outside.ways.map(wayJson),
    undetermined: outside.unknown.map(({ subject, way, reason }) => ({
      resource: resourceOf(subject),
      way: wayName(way, subject),
      reason,
    })),
    assumptions: assumptions.map(assumptionJson),
    ...(errors.length > 0 && { incomplete: errors }),
  };
  return `${JSON.stringify(document, undefined, 2)}\n`;
}

/** Every key is always there. */
function wayJson({ kind, by, pods, host, path, port, arrivesAt, from, policies, doubts }: OutsideWay) {
  return {
    workload: pods.name,
    way: wayName(kind, by),
    host: host ?? null,
    path: path ?? null,
    port: port ? formatPorts(port) : null,
    podPort: formatPorts(arrivesAt),
    from: addressTexts(from),
    policies,
    certain: doubts.length === 0,
    doubts,
    resource: resourceOf(by),
  };
}

/** Controllers serve objects of several kinds. */
const wayName = (kind: WayKind, { kind: by }: Subject): string => (kind === 'backend' ? by : kind);

const header = 'certain,from,workload,way,host,path,port,podPort,policies,kind,namespace,name,doubts';

/** One line for each way, and one for what could not be told, with a header; several values of a cell are separated by semicolons. */
export function outsideCsv({ outside, unreadable }: OutsideView): string {
  const errors = unreadable.map(({ code, message }) =>
    ['false', '', '', code, '', '', '', '', '', '', '', '', message].map(csvCell).join(','),
  );
  const lines = outside.ways.map((each) => {
    const { resource, certain, from, workload, way, host, path, port, podPort, policies, doubts } = wayJson(each);
    const { kind, namespace, name } = resource;
    return [
      ...[String(certain), from.join('; '), workload, way, host ?? '', path ?? '', port ?? '', podPort],
      ...[policies.join('; '), kind, namespace, name, doubts.join('; ')],
    ]
      .map(csvCell)
      .join(',');
  });
  const untold = outside.unknown.map(({ subject, way, reason }) => {
    const { kind, namespace, name } = resourceOf(subject);
    const known = ['false', '', '', wayName(way, subject), '', '', '', '', '', kind, namespace, name];
    return [...known, `could not tell: ${reason}`].map(csvCell).join(',');
  });
  return `${[header, ...errors, ...lines, ...untold].join('\n')}\n`;
}
