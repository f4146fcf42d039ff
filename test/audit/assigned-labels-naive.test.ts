import type { AuditFinding, AuditReport } from '../../lib/audit/audit-finding';
import { runAudit } from '../../lib/audit/run-audit';
import { loadTexts } from '../../lib/k8s/load';
import type { ClusterResources } from '../../lib/k8s/resources';
import { clusterWithAssignedLabels, worldsOf } from '../analyze/assigned-worlds';
import { seededRandom } from '../analyze/seeded-random';
import { withRelated } from './audit-texts';

const firstSeed = Number(process.env.NETPACT_SEED ?? 20261122);
const clusters = Number(process.env.NETPACT_CLUSTERS ?? 150);
const nothing = loadTexts([{ file: 'a.yaml', text: '' }]);

const reportOf = (resources: ClusterResources): AuditReport =>
  runAudit({ ...nothing, resources }, { now: new Date('2026-11-22') }).report;

/** What injection was asked to add is there; what controllers of some versions add may not be. */
const asAsked = (resources: ClusterResources): ClusterResources => ({
  ...resources,
  workloads: resources.workloads.map((workload) => ({
    ...workload,
    assignedLabels: workload.assignedLabels.map((label) =>
      label.presence === 'expected' && !(label.values && 'prefix' in label.values)
        ? { ...label, presence: 'always' }
        : label,
    ),
  })),
});

type About = { readonly rule: { readonly name: string }; readonly subject: object };
const subjectOf = ({ rule, subject }: About) => `${rule.name} ${JSON.stringify(Object.entries(subject).sort())}`;
/** What is nearly a label that others give is no promise: nobody can list what those may be. */
const isNearMiss = ({ help }: AuditFinding) => help.some((line) => line.startsWith('did you mean'));
const findingsIn = (report: AuditReport) =>
  withRelated(report.findings).map((each) => ({
    text: `${subjectOf(each)} ${each.field ?? ''}`,
    about: subjectOf(each),
    isNearMiss: isNearMiss(each),
  }));

test('docs/semantics.md 4: a finding is one whatever labels others give to pods, and none of them is passed over', () => {
  let worlds = 0;
  let undetermined = 0;
  for (let seed = firstSeed; seed < firstSeed + clusters; seed++) {
    const resources = clusterWithAssignedLabels(seededRandom(seed), 3);
    const report = reportOf(resources);
    const found = findingsIn(report);
    const asked = new Set([...found.map(({ about }) => about), ...report.undetermined.map(subjectOf)]);
    undetermined += report.undetermined.length;
    expect(report.failures).toEqual([]);
    let count = 0;
    for (const world of worldsOf(asAsked(resources))) {
      if (++count > 60) break;
      worlds++;
      const there = findingsIn(reportOf(world));
      const texts = new Set(there.map(({ text }) => text));
      expect({ seed, wrong: found.filter(({ text, isNearMiss: near }) => !near && !texts.has(text)) }).toEqual({
        seed,
        wrong: [],
      });
      expect({ seed, missed: there.filter(({ about, isNearMiss: near }) => !near && !asked.has(about)) }).toEqual({
        seed,
        missed: [],
      });
    }
  }
  expect(worlds).toBeGreaterThan(clusters);
  expect(undetermined).toBeGreaterThan(clusters / 4);
});
