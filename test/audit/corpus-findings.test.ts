import { readFileSync } from 'node:fs';
import path from 'node:path';
import { groupBy } from '../../lib/algebra/keyed';
import { runAudit } from '../../lib/audit/run-audit';
import { resolveLocation } from '../../lib/diagnostics/finding';
import { loadPaths } from '../../lib/k8s/load';
import { corpus, describeCorpus } from '../corpus';

/** `severity rule kind namespace/name file:line (also consequences)`, each looked at by hand and true. */
const golden: Readonly<Record<string, readonly string[]>> = JSON.parse(
  readFileSync(path.join(__dirname, 'corpus-findings.json'), 'utf8'),
);

async function findingsIn(folder: string): Promise<readonly string[]> {
  const loaded = await loadPaths([folder], { cwd: corpus });
  const { report } = runAudit(loaded, { now: new Date('2026-11-21') });
  expect(report.failures).toEqual([]);
  return report.findings
    .map(({ rule, severity, subject, at, related }) => {
      const span = resolveLocation(at);
      const names = [...groupBy(related, (each) => each.rule.name)].map(([name, all]) => `${all.length} ${name}`);
      const also = names.length > 0 ? ` (also ${names.join(', ')})` : '';
      return `${severity} ${rule.name} ${subject.kind} ${subject.namespace ?? ''}/${subject.name} ${span?.file}:${span?.line}${also}`;
    })
    .sort();
}

describeCorpus('what every rule finds in manifests of public projects', () => {
  test.each(['online-boutique', 'argo-cd', 'kube-prometheus'])('%s', async (folder) => {
    expect(await findingsIn(folder)).toEqual(golden[folder]);
  });
});
