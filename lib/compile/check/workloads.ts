import { addTo, groupBy } from '../../algebra/keyed';
import { containsSelector, equalSelectors } from '../../algebra/selector';
import type { Finding, Severity } from '../../diagnostics/finding';
import type { WorkloadModel } from '../../dsl/model';
import { formatPort, parsePort, samePort } from '../../dsl/ports';
import { portNameProblem } from '../../k8s/validate/names';
import type { ChartDeclaration } from '../declaration';
import { readPorts } from '../flow-ports';
import { namespaceWorkloads, type OwnedNamespaces } from '../namespaces';
import { isMisread, peerKey } from '../peer-identity';
import { checkName, checkSelector } from './labels';

/** Every workload that the charts know: its own content, and how it stands beside the others of its namespace. */
export function checkWorkloads(all: readonly WorkloadModel[], owned: OwnedNamespaces, findings: Finding[]): void {
  const byNamespace = new Map<string, WorkloadModel[]>();
  const seen = new Set<string>();
  for (const workload of all) {
    const key = JSON.stringify([peerKey(workload), workload.ports, workload.isolate, workload.dns]);
    if (seen.has(key)) continue;
    seen.add(key);
    checkWorkload(workload, owned, findings);
    if (!isUnreadable(workload)) addTo(byNamespace, workload.namespace.name, workload);
  }
  for (const workloads of byNamespace.values()) checkNeighbours(workloads, findings);
}

/** Whose selector is unknown or empty was refused; beside such a selector, every other workload would seem to be at fault. */
function isUnreadable(workload: WorkloadModel): boolean {
  const { selector } = workload;
  const isEmpty = Object.keys(selector.matchLabels ?? {}).length + (selector.matchExpressions ?? []).length === 0;
  return isEmpty || isMisread(workload);
}

function checkWorkload(workload: WorkloadModel, owned: OwnedNamespaces, findings: Finding[]): void {
  const { site, namespace, problems = [] } = workload;
  findings.push(...problems);
  if (isMisread(workload)) return;
  const what = `workload ${namespace.name}/${workload.name}`;
  checkName('this workload', workload.name, site, findings);
  checkSelector(what, workload.selector, site, findings);
  for (const [name, input] of Object.entries(workload.ports)) {
    const problem = portNameProblem(name);
    if (problem)
      findings.push({
        code: 'port-name-invalid',
        severity: 'error',
        message: `the port name "${name}" of ${what} ${problem}`,
        at: site,
        token: name,
        ...(portNameProblem(asPortName(name)) === undefined && { help: [`"${asPortName(name)}" would do`] }),
      });
    if (!parsePort(input))
      findings.push({
        code: 'port-invalid',
        severity: 'error',
        message: `${JSON.stringify(input)}, the port ${name} of ${what}, is no port`,
        at: site,
        token: String(input),
        help: [
          typeof input === 'string' && /^\d+$/.test(input)
            ? `say ${input}, without quotes`
            : 'say 1 to 65535, udp(n), sctp(n) or range(a, b)',
        ],
      });
  }
  if (workload.isolate && workload.hostNetwork)
    findings.push({
      code: 'host-network-isolated',
      severity: 'error',
      message: `${what} is on the host network and cannot be isolated: policies do not select such pods`,
      at: site,
      help: ['leave isolate out, and restrict its node instead'],
    });
  const setting = workload.isolate ? 'isolate' : workload.dns !== undefined ? 'dns' : undefined;
  if (setting && !owned.has(namespace.name)) findings.push(unreachedSetting(workload, setting));
}

const asPortName = (name: string): string =>
  name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 15);

/** Workloads that say `isolate` or `dns` and that no chart reaches: nothing would be written for them. */
export function unusedSettings(
  declared: readonly WorkloadModel[],
  charts: readonly ChartDeclaration[],
  severity: Severity,
): readonly Finding[] {
  const reached = new Set(namespaceWorkloads(charts).all);
  return declared
    .filter((workload) => !reached.has(workload))
    .map((workload) => ({ ...unreachedSetting(workload, workload.isolate ? 'isolate' : 'dns'), severity }));
}

