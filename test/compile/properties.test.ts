import fc from 'fast-check';
import { type Cluster, cidr, cluster, denyAll, flow, namespace, namespacesWhere, workloadFrom } from 'netpact';
import { proveFiles } from '../../lib/analyze/verify/prove-manifests';
import { isBroken } from '../../lib/k8s/emit/block-yaml';
import { renderManifests } from '../../lib/k8s/emit/render-manifests';
import {
  dns1123LabelProblem,
  dns1123SubdomainProblem,
  labelKeyProblem,
  labelValueProblem,
} from '../../lib/k8s/validate/names';
import { compile, compileCharts, renderedOf } from './compiling';
import { asWritten, chartsOf, randomApp, shuffled } from './random-app';

const errorsOf = ({ findings }: ReturnType<typeof compileCharts>) =>
  findings
    .filter(({ severity }) => severity === 'error')
    .map(({ code }) => code)
    .sort();

it('the order of charts, namespaces, workloads, flows, ends, ports and labels changes not one byte', () => {
  fc.assert(
    fc.property(randomApp, fc.nat(), (app, seed) => {
      const first = compileCharts(chartsOf(app, asWritten));
      const second = compileCharts(chartsOf(app, shuffled(seed)));
      expect(errorsOf(second)).toEqual(errorsOf(first));
      // Two policies with one name are refused, and only then is there no order among them.
      if (!errorsOf(first).includes('policy-name-taken')) expect(renderedOf(second)).toEqual(renderedOf(first));
    }),
    { numRuns: 120 },
  );
});

it('saying everything twice changes nothing: merging is idempotent', () => {
  fc.assert(
    fc.property(randomApp, (app) => {
      const charts = chartsOf(app, asWritten);
      const once = compileCharts(charts);
      fc.pre(errorsOf(once).length === 0);
      const twice = compileCharts(
        charts.map((chart) => ({ ...chart, flows: [...(chart.flows ?? []), ...(chart.flows ?? [])] })),
      );
      expect(renderedOf(twice)).toEqual(renderedOf(once));
    }),
    { numRuns: 60 },
  );
});

it('every emitted policy has names and labels that the API server takes, and is proved to mean the intent', () => {
  fc.assert(
    fc.property(randomApp, (app) => {
      const compiled = compileCharts(chartsOf(app, asWritten));
      fc.pre(errorsOf(compiled).length === 0);
      const keys = new Set<string>();
      for (const { manifest } of compiled.policies) {
        const { name, namespace: home, labels = {} } = manifest.metadata;
        expect([dns1123SubdomainProblem(name), dns1123LabelProblem(home)]).toEqual([undefined, undefined]);
        for (const [key, value] of Object.entries(labels))
          expect([labelKeyProblem(key), labelValueProblem(value)]).toEqual([undefined, undefined]);
        keys.add(`${home}/${name}`);
      }
      expect(keys.size).toBe(compiled.policies.length);
      const proof = proveFiles(compiled.intent, renderManifests(compiled.policies, { layout: 'per-namespace' }));
      expect(proof.findings.filter(({ severity }) => severity === 'error')).toEqual([]);
    }),
    { numRuns: 60 },
  );
});

describe('whatever the names are', () => {
  const hostile = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.constantFrom(
      '__proto__',
      'constructor',
      'toString',
      '',
      ' ',
      '\n',
      '*',
      '{{x}}',
      '../x',
      'x'.repeat(300),
      'é',
      '\ud800',
      'a/b',
      '---',
    ),
  );

  it('the compiler answers with findings, never with an exception of its own', () => {
    fc.assert(
      fc.property(fc.array(hostile, { minLength: 12, maxLength: 12 }), (words) => {
        const [a = '', b = '', c = '', d = '', e = '', f = '', g = '', h = '', i = '', j = '', k = '', l = ''] = words;
        const ns = namespace(a, { baseline: denyAll(), labels: { [b]: c }, owner: d });
        const web = ns.workload(e, { labels: { [f]: g }, ports: { [h]: i } });
        const pods = ns.pods(j, { [k]: l, [a]: [b], [c]: { not: [d] } });
        const derived = workloadFrom({
          kind: e,
          metadata: { name: f, namespace: g },
          spec: {
            selector: { matchLabels: { [h]: i } },
            template: { spec: { containers: [{ ports: [{ name: j, containerPort: k }] }] } },
          },
        });
        const flows = [
          flow(web)
            .to(pods, derived)
            .port(h as never)
            .because(l)
            .named(k),
          flow(namespacesWhere(a, { [b]: c }))
            .to(web)
            .port(i as never)
            .exception({ owner: d, ticket: e, until: f }),
          flow(web)
            .to(cidr(g, [h, i], { except: [j] }))
            .namedPort(k),
        ];
        const compiled = compileCharts([{ id: a, namespaces: [ns], flows, namePrefix: b }], {
          name: c,
          cluster: profileOf(d, e),
        });
        expect(compiled.findings.length).toBeGreaterThan(0);
        for (const { message, code } of compiled.findings)
          expect([typeof message, code]).toEqual(['string', expect.stringMatching(/^[a-z0-9-]+$/)]);
        // What no file can hold is refused, and so never written.
        if (!words.some(isBroken)) renderedOf(compiled);
      }),
      { numRuns: 300 },
    );
  });

  it('a hostile name alone is either refused or written as it is', () => {
    fc.assert(
      fc.property(hostile, (name) => {
        const ns = namespace('n', { baseline: denyAll() });
        const compiled = compile([ns], [flow(ns.workload('a')).to(ns.workload('b')).port(80).named(name)]);
        if (errorsOf(compiled).length === 0) expect(compiled.policies[0]?.manifest.metadata.name).toBe(name);
        else expect(new Set(errorsOf(compiled))).toEqual(new Set(['policy-name-invalid']));
      }),
    );
  });
});

const profileOf = (a: string, b: string): Cluster => cluster({ podCidrs: [a], nodeCidrs: [b] });
