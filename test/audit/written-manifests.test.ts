import path from 'node:path';
import { catalogue } from '../../lib/audit/catalogue';
import { runAudit } from '../../lib/audit/run-audit';
import { loadPaths } from '../../lib/k8s/load';

test('the manifests that netpact writes give no finding on validity or traps', async () => {
  const rules = catalogue.filter(({ category }) => category === 'validity' || category === 'trap');
  const loaded = await loadPaths(['dist/k8s'], { cwd: path.resolve(__dirname, '../..') });
  const { failures, findings, notApplicable } = runAudit(loaded, { rules, now: new Date('2026-11-21') }).report;
  expect(failures).toEqual([]);
  expect(findings.map(({ message }) => message)).toEqual([]);
  expect(notApplicable.map(({ rule }) => rule.name)).toEqual(
    expect.arrayContaining([
      'selects-no-pods',
      'peer-matches-nothing',
      'port-not-served',
      'reversed-selectors',
      'one-side-denied',
    ]),
  );
});
