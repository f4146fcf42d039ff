import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { objectsIn, type Policy, policiesIn } from '../evaluator/policies';
import { manifestsOf } from './manifests-of';

const composed = manifestsOf('.');
const alone = ['online-boutique', 'three-tier', 'argo-cd', 'kube-prometheus', 'patterns', 'platform'].flatMap((app) => [
  ...manifestsOf(app),
]);

test.each(alone.filter(([name]) => name !== 'kustomization.yaml'))('%s keeps every policy in company', (name, text) => {
  const own = specsIn(text);
  const kept = [...specsIn(composed.get(name) ?? '')].filter(([policy]) => own.has(policy));
  expect(new Map(kept)).toEqual(own);
});

test('only the shared ingress controller and Prometheus gain policies: the egress halves of what other apps let them reach', () => {
  const gained = alone.filter(([name, text]) => specsIn(composed.get(name) ?? '').size > specsIn(text).size);
  expect(gained.map(([name]) => name).filter((name) => name !== 'kustomization.yaml')).toEqual([
    'ingress-nginx.k8s.yaml',
    'monitoring.k8s.yaml',
  ]);
  expect(composed.size).toBe(new Set(alone.map(([name]) => name)).size);
});

const withKubectl = hasKubectl() ? test : test.skip;

withKubectl('kubectl kustomize accepts the whole (skipped where kubectl is not installed)', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'netpact-kustomize-'));
  try {
    for (const [name, text] of composed) writeFileSync(path.join(folder, name), text);
    const built = execFileSync('kubectl', ['kustomize', folder], { encoding: 'utf8' });
    const sources = [...composed].filter(([name]) => name !== 'kustomization.yaml').map(([, text]) => text);
    expect(byIdentity(built)).toEqual(byIdentity(...sources));
  } finally {
    rmSync(folder, { recursive: true });
  }
});

/** What policies say, by name, without the metadata that names the app. */
function specsIn(yaml: string): ReadonlyMap<string, Policy['spec']> {
  return new Map(policiesIn(yaml).map(({ metadata, spec }) => [metadata.name, spec]));
}

function byIdentity(...texts: readonly string[]): readonly unknown[] {
  const identity = ({ metadata }: Policy) => `${metadata.namespace}/${metadata.name}`;
  expect(objectsIn(...texts).map(({ kind }) => kind)).toEqual(policiesIn(...texts).map(() => 'NetworkPolicy'));
  return [...policiesIn(...texts)].sort((a, b) => (identity(a) < identity(b) ? -1 : 1));
}

function hasKubectl(): boolean {
  try {
    execFileSync('kubectl', ['kustomize', '--help'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}
