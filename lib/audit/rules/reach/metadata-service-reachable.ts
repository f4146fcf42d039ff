import { intersectPorts, noPorts, type PortSet, portRange, unionAllPorts } from '../../../algebra/port-set';
import { blockHoldsAddress } from '../../../analyze/model/pod-addresses';
import { listed } from '../../../wording/words';
import { directedRules } from '../../directed-rules';
import { addressEntries } from '../../reach/address-breadth';
import { grantResult } from '../../reach/grant-result';
import { boundaryControls, type Rule } from '../../rule';

interface MetadataService {
  readonly address: string;
  readonly cloud: string;
  /** The block to leave out. */
  readonly block: string;
  readonly ports: PortSet;
}

const tcp = (...ports: readonly number[]): PortSet => unionAllPorts(ports.map((port) => portRange('TCP', port, port)));

/**
 * Sources: https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/instancedata-data-retrieval.html,
 * https://learn.microsoft.com/azure/virtual-network/what-is-ip-address-168-63-129-16
 */
const services: readonly MetadataService[] = [
  { address: '169.254.169.254', cloud: 'AWS, Google, Azure and others', block: '169.254.0.0/16', ports: tcp(80) },
  { address: 'fd00:ec2::254', cloud: 'AWS', block: 'fd00:ec2::254/128', ports: tcp(80) },
  { address: '168.63.129.16', cloud: 'Azure', block: '168.63.129.16/32', ports: tcp(80, 32526) },
];

export const metadataServiceReachable: Rule = {
  name: 'metadata-service-reachable',
  severity: 'warning',
  category: 'reach',
  title: 'pods may reach the metadata service of the cloud',
  what: `An egress rule in force lets pods connect to 169.254.169.254 (most clouds) or fd00:ec2::254 (AWS, IPv6) on TCP 80, or to
168.63.129.16 (Azure) on TCP 80 or 32526. Ports on which nothing answers there do not count.
Info where netpact wrote the policy: there the width was declared with a word for it.`,
  why: `The metadata service hands out the node's credentials. A request that an attacker makes the pod send (SSRF) is enough
to get them.`,
  fix: `Leave the addresses out of the block:
  - to: [{ipBlock: {cidr: 0.0.0.0/0, except: [169.254.0.0/16, 168.63.129.16/32]}}]
With netpact internet() leaves them out. (A plugin that treats the node's own addresses specially may let them pass all
the same: require IMDSv2 with a hop limit of 1 as well.)`,
  examples: {
    bad: `apiVersion: v1
kind: Pod
metadata: {name: web, namespace: shop, labels: {app: web}}
spec: {containers: [{name: web, ports: [{containerPort: 8080}]}]}
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: web, namespace: shop}
spec:
  podSelector: {matchLabels: {app: web}}
  policyTypes: [Egress]
  egress:
    - to: [{ipBlock: {cidr: 0.0.0.0/0}}]
      ports: [{port: 80}, {port: 443}]
`,
    good: `apiVersion: v1
kind: Pod
metadata: {name: web, namespace: shop, labels: {app: web}}
spec: {containers: [{name: web, ports: [{containerPort: 8080}]}]}
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: web, namespace: shop}
spec:
  podSelector: {matchLabels: {app: web}}
  policyTypes: [Egress]
  egress:
    - to: [{ipBlock: {cidr: 0.0.0.0/0, except: [169.254.0.0/16, 168.63.129.16/32]}}]
      ports: [{port: 80}, {port: 443}]
`,
  },
  securitySeverity: 7,
  precision: 'medium',
  controls: boundaryControls,
  reach: { of: 'policies', directions: ['egress'] },
  *check(context) {
    for (const directed of directedRules(context.analysis.engine.policies, 'egress')) {
      const { rule } = directed;
      const served = services.filter(({ ports }) => intersectPorts(rule.ports.fixed, ports) !== noPorts);
      if (served.length === 0) continue;
      for (const { field, block } of addressEntries(rule)) {
        const reached = served.filter(({ address }) => !block || blockHoldsAddress(block, address));
        if (reached.length === 0) continue;
        yield grantResult(context, directed, {
          field,
          who: `the metadata service ${listed(reached.map(({ address, cloud }) => `${address} (${cloud})`))}`,
          help: [
            `leave it out: except: [${reached.map((each) => each.block).join(', ')}]`,
            'with netpact internet() leaves it out',
          ],
          declared: [
            { flow: { to: [{ kind: 'call', code: 'internet()' }] }, because: 'which leaves it out' },
            `or leave it out of the block: cidr(…, { except: [${reached.map((each) => `'${each.block}'`).join(', ')}] })`,
          ],
        });
      }
    }
  },
};
