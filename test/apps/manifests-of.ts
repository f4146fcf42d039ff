import path from 'node:path';
import { startHosting } from '../../lib/cdk8s/host';
import { renderManifests } from '../../lib/k8s/emit/render-manifests';

/** The day on which the apps are compiled, so that their exceptions never end under the tests. */
const now = new Date('2026-11-21');

/**
 * The files that an app (`three-tier`, or `.` for all of them) writes, by name, without writing them. Its `main.ts` runs
 * as it is; hosted, as under `netpact synth`, its `synth()` leaves the writing to us.
 */
export function manifestsOf(app: string): ReadonlyMap<string, string> {
  const host = startHosting(undefined);
  require(path.join(__dirname, '../../apps', app, 'main.ts'));
  const [hosted] = host.apps;
  if (!hosted?.synthesized) throw new Error(`${app} makes no PolicyApp, or never calls synth()`);
  const { policies, findings } = hosted.compile({ now, expired: 'error' });
  expect(findings.map(({ code, message }) => `${code}: ${message}`)).toEqual([]);
  return renderManifests(policies, { layout: 'per-namespace' });
}
