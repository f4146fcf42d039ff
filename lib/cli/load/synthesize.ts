import { declaredWorkloads } from '../../analyze/explain/declared-pods';
import { proveFiles } from '../../analyze/verify/prove-manifests';
import type { Host } from '../../cdk8s/host';
import type { CompiledApp } from '../../compile/compile-app';
import type { CallSite } from '../../diagnostics/call-site';
import type { SourceSpan } from '../../diagnostics/finding';
import { type ResolvedFinding, resolveFinding } from '../../diagnostics/resolved-finding';
import { renderManifests } from '../../k8s/emit/render-manifests';
import { ruleSite } from './app-source';
import { declaredValues } from './declared-values';
import { withPlaces } from './with-places';
import type { RenderedFiles, RunOutcome, WorkerRequest } from './worker-messages';

/**
 * From the app that registered itself to the bytes of its files, which are handed over before they are proved. Whatever must
 * hold before they may be written is checked here.
 */
export function synthesize(host: Host, request: WorkerRequest, rendered: (files: RenderedFiles) => void): RunOutcome {
  const [hosted, ...others] = host.apps;
  if (!hosted) return { findings: [noApp(request.entry)] };
  if (others.length > 0) return { findings: [severalApps(request.entry, host.apps.length)] };
  const { environments } = hosted;
  const compiled = hosted.compile({ now: new Date(request.now), expired: request.expired }, request.policies);
  const findings = compiled.findings.map(resolveFinding);
  if (!hosted.synthesized) findings.push(notSynthesized(request.entry));
  if (findings.some(({ severity }) => severity === 'error')) return { findings, environments };
  const files = renderManifests(compiled.policies, { layout: request.layout });
  rendered({ type: 'rendered', files, outdir: hosted.outdir });
  const { name, form, flowCount, policies, intent } = compiled;
  const start = performance.now();
  const proof = proveFiles(intent, files);
  const { subjects, pairs, ranges } = proof;
  findings.push(...proof.findings.map(resolveFinding));
  if (proof.findings.some(({ severity }) => severity === 'error')) return { findings, environments };
  const milliseconds = performance.now() - start;
  return {
    findings,
    environments,
    app: {
      name,
      form,
      flowCount,
      policyCount: policies.length,
      contract: compiled.contract,
      proof: {
        subjects,
        pairs,
        ranges,
        invariants: intent.invariants.length,
        milliseconds,
        assumptions: proof.assumptions,
      },
      ...(proof.deployed && { deployed: proof.deployed }),
      sites: request.sites ? sitesOf(compiled) : new Map(),
      values: request.sites ? declaredValues(compiled.peers) : [],
      workloads: declaredWorkloads(intent.workloads, intent.assumptions),
      cluster: intent.cluster,
      ...(request.intent && { intent: withPlaces(intent) }),
    },
  };
}

function sitesOf({ policies, namespaceSites }: CompiledApp): ReadonlyMap<string, SourceSpan> {
  const sites = new Map<string, SourceSpan>();
  const add = (name: string, site: CallSite) => {
    const span = site();
    if (span) sites.set(name, span);
  };
  for (const [name, site] of namespaceSites) add(name, site);
  for (const { manifest, site, rules = [] } of policies) {
    const name = `${manifest.metadata.namespace}/${manifest.metadata.name}`;
    add(name, site);
    const direction = manifest.spec.ingress ? 'ingress' : 'egress';
    for (const [index, rule] of rules.entries()) add(ruleSite(name, `spec.${direction}[${index}]`), rule.site);
  }
  return sites;
}

function noApp(entry: string): ResolvedFinding {
  return {
    code: 'app-empty',
    severity: 'error',
    message: 'the app creates no PolicyApp',
    at: { file: entry, line: 1, column: 1 },
    help: [
      "create one in the entry file: const app = new PolicyApp(); new FlowChart(app, 'shop', { … }); app.synth();",
    ],
  };
}

function notSynthesized(entry: string): ResolvedFinding {
  return {
    code: 'app-not-synthesized',
    severity: 'warning',
    message: 'the app never calls synth()',
    at: { file: entry, line: 1, column: 1 },
    notes: ['netpact synth compiles it all the same; cdk8s synth would write nothing'],
    help: ['end the entry file with app.synth()'],
  };
}

function severalApps(entry: string, count: number): ResolvedFinding {
  return {
    code: 'app-several',
    severity: 'error',
    message: `the app creates ${count} PolicyApps, and one is written at a time`,
    at: { file: entry, line: 1, column: 1 },
    help: ['put the charts into one PolicyApp, or give each app an entry file and an --out of its own'],
  };
}