/** `isolate` and `dns` need a chart that owns the namespace; without one they would silently do nothing. */
function unreachedSetting(workload: WorkloadModel, setting: 'isolate' | 'dns'): Finding {
  return {
    code: 'workload-unreached',
    severity: 'error',
    message: `workload ${workload.namespace.name}/${workload.name} says ${setting}, but no chart reaches it, so nothing would be written`,
    at: workload.site,
    help: [`list this value of the namespace ${workload.namespace.name} in a FlowChart, or leave ${setting} out`],
  };
}

function checkNeighbours(workloads: readonly WorkloadModel[], findings: Finding[]): void {
  const byName = new Map<string, WorkloadModel>();
  for (const workload of workloads) {
    const sameName = byName.get(workload.name);
    const difference = sameName && differenceOf(sameName, workload);
    if (sameName && difference !== undefined) findings.push(declaredTwice(sameName, workload, difference));
    byName.set(workload.name, sameName ?? workload);
  }
  const possibleOuters = outersByLabel([...byName.values()]);
  for (const inner of byName.values())
    for (const outer of possibleOuters(inner))
      if (outer !== inner && containsSelector(outer.selector, inner.selector)) reportContained(inner, outer, findings);
}

/** A selector contains another only if the other has all its labels, so it is enough to look under one label of each. */
function outersByLabel(workloads: readonly WorkloadModel[]): (inner: WorkloadModel) => readonly WorkloadModel[] {
  const byFirstLabel = groupBy(workloads, (workload) => labelsOf(workload)[0] ?? '');
  return (inner) => ['', ...labelsOf(inner)].flatMap((label) => byFirstLabel.get(label) ?? []);
}

function labelsOf({ selector }: WorkloadModel): readonly string[] {
  return Object.entries(selector.matchLabels ?? {}).map(([key, value]) => `${key}=${value}`);
}

/** Equal selectors contain each other, and are reported once. */
function reportContained(inner: WorkloadModel, outer: WorkloadModel, findings: Finding[]): void {
  if (!equalSelectors(outer.selector, inner.selector)) findings.push(containedSelector(inner, outer));
  else if (outer.name < inner.name) findings.push(equalSelector(outer, inner));
}

/** What two declarations of one workload cannot both mean. One may declare ports that the other does not need to know. */
function differenceOf(first: WorkloadModel, second: WorkloadModel): string | undefined {
  if (!equalSelectors(first.selector, second.selector)) return 'labels';
  if (first.hostNetwork !== second.hostNetwork) return 'networks (hostNetwork)';
  const ports = readPorts(second);
  for (const [name, port] of readPorts(first)) {
    const other = ports.get(name);
    if (other && !samePort(port, other)) return `ports: ${name} is ${formatPort(port)} and ${formatPort(other)}`;
  }
  return undefined;
}

function declaredTwice(first: WorkloadModel, second: WorkloadModel, difference: string): Finding {
  return {
    code: 'workload-declared-twice',
    severity: 'error',
    message: `workload ${second.namespace.name}/${second.name} is declared twice with different ${difference}`,
    at: second.site,
    related: [{ at: first.site, message: 'first declared here' }],
    help: ['declare it once and import it from there, or give one of them another name'],
  };
}

function equalSelector(first: WorkloadModel, second: WorkloadModel): Finding {
  return {
    code: 'workload-selector-equal',
    severity: 'error',
    message: `workloads ${first.name} and ${second.name} of ${second.namespace.name} have the same labels, so every pod of one is a pod of the other`,
    at: second.site,
    related: [{ at: first.site, message: `${first.name} is declared here` }],
    help: ['give them labels that tell them apart, or declare one workload with the ports of both'],
  };
}

function containedSelector(inner: WorkloadModel, outer: WorkloadModel): Finding {
  return {
    code: 'workload-selector-contained',
    severity: 'warning',
    message: `every pod of ${inner.namespace.name}/${inner.name} is also a pod of ${outer.name}, and has the flows of both`,
    at: inner.site,
    related: [{ at: outer.site, message: `${outer.name} is declared here` }],
    help: [`add a label to ${outer.name} that ${inner.name} does not have, if that is not meant`],
  };
}
