import { byCodeUnits } from '../algebra/text-order';
import type { IntendedPort, IntendedPorts } from '../intent/intent';
import { protocolOrder } from '../intent/ports-text';
import type { NetworkPolicyPort } from '../k8s/network-policy';

/** All the ports of several statements about one pair, in order, without those that a range covers already. */
export function unionOfPorts(all: readonly IntendedPorts[]): IntendedPorts {
  const ports: IntendedPort[] = [];
  for (const each of all) {
    if (each === 'all') return 'all';
    ports.push(...each);
  }
  const kept: IntendedPort[] = [];
  for (const port of ports.sort(byProtocolAndNumber)) if (!kept.some((other) => covers(other, port))) kept.push(port);
  return kept;
}

/** Ports as a rule lists them; undefined where every port is meant. */
export function lowerPorts(ports: IntendedPorts): readonly NetworkPolicyPort[] | undefined {
  if (ports === 'all') return undefined;
  return ports.map(({ protocol, port, endPort, name }) =>
    name !== undefined ? { protocol, port: name } : endPort === port ? { protocol, port } : { protocol, port, endPort },
  );
}

/** Whether every connection on `inner` is one on `outer`; a port by name covers only itself. */
export function covers(outer: IntendedPort, inner: IntendedPort): boolean {
  if (outer.name !== inner.name || outer.protocol !== inner.protocol) return false;
  return outer.port <= inner.port && inner.endPort <= outer.endPort;
}

/** Numbers before names; where two start alike the wider range first. */
function byProtocolAndNumber(a: IntendedPort, b: IntendedPort): number {
  if (a.protocol !== b.protocol) return protocolOrder.indexOf(a.protocol) - protocolOrder.indexOf(b.protocol);
  return byCodeUnits(a.name ?? '', b.name ?? '') || a.port - b.port || b.endPort - a.endPort;
}
