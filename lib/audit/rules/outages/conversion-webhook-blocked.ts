import { groupBy } from '../../../algebra/keyed';
import { byCodeUnits } from '../../../algebra/text-order';
import type { ServiceCaller } from '../../../k8s/resources';
import { listed } from '../../../wording/words';
import type { AuditContext, Rule } from '../../rule';
import { blockedApiServerCalls } from '../../services/api-server-calls';

export const conversionWebhookBlocked: Rule = {
  name: 'conversion-webhook-blocked',
  severity: 'error',
  category: 'outage',
  title: 'the API server cannot reach a conversion webhook',
  what: `The Service that converts a custom resource between its versions (spec.conversion of its CustomResourceDefinition) leads
to pods that are isolated for ingress, and what they let in on that port leaves the API server out. How the API server is
known, and what counts as unclear, is as for webhook-blocked. A definition with one version is never converted. Definitions
that one Service converts are one finding, of the first of them by name.`,
  why: `Objects that are stored in another version than the one asked for cannot be read or written: kubectl get and the watches
of controllers fail for all of the kind, and with them the deletion of namespaces and garbage collection in the whole
cluster. No failurePolicy lets requests through.`,
  fix: `Let the API server's addresses in on the pods' own port:
  ingress:
    - from: [{ipBlock: {cidr: 10.0.0.1/32}}]
      ports: [{port: 9443}]
With netpact: flow(kubeApiServer()).to(webhook).port('https')`,
  examples: {
    bad: `apiVersion: v1
kind: Pod
metadata: {name: operator, namespace: shop, labels: {app: operator}}
spec: {containers: [{name: operator, ports: [{containerPort: 9443}]}]}
---
apiVersion: v1
kind: Service
metadata: {name: operator, namespace: shop}
spec: {selector: {app: operator}, ports: [{port: 443, targetPort: 9443}]}
---
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: carts.shop.example.com}
spec:
  group: shop.example.com
  names: {kind: Cart, plural: carts}
  scope: Namespaced
  versions: [{name: v1, served: true, storage: true}, {name: v1beta1, served: true, storage: false}]
  conversion:
    strategy: Webhook
    webhook:
      conversionReviewVersions: [v1]
      clientConfig: {service: {namespace: shop, name: operator, path: /convert}}
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: operator, namespace: shop}
spec:
  podSelector: {matchLabels: {app: operator}}
  policyTypes: [Ingress]
  ingress:
    - from: [{namespaceSelector: {}}]
      ports: [{port: 9443}]
`,
    good: `apiVersion: v1
kind: Pod
metadata: {name: operator, namespace: shop, labels: {app: operator}}
spec: {containers: [{name: operator, ports: [{containerPort: 9443}]}]}
---
apiVersion: v1
kind: Service
metadata: {name: operator, namespace: shop}
spec: {selector: {app: operator}, ports: [{port: 443, targetPort: 9443}]}
---
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: carts.shop.example.com}
spec:
  group: shop.example.com
  names: {kind: Cart, plural: carts}
  scope: Namespaced
  versions: [{name: v1, served: true, storage: true}, {name: v1beta1, served: true, storage: false}]
  conversion:
    strategy: Webhook
    webhook:
      conversionReviewVersions: [v1]
      clientConfig: {service: {namespace: shop, name: operator, path: /convert}}
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: operator, namespace: shop}
spec:
  podSelector: {matchLabels: {app: operator}}
  policyTypes: [Ingress]
  ingress:
    - ports: [{port: 9443}]
`,
  },
  securitySeverity: 5,
  controls: ['PCI DSS 1.2'],
  check(context) {
    const groups = [...definitionsByService(context).values()];
    const others = new Map(groups.map(([first, ...more]) => [first, more]));
    return blockedApiServerCalls(
      context,
      (caller) => others.has(caller),
      (caller) => {
        const names = (others.get(caller) ?? []).map(({ name }) => name);
        return names.length > 0 ? [`it converts ${listed(names)} too`] : [];
      },
    );
  },
};

/** An operator has one Service for all of its kinds: they are blocked together, and are one finding. */
function definitionsByService({ loaded }: AuditContext): ReadonlyMap<string, [ServiceCaller, ...ServiceCaller[]]> {
  const definitions = loaded.resources.serviceCallers.filter(({ kind }) => kind === 'CustomResourceDefinition');
  return groupBy(
    definitions.sort((a, b) => byCodeUnits(a.name, b.name)),
    ({ references }) => JSON.stringify(references.map(({ namespace, name, port }) => [namespace, name, port])),
  );
}
