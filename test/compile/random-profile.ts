import fc from 'fast-check';
import { type Cluster, cluster, dnsService, kubeDns } from 'netpact';
import { kubeDnsAnywhere, nodeLocalDns, openshiftDns } from 'netpact/platform';

/** A description of a cluster profile. */
export interface RandomProfile {
  readonly dns: keyof typeof flavours;
  readonly families: readonly ('IPv4' | 'IPv6')[];
  readonly podCidrs: readonly string[];
  readonly serviceCidrs: readonly string[];
}

const flavours = {
  kube: kubeDns,
  openshift: openshiftDns,
  nodeLocal: () => nodeLocalDns({ kubeDns: '10.96.0.10' }),
  anywhere: kubeDnsAnywhere,
  own: () =>
    dnsService({
      pods: [{ namespace: { env: 'prod' }, labels: { role: 'a' } }],
      cidrs: ['192.0.2.53/32', '2001:db8:53::/64'],
      ports: ['5300-5301/UDP', 5300],
    }),
};

/** Profiles with nodes and an API server, so that flows may name both. Some blocks are public and some are not. */
export const randomProfile: fc.Arbitrary<RandomProfile> = fc.record({
  dns: fc.constantFrom<RandomProfile['dns'][]>('kube', 'kube', 'openshift', 'nodeLocal', 'anywhere', 'own'),
  families: fc.constantFrom<RandomProfile['families'][]>(['IPv4', 'IPv6'], ['IPv4', 'IPv6'], ['IPv4'], ['IPv6']),
  podCidrs: fc.constantFrom([], ['10.244.0.0/16'], ['203.0.113.0/24', '2001:db9:aa::/48']),
  serviceCidrs: fc.constantFrom([], ['10.96.0.0/12'], ['203.0.115.0/24', '2600:5::/112']),
});

/** The profile; without a description the one of an app that has none. */
export function clusterOf(profile: RandomProfile | undefined): Cluster {
  if (!profile) return cluster();
  return cluster({
    dns: flavours[profile.dns](),
    families: profile.families,
    podCidrs: profile.podCidrs,
    serviceCidrs: profile.serviceCidrs,
    nodeCidrs: ['192.0.2.0/26', '192.168.7.0/24', '2001:db8:9::/48'],
    apiServer: ['203.0.114.7/32'],
  });
}
