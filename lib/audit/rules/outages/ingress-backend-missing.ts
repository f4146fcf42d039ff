import { subjectOf } from '../../../diagnostics/finding';
import { nearest } from '../../../diagnostics/suggest';
import type { ServiceCaller, ServicePort, ServiceReference, ServiceResource } from '../../../k8s/resources';
import { resourceTitle } from '../../../wording/names';
import { listed, oneOrMany } from '../../../wording/words';
import type { AuditContext, Rule, RuleFinding, RuleResult } from '../../rule';
import { absenceOf } from '../../services/absent-service';
import { distinctReferences, isAskedFor, serviceOf, targetsOf } from '../../services/service-targets';

export const ingressBackendMissing: Rule = {
  name: 'ingress-backend-missing',
  severity: 'error',
  category: 'outage',
  title: 'a Service or a port that is asked for is not there',
  what: `An Ingress, a route (of the Gateway API, or of OpenShift), an admission or conversion webhook or an aggregated API names a
port that its Service does not have, or a Service that the input does not have, although it has workloads and other
Services of that namespace. It is a warning where the Service is that of a webhook with failurePolicy: Ignore, where the input has
custom resources, whose controllers may make it, where none of several Services that are named in the namespace is in the
input (which is then one of several that fill it), and where an Ingress names the targetPort: ingress-nginx takes that, others do
not. Not applicable where the input has no workload or no Service of the namespace, where its name or namespace names a custom
resource of the input, so that its operator makes it, and to the namespaces of the cluster itself
(kube-…, openshift-…), unless a name is surely misspelt. A backend of weight 0 is not asked about.`,
  why: `Requests are answered with 503 or 404; the API server refuses every request that the webhook would see, or cannot
read the objects that it converts.`,
  fix: `Name a Service of the right namespace and one of its own ports (spec.ports, not the targetPort):
  backend: {service: {name: web, port: {number: 80}}}
A Route of OpenShift names a port of the endpoints: the name that the Service gives it, or the targetPort.`,
  examples: {
    bad: `apiVersion: v1
kind: Pod
metadata: {name: web, namespace: shop, labels: {app: web}}
spec: {containers: [{name: web, ports: [{containerPort: 8080}]}]}
---
apiVersion: v1
kind: Service
metadata: {name: web, namespace: shop}
spec: {selector: {app: web}, ports: [{port: 80, targetPort: 8080}]}
---
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: site, namespace: shop}
spec:
  rules:
    - http:
        paths:
          - {path: /, pathType: Prefix, backend: {service: {name: web, port: {number: 81}}}}
          - {path: /api, pathType: Prefix, backend: {service: {name: api, port: {number: 80}}}}
`,
    good: `apiVersion: v1
kind: Pod
metadata: {name: web, namespace: shop, labels: {app: web}}
spec: {containers: [{name: web, ports: [{containerPort: 8080}]}]}
---
apiVersion: v1
kind: Service
metadata: {name: web, namespace: shop}
spec: {selector: {app: web}, ports: [{port: 80, targetPort: 8080}]}
---
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: site, namespace: shop}
spec:
  rules:
    - http:
        paths:
          - {path: /, pathType: Prefix, backend: {service: {name: web, port: {number: 80}}}}
`,
  },
  securitySeverity: 4,
  controls: ['PCI DSS 1.2'],
  *check(context) {
    for (const caller of context.loaded.resources.serviceCallers) {
      const absent = new Set<string>();
      for (const reference of distinctReferences(caller)) {
        if (isNoService(reference)) continue;
        const service = serviceOf(context, reference);
        const key = `${reference.namespace}/${reference.name}`;
        if (service) {
          const result = judgePort(context, { caller, reference, service });
          if (result) yield result;
        } else if (!absent.has(key)) {
          absent.add(key);
          yield missing(context, caller, reference);
        }
      }
    }
  },
};

/**
 * Names that stand for no Service of an input: actions of the AWS Load Balancer Controller, which are written in annotations, and
 * the Service of the API server, which every cluster has.
 */
function isNoService({ namespace, name, port }: ServiceReference): boolean {
  return port === 'use-annotation' || (namespace === 'default' && name === 'kubernetes');
}

function missing(context: AuditContext, caller: ServiceCaller, reference: ServiceReference): RuleResult {
  const subject = subjectOf(caller);
  const absence = absenceOf(context, reference);
  if (absence.kind === 'elsewhere') return { kind: 'not-applicable', subject, reason: absence.reason };
  const { near, doubt } = absence;
  const { namespace, name, field, isOptional } = reference;
  const isHere = ({ name: other }: ServiceResource) => other === name;
  const others = context.loaded.resources.services.filter(isHere).map((service) => service.namespace);
  const known = context.facts.servicesIn(namespace).map((service) => service.name);
  return {
    kind: 'finding',
    ...((isOptional || doubt !== undefined) && { severity: 'warning' }),
    subject,
    field,
    at: () => caller.origin.span(field),
    message: `${resourceTitle(subject)} names Service ${namespace}/${name}, which is not in the input`,
    notes: [
      `the input has ${oneOrMany(known.length, 'one Service', `${known.length} Services`)} of ${namespace}: ${listed([...known].sort())}`,
      ...(doubt === undefined ? [] : [doubt]),
    ],
    help: [helpWith(near, name, others)],
  };
}

