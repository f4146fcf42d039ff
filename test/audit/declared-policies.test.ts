import type { AnalyzeOptions } from '../../lib/analyze/model/options';
import { catalogue } from '../../lib/audit/catalogue';
import { defaultThresholds, type Rule } from '../../lib/audit/rule';
import { runAudit } from '../../lib/audit/run-audit';
import { type LoadResult, loadTexts } from '../../lib/k8s/load';
import { isMap } from '../../lib/k8s/manifest-value';
import type { PolicyResource } from '../../lib/k8s/resources';
import { exampleOptions } from './example-options';

/** The marks that netpact puts on a policy of a flow. */
function asWritten(policy: PolicyResource): PolicyResource {
  const { namespace, name, labels, annotations } = policy;
  return {
    ...policy,
    labels: { ...labels, 'app.kubernetes.io/managed-by': 'netpact', 'netpact.dev/app': 'shop' },
    annotations: {
      ...annotations,
      'netpact.dev/chart': 'shop',
      'netpact.dev/flow': `${namespace}/web may reach ${namespace}/${name} on TCP 8080`,
    },
  };
}

function loaded(text: string): LoadResult {
  const read = loadTexts([{ file: 'shop.yaml', text }]);
  const refusedPolicies = read.refusedPolicies.map(({ tolerated, manifest, ...refused }) => {
    const metadata = { ...fieldMap(manifest.metadata), labels: { 'netpact.dev/app': 'shop' } };
    return { ...refused, manifest: { ...manifest, metadata }, ...(tolerated && { tolerated: asWritten(tolerated) }) };
  });
  const policies = read.resources.policies.map(asWritten);
  return { ...read, refusedPolicies, resources: { ...read.resources, policies } };
}

const fieldMap = (value: unknown): object => (isMap(value) ? value : {});

function helpOf(rule: Rule, text: string, cluster: AnalyzeOptions): readonly string[] {
  const { report } = runAudit(loaded(text), {
    rules: [rule],
    analyze: cluster,
    thresholds: defaultThresholds,
    now: new Date('2026-11-21'),
  });
  expect(report.failures).toEqual([]);
  return report.findings.flatMap(({ help }) => help);
}

/** What stands in a manifest and in no line of TypeScript. */
const yaml =
  /[pP]odSelector|namespaceSelector|matchLabels|matchExpressions|policyTypes|ipBlock|\b(?:spec|metadata)\b[.:]|\{\s*(?:from|to|port|protocol)\b|\b(?:from|to|ports|ingress|egress): \[|except: \[(?!')/;

/** What the audit finds of itself is about no policy. */
const rules = catalogue.filter(({ name }) => name !== 'stale-suppression');

describe('a finding about a policy that netpact wrote', () => {
  test.each(rules.map((rule) => [rule.name, rule] as const))('%s proposes no YAML', (_, rule) => {
    const help = helpOf(rule, rule.examples.bad, exampleOptions(rule.examples.bad));
    for (const line of help) expect(line).not.toMatch(yaml);
  });
});
