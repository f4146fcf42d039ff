import { captureCallSite } from '../diagnostics/call-site';
import { optionProblems } from './given-options';
import type { CidrModel, PlaceModel } from './model';
import type { CidrPeer, External } from './peer';
import { externalPeer } from './peer';

export interface CidrOptions {
  /** Blocks inside the ranges that are left out. */
  readonly except?: readonly string[];
}

/** Blocks of addresses outside the cluster, IPv4 or IPv6: `cidr('corp', ['10.20.0.0/16'], { except: ['10.20.9.0/24'] })`. */
export function cidr(name: string, ranges: readonly string[], options: CidrOptions = {}): CidrPeer {
  const site = captureCallSite();
  const call = `cidr('${name}')`;
  const problems = [
    ...optionProblems(call, { ranges }, { ranges: 'list' }, site),
    ...optionProblems(call, options, { except: 'list' }, site),
  ];
  return cidrValue({
    kind: 'cidr',
    name,
    ranges: listOf(ranges),
    except: listOf(options?.except),
    includingPods: false,
    problems,
    site,
  });
}

/** Public address space: no private, link-local, loopback or reserved block, no cloud metadata, no address of the cluster. */
export function internet(): External {
  return place('internet');
}

/** Every pod and every address. */
export function anywhere(): External {
  return place('anywhere');
}

/** The cluster's nodes, by the profile's node CIDRs. */
export function nodes(): External {
  return place('nodes');
}

/** The kube-apiserver, by the profile's addresses of it. */
export function kubeApiServer(): External {
  return place('kube-apiserver');
}

const listOf = (given: readonly string[] | undefined): readonly string[] => (Array.isArray(given) ? [...given] : []);

function cidrValue(model: CidrModel): CidrPeer {
  return externalPeer(model.name, model, { includingPods: () => cidrValue({ ...model, includingPods: true }) });
}

function place(kind: PlaceModel['kind']): External {
  return externalPeer(kind, { kind, site: captureCallSite() }, {});
}
