import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { runAudit } from '../../lib/audit/run-audit';
import { resolveLocation } from '../../lib/diagnostics/finding';
import { loadPaths } from '../../lib/k8s/load';

const corpus = path.resolve(__dirname, '../../../shared/corpus');
const testWhenPresent = existsSync(corpus) ? test : test.skip;

/** `severity rule kind namespace/name file:line`, each looked at by hand and true. */
const golden: Readonly<Record<string, readonly string[]>> = JSON.parse(
  readFileSync(path.join(__dirname, 'corpus-findings.json'), 'utf8'),
);

async function findingsIn(folder: string): Promise<readonly string[]> {
  const loaded = await loadPaths([folder], { cwd: corpus });
  const { report } = runAudit(loaded, { now: new Date('2026-11-21') });
  expect(report.failures).toEqual([]);
  return report.findings
    .map(({ rule, severity, subject, at }) => {
      const span = resolveLocation(at);
      return `${severity} ${rule.name} ${subject.kind} ${subject.namespace ?? ''}/${subject.name} ${span?.file}:${span?.line}`;
    })
    .sort();
}

describe('every rule on real manifests (skipped where ../shared/corpus is absent)', () => {
  testWhenPresent.each(['online-boutique', 'argo-cd', 'kube-prometheus'])('%s', async (folder) => {
    expect(await findingsIn(folder)).toEqual(golden[folder]);
  });
});
