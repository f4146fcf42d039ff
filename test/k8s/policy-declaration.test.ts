import type { NetworkPolicySpec } from '../../lib/k8s/network-policy';
import { declarationOf } from '../../lib/k8s/policy-declaration';

const first = 'shop/cron may reach shop/api on TCP 80';
const second = 'shop/web may reach shop/api on TCP 8080, UDP 53';
const lines = `${first}\n${second}: checkout: places orders`;
const shared = { app: 'store', chart: 'shop' };

/** A policy of a workload that has these lines, and so many rules. */
function policy(flows: string, rules: number) {
  const spec: NetworkPolicySpec = { podSelector: {}, ingress: Array.from({ length: rules }, () => ({})) };
  return {
    namespace: 'shop',
    name: 'api-ingress',
    labels: { 'netpact.dev/app': 'store' },
    annotations: { 'netpact.dev/chart': 'shop', 'netpact.dev/flows': flows },
    spec,
  };
}

describe('what made a rule of a policy that has several flows', () => {
  it.each([
    ['spec.ingress[0]', first],
    ['spec.ingress[0].from[2].podSelector', first],
    ['spec.ingress[1].ports', second],
  ])('%s: the flow in its line, without the reason', (field, sentence) => {
    expect(declarationOf(policy(lines, 2), field)).toEqual({ ...shared, kind: 'flow', sentence });
  });

  it.each([undefined, 'metadata.name', 'spec.podSelector', 'spec.ingress', 'spec.ingress[7]'])(
    '%s: all flows',
    (field) => {
      expect(declarationOf(policy(lines, 2), field)).toEqual({
        ...shared,
        kind: 'flows',
        sentences: [first, second],
      });
    },
  );

  it('is not told where somebody added or removed a rule by hand', () => {
    for (const rules of [1, 3])
      expect(declarationOf(policy(lines, rules), 'spec.ingress[0]')).toMatchObject({ kind: 'flows' });
  });

  it('is told of as many as the annotation has room for', () => {
    const shortened = policy(`${lines}\n… and 2 more`, 4);
    expect(declarationOf(shortened, 'spec.ingress[1]')).toMatchObject({ kind: 'flow', sentence: second });
    expect(declarationOf(shortened, 'spec.ingress[2]')).toMatchObject({ kind: 'flows', sentences: [first, second] });
  });

  it('is the only flow, whatever the field', () => {
    expect(declarationOf(policy(first, 1))).toEqual({ ...shared, kind: 'flow', sentence: first });
  });
});