function helpWith(near: string | undefined, name: string, namespaces: readonly string[]): string {
  if (near !== undefined) return `did you mean ${near}?`;
  if (namespaces.length > 0)
    return `there is a Service ${name} in ${listed([...namespaces].sort())}: name that namespace, or move one of the two`;
  return 'name a Service of that namespace, or add this one';
}

/** A reference to a Service of the input. */
interface Call {
  readonly caller: ServiceCaller;
  readonly reference: ServiceReference;
  readonly service: ServiceResource;
}

/** What is to be said of the port that is named; nothing where the Service has it, or has no ports of its own. */
function judgePort(context: AuditContext, call: Call): RuleResult | undefined {
  const { caller, reference, service } = call;
  const { port, endpointPort } = reference;
  if (service.type === 'ExternalName') return undefined;
  if (endpointPort !== undefined) return judgeEndpointPort(context, call, `${endpointPort}`);
  if (port === undefined || service.ports.some((each) => isAskedFor(each, port))) return undefined;
  const target = service.ports.find(({ targetPort }) => `${targetPort}` === `${port}`);
  const isTaken = caller.kind === 'Ingress' && target !== undefined;
  const notes = [
    ...(isTaken ? ['ingress-nginx takes a targetPort as well, other controllers do not'] : []),
    ...(caller.caller === 'api-server' && port === 443 ? ['where no port is written, 443 is asked for'] : []),
  ];
  return {
    ...wrongPort(call, `port ${port}`, `which has ${listed(service.ports.map(portText), 5)}`),
    ...((reference.isOptional || isTaken) && { severity: 'warning' }),
    notes,
    help: [
      target ? `write ${target.port}: ${port} is its targetPort, the port of the pods` : portHelp(service, `${port}`),
    ],
  };
}

/** OpenShift's router compares the names of endpoints, which are those of the Service's ports, and the numbers of the pods. */
function judgeEndpointPort(context: AuditContext, call: Call, asked: string): RuleResult | undefined {
  const { caller, reference, service } = call;
  const isMeant = ({ name, targetPort }: ServicePort) =>
    name === asked || (typeof targetPort === 'number' && `${targetPort}` === asked);
  // Endpoints that are managed by hand have ports of their own.
  if (!service.selector || service.ports.some(isMeant)) return undefined;
  const isNumber = /^\d+$/.test(asked);
  if (isNumber && service.ports.some(({ targetPort }) => typeof targetPort === 'string')) {
    if (targetsOf(context, service, reference).length > 0) return undefined;
    const reason = `the numbers of the ports to which Service ${service.namespace}/${service.name} leads are not known`;
    return { kind: 'not-applicable', subject: subjectOf(caller), reason };
  }
  const own = service.ports.find(({ port, targetPort }) => [`${port}`, `${targetPort}`].includes(asked));
  const what = `whose endpoints have ${listed(service.ports.map(endpointText), 5)}`;
  return {
    ...wrongPort(call, `the endpoint port ${asked}`, what),
    help: [
      own ? `write ${own.name ?? own.targetPort}: the router compares with the endpoints` : portHelp(service, asked),
    ],
  };
}

function wrongPort({ caller, reference, service }: Call, port: string, has: string): RuleFinding {
  const { field, portField = field } = reference;
  const subject = subjectOf(caller);
  return {
    kind: 'finding',
    subject,
    field: portField,
    at: () => caller.origin.span(portField),
    message: `${resourceTitle(subject)} names ${port} of Service ${service.namespace}/${service.name}, ${service.ports.length === 0 ? 'which has none' : has}`,
  };
}

/** `80 (http)`. */
const portText = ({ port, name }: ServicePort): string => `${port}${name === undefined ? '' : ` (${name})`}`;

/** `8080 (http)`; the name of a container's port where it has no number here. */
const endpointText = ({ targetPort, name }: ServicePort): string =>
  `${targetPort}${name === undefined ? '' : ` (${name})`}`;

function portHelp({ ports }: ServiceResource, asked: string): string {
  const near = nearest(
    asked,
    ports.flatMap(({ name }) => name ?? []),
  );
  return near === undefined ? 'name one of its ports' : `did you mean ${near}?`;
}
