/** A port of a proxy that a mesh puts beside the containers of pods. */
interface InjectedPort {
  readonly port: number;
  /** What the container calls it, where it declares it. */
  readonly name?: string;
}

/**
 * Sources: https://istio.io/latest/docs/ops/deployment/application-requirements/#ports-used-by-istio, the injection templates of
 * Istio (15090 is `http-envoy-prom`), and `charts/partials` of linkerd2. HBONE, 15008, is that of Istio's ambient mesh too.
 */
const injectedPorts: readonly InjectedPort[] = [
  { port: 4143, name: 'linkerd-proxy' },
  { port: 4190 },
  { port: 4191, name: 'linkerd-admin' },
  { port: 15_008 },
  { port: 15_020 },
  { port: 15_021 },
  { port: 15_090, name: 'http-envoy-prom' },
];

/** Whether a port, by its name or number, is one that the proxies of meshes bring along: no manifest of an app declares it. */
export function isInjectedPort(port: string | number, protocol: string): boolean {
  return protocol === 'TCP' && injectedPorts.some((each) => each.port === port || each.name === port);
}
