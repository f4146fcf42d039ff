import { emptyFromAllowsAll } from '../../lib/audit/rules/traps/empty-from-allows-all';
import { auditTexts } from './audit-texts';
import { podYaml, policyYaml } from './shop-yaml';

/** A load balancer for pods that only Istio may give the label by which it selects them. */
const balancer = (selector: string) => `apiVersion: v1
kind: Service
metadata: {name: web, namespace: shop}
spec: {type: LoadBalancer, selector: {${selector}}, ports: [{port: 8080}]}
---
`;
const web = `apiVersion: apps/v1
kind: Deployment
metadata: {name: web, namespace: shop}
spec: {template: {metadata: {labels: {app: web}}, spec: {containers: [{name: a, ports: [{containerPort: 8080}]}]}}}
---
`;
const open = policyYaml(
  'shop/web',
  'podSelector: {matchLabels: {app: web}}\ningress: [{from: [], ports: [{port: 8080}]}]',
);

function said(text: string) {
  const { report } = auditTexts({ 'a.yaml': text }, { rules: [emptyFromAllowsAll] });
  return [report.findings.map(({ severity }) => severity), report.undetermined.map(({ severity }) => severity)];
}

test('how severe a finding is may depend on a label that others give: that it is worse is an open question, which no gate passes', () => {
  expect(said(web + open)).toEqual([['error'], []]);
  expect(said(web + open + balancer('app: web'))).toEqual([['info'], []]);
  expect(said(web + open + balancer('app: web, security.istio.io/tlsMode: istio'))).toEqual([['info'], ['error']]);
  expect(said(podYaml('shop/web') + open)).toEqual([['error'], []]);
});
