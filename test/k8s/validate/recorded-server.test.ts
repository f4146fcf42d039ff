import { readFileSync } from 'node:fs';
import path from 'node:path';
import { Source } from '../../../lib/k8s/load/files/source';
import { readDocument } from '../../../lib/k8s/load/yaml/read-document';
import { isMap } from '../../../lib/k8s/manifest-value';
import { checkNetworkPolicy } from '../../../lib/k8s/validate/network-policy-checks';
import { readSpec } from '../../../lib/k8s/validate/read-spec';
import { storedSpec } from './stored-spec';

/** What a real kube-apiserver 1.36.3 said of 202 manifests (test/truth/README.md). */
const recorded = path.join(__dirname, '../../truth/apiserver-1.36.3.jsonl');

interface Verdict {
  readonly case: string;
  readonly manifest: string;
  readonly accepted: boolean;
  readonly stored?: unknown;
  readonly reason?: string;
  readonly message?: string;
  readonly causes?: readonly { readonly field: string; readonly reason: string }[];
  readonly warnings?: readonly string[];
}

/** Lines in which the request's URL, not the manifest, decided; and `status`, which netpact reads past. */
const decidedElsewhere = new Map<string, 'accepted' | 'refused'>([
  ['apiVersion = ""', 'refused'],
  ['kind = absent', 'refused'],
  ['status {}', 'accepted'],
]);

function verdicts(): Verdict[] {
  const lines = readFileSync(recorded, 'utf8').trim().split('\n');
  return lines.map((line) => JSON.parse(line));
}

function netpactOn(manifest: string) {
  const source = new Source('case.yaml', manifest);
  const read = readDocument({ source, start: 0, end: manifest.length, format: 'yaml' });
  if ('problem' in read) return { unreadable: read.problem, problems: [], spec: {} };
  const { value } = read;
  if (!isMap(value)) throw new Error('the case is no mapping');
  return { problems: checkNetworkPolicy(value), spec: storedSpec(readSpec(value)) };
}

const causesOf = (list: readonly { field: string; reason: string }[]) =>
  [...new Set(list.map(({ field, reason }) => `${field} ${reason}`))].sort();

test('docs/semantics.md 19–23: netpact agrees with every verdict of a real API server', () => {
  const all = verdicts();
  expect(all).toHaveLength(202);
  for (const verdict of all) {
    const { unreadable, problems, spec } = netpactOn(verdict.manifest);
    const errors = problems.filter(({ severity }) => severity === 'error');
    const isAccepted = !unreadable && errors.length === 0;
    const expected = decidedElsewhere.get(verdict.case) ?? (verdict.accepted ? 'accepted' : 'refused');
    expect([verdict.case, isAccepted ? 'accepted' : 'refused']).toEqual([verdict.case, expected]);
    if (verdict.causes?.length) {
      expect([verdict.case, causesOf(errors)]).toEqual([verdict.case, causesOf(verdict.causes)]);
    }
    if (verdict.stored) expect([verdict.case, spec]).toEqual([verdict.case, verdict.stored]);
    const warned = problems.filter(({ severity }) => severity === 'warning').map(({ field }) => field);
    expect([verdict.case, warned]).toEqual([verdict.case, (verdict.warnings ?? []).map(fieldOfWarning)]);
    const unknown = /unknown field "([^"]+)"/.exec(verdict.message ?? '')?.[1];
    if (unknown && unknown !== 'status') {
      const fields = errors.filter(({ code }) => code === 'unknown-field').map(({ field }) => field);
      expect([verdict.case, fields]).toEqual([verdict.case, [unknown]]);
    }
  }
});

const fieldOfWarning = (warning: string): string => /^"?([^:]+):/.exec(warning)?.[1] ?? '';
