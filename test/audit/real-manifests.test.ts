import path from 'node:path';
import { catalogue } from '../../lib/audit/catalogue';
import { runAudit } from '../../lib/audit/run-audit';
import { loadPaths } from '../../lib/k8s/load';
import { corpus, describeCorpus } from '../corpus';

const root = path.resolve(__dirname, '../..');

async function auditFolder(folder: string) {
  const loaded = await loadPaths([folder], { cwd: root });
  const rules = catalogue.filter(({ category }) => category === 'validity' || category === 'trap');
  const { report } = runAudit(loaded, { rules, now: new Date('2026-11-21') });
  expect(report.failures).toEqual([]);
  return report;
}

/** How often each rule fires, and how badly. */
async function countsIn(folder: string): Promise<Readonly<Record<string, number>>> {
  const counts: Record<string, number> = {};
  for (const { rule, severity } of (await auditFolder(folder)).findings) {
    const key = `${severity} ${rule.name}`;
    counts[key] = (counts[key] ?? 0) + 1;
  }
  return counts;
}

describe('the manifests that netpact writes', () => {
  it('give no finding on validity or traps', async () => {
    const { findings, notApplicable } = await auditFolder('dist/k8s');
    expect(findings.map(({ message }) => message)).toEqual([]);
    const silent = new Set(notApplicable.map(({ rule }) => rule.name));
    for (const name of [
      'selects-no-pods',
      'peer-matches-nothing',
      'port-not-served',
      'reversed-selectors',
      'one-side-denied',
    ])
      expect(silent).toContain(name);
  });
});

// Each of these was looked at by hand, and is true.
describeCorpus('how often validity and traps fire on manifests of public projects', () => {
  test('online boutique: 12 egress rules and one ingress rule are {}', async () => {
    expect(await countsIn(`${corpus}/online-boutique`)).toEqual({ 'warning empty-from-allows-all': 13 });
  });

  test('Argo CD: argocd-server admits everyone; two installations hold the same policies', async () => {
    expect(await countsIn(`${corpus}/argo-cd`)).toEqual({
      'info duplicate-policy': 7,
      'warning empty-from-allows-all': 1,
    });
  });

  test('kube-prometheus: open egress, pods of custom resources, node-exporter on the host network', async () => {
    expect(await countsIn(`${corpus}/kube-prometheus`)).toEqual({
      'info peer-matches-nothing': 8,
      'info selects-no-pods': 2,
      'warning empty-from-allows-all': 9,
      'warning host-network-target': 1,
    });
  });
});
