import type { AuditFinding } from '../../lib/audit/audit-finding';
import { catalogue } from '../../lib/audit/catalogue';
import { defaultThresholds, type Rule } from '../../lib/audit/rule';
import { runAudit } from '../../lib/audit/run-audit';
import { type LoadResult, loadTexts } from '../../lib/k8s/load';
import { isMap } from '../../lib/k8s/manifest-value';
import type { PolicyResource } from '../../lib/k8s/resources';
import { exampleOptions } from './example-options';

type Marked = 'a flow' | 'a workload';

/** The marks that netpact puts on a policy of a flow, or on that of a workload, which has a flow for each rule. */
function asWritten(policy: PolicyResource, of: Marked): PolicyResource {
  const { namespace, name, labels, annotations, spec } = policy;
  const sentence = `${namespace}/web may reach ${namespace}/${name} on TCP 8080`;
  const rules = [...(spec.ingress ?? []), ...(spec.egress ?? [])];
  return {
    ...policy,
    labels: { ...labels, 'app.kubernetes.io/managed-by': 'netpact', 'netpact.dev/app': 'shop' },
    annotations: {
      ...annotations,
      'netpact.dev/chart': 'shop',
      ...(of === 'a flow'
        ? { 'netpact.dev/flow': sentence }
        : { 'netpact.dev/flows': rules.map((_, index) => `${sentence}: reason ${index}`).join('\n') }),
    },
  };
}

function loaded(text: string, of: Marked): LoadResult {
  const read = loadTexts([{ file: 'shop.yaml', text }]);
  const refusedPolicies = read.refusedPolicies.map(({ tolerated, manifest, ...refused }) => {
    const metadata = {
      ...fieldMap(manifest.metadata),
      labels: { 'netpact.dev/app': 'shop' },
      annotations: { 'netpact.dev/chart': 'shop' },
    };
    return {
      ...refused,
      manifest: { ...manifest, metadata },
      ...(tolerated && { tolerated: asWritten(tolerated, of) }),
    };
  });
  const policies = read.resources.policies.map((policy) => asWritten(policy, of));
  return { ...read, refusedPolicies, resources: { ...read.resources, policies } };
}

const fieldMap = (value: unknown): object => (isMap(value) ? value : {});

function findingsOf(rule: Rule, text: string, of: Marked): readonly AuditFinding[] {
  const { report } = runAudit(loaded(text, of), {
    rules: [rule],
    analyze: exampleOptions(text),
    thresholds: defaultThresholds,
    now: new Date('2026-11-21'),
  });
  expect(report.failures).toEqual([]);
  return report.findings;
}

/** What stands in a manifest and in no line of TypeScript. */
const yaml =
  /[pP]odSelector|namespaceSelector|matchLabels|matchExpressions|policyTypes|ipBlock|\b(?:spec|metadata)\b[.:]|\{\s*(?:from|to|port|protocol)\b|\b(?:from|to|ports|ingress|egress): \[|except: \[(?!')/;

/** What the audit finds of itself is about no policy. */
const rules = catalogue.filter(({ name }) => name !== 'stale-suppression');

const named = rules.map((rule) => [rule.name, rule] as const);

describe.each<Marked>(['a flow', 'a workload'])('a finding about a policy that netpact wrote for %s', (of) => {
  test.each(named)('%s proposes no YAML', (_, rule) => {
    for (const { help } of findingsOf(rule, rule.examples.bad, of))
      for (const line of help) expect(line).not.toMatch(yaml);
  });

  // Of two policies with one name it is not known which is meant.
  test.each(named.filter(([name]) => name !== 'duplicate-policy'))('%s names what declares it', (_, rule) => {
    for (const { subject, help } of findingsOf(rule, rule.examples.bad, of))
      if (subject.kind === 'NetworkPolicy')
        expect(help.filter((line) => / declares? it \(chart shop\)/.test(line))).toHaveLength(1);
  });
});

it('a policy of somebody else is changed in YAML', () => {
  const yamlOf = (rule: Rule) => {
    const { report } = runAudit(loadTexts([{ file: 'shop.yaml', text: rule.examples.bad }]), {
      rules: [rule],
      now: new Date('2026-11-21'),
    });
    return report.findings.flatMap(({ help }) => help).filter((line) => yaml.test(line));
  };
  const wide = catalogue.filter(({ name }) => name === 'allows-all-ports' || name === 'no-default-deny-ingress');
  expect(wide.map((rule) => yamlOf(rule).length)).toEqual([1, 1]);
});

it.each([
  ['selects-no-pods', "shop/api means pods by its labels: .workload('api', { labels: { app: '…' } })"],
  ['peer-matches-nothing', "shop/web means pods by its labels: .workload('web', { labels: { app: '…' } })"],
])('%s names the workload whose labels match nothing', (name, line) => {
  const policy = `metadata:
  name: allow-web-to-api
  namespace: shop
  labels: { netpact.dev/app: shop }
  annotations: { netpact.dev/chart: shop, netpact.dev/flow: shop/web may reach shop/api on TCP 80 }
spec:
  podSelector: { matchLabels: { app: ${name === 'selects-no-pods' ? 'gone' : 'api'} } }
  policyTypes: [Ingress]
  ingress: [{ from: [{ podSelector: { matchLabels: { app: gone } } }] }]`;
  const text = `apiVersion: v1
kind: Pod
metadata: { name: api, namespace: shop, labels: { app: api } }
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
${policy}
`;
  const rules = catalogue.filter((rule) => rule.name === name);
  const { report } = runAudit(loadTexts([{ file: 'shop.yaml', text }]), { rules, now: new Date('2026-11-21') });
  expect(report.findings.flatMap(({ help }) => help)).toContain(line);
});
