import { rangesOfPorts } from '../../algebra/port-set';
import { namespaceNameLabel } from '../../algebra/selector';
import type { Example } from '../../decide/question';
import type { ContainerPort } from '../../k8s/resources';
import { type End, imaginedPods } from '../model/end';
import type { KnownNamespace } from '../model/universe';
import type { KnownLabels } from './namespace-variable';
import type { PossiblePod, World } from './world';

/** The end of a connection that an example describes; it is judged like a pod that exists. */
export function possibleEnd(
  { port }: World,
  pod: PossiblePod,
  example: Example,
  known: KnownLabels,
): Extract<End, { readonly kind: 'pods' }> {
  const namespace = pod.namespace.namespaceIn(example, known);
  const [asked] = rangesOfPorts(port.portIn(example));
  const ports = pod
    .namesIn(example)
    .flatMap(({ name, protocol }): readonly ContainerPort[] =>
      asked && asked.protocol === protocol ? [{ name, protocol, port: asked.first }] : [],
    );
  const imagined = imaginedPods(namespace.name, pod.labels.labelsIn(example));
  const name = `${assumedText(namespace, known)}${imagined.name.slice(namespace.name.length)}${portsText(ports)}`;
  return { kind: 'pods', name, pods: { ...imagined, ports, name }, namespace };
}

/** A namespace, with the labels that are assumed of it where it has no object: `shop[env=prod]`. */
function assumedText({ name, labels }: KnownNamespace, known: KnownLabels): string {
  if (known.has(name) || name.startsWith('[')) return name;
  const assumed = Object.entries(labels).filter(([key]) => key !== namespaceNameLabel);
  return assumed.length === 0 ? name : `${name}[${assumed.map(([key, value]) => `${key}=${value}`).join(',')}]`;
}

/** A pod that is what it is by a port name: `shop/[app=web] with http=8080/TCP`. */
function portsText(ports: readonly ContainerPort[]): string {
  if (ports.length === 0) return '';
  return ` with ${ports.map(({ name, port, protocol }) => `${name}=${port}/${protocol}`).join(',')}`;
}
