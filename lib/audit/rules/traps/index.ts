import type { Rule } from '../../rule';
import { cniUnsupported } from './cni-unsupported';
import { defaultDenySelectsFew } from './default-deny-selects-few';
import { emptyFromAllowsAll } from './empty-from-allows-all';
import { hostNetworkTarget } from './host-network-target';
import { ipBlockClusterAddresses } from './ip-block-cluster-addresses';
import { ipBlockHostBits } from './ip-block-host-bits';
import { namedPortUnresolved } from './named-port-unresolved';
import { oneSideDenied } from './one-side-denied';
import { orInsteadOfAnd } from './or-instead-of-and';
import { peerMatchesNothing } from './peer-matches-nothing';
import { portNotServed } from './port-not-served';
import { reversedSelectors } from './reversed-selectors';
import { rulesWithoutPolicyType } from './rules-without-policy-type';
import { selectsNoPods } from './selects-no-pods';
import { tcpOnlyAllPorts } from './tcp-only-all-ports';

/** Valid YAML that does not mean what it looks like. */
export const trapRules: readonly Rule[] = [
  rulesWithoutPolicyType,
  defaultDenySelectsFew,
  orInsteadOfAnd,
  reversedSelectors,
  selectsNoPods,
  peerMatchesNothing,
  portNotServed,
  namedPortUnresolved,
  oneSideDenied,
  emptyFromAllowsAll,
  tcpOnlyAllPorts,
  ipBlockHostBits,
  ipBlockClusterAddresses,
  hostNetworkTarget,
  cniUnsupported,
];
