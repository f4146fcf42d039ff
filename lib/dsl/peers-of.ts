import type { CallSite } from '../diagnostics/call-site';
import type { Finding } from '../diagnostics/finding';
import { namespaceModelOf, type PeerModel, peerModelOf } from './model';

interface Call {
  readonly site: CallSite;
  /** The word that took the peers: `flow`, `to`. */
  readonly verb: string;
  readonly role: 'source' | 'target' | 'end';
}

/** The models of peers that may have been computed: what is no peer, and an empty list, become problems. */
export function peersOf(
  values: readonly unknown[],
  call: Call,
): { peers: readonly PeerModel[]; problems: readonly Finding[] } {
  const peers: PeerModel[] = [];
  const problems: Finding[] = [];
  if (values.length === 0 && call.role !== 'end') problems.push(emptyList(call));
  for (const [index, value] of values.entries()) {
    const peer = peerModelOf(value);
    if (peer) peers.push(peer);
    else problems.push(notAPeer(value, index, call));
  }
  return { peers, problems };
}

function emptyList({ site, verb, role }: Call): Finding {
  return {
    code: 'flow-without-peers',
    severity: 'error',
    message: `${verb}() got an empty list of ${role}s, and no peer never means everyone`,
    at: site,
    help: [`leave the statement out where there is no ${role}, or say anywhere() if everyone is meant`],
  };
}

function helpFor(value: unknown, verb: string): string {
  if (Array.isArray(value)) return `spread it: ${verb}(...list)`;
  if (namespaceModelOf(value)) return 'say which of its pods: .allPods() for every one';
  return 'peers are workloads, pods, namespaces, cidr(), nodes(), internet() and anywhere()';
}

function notAPeer(value: unknown, index: number, { site, verb, role }: Call): Finding {
  const kind = value === null ? 'null' : typeof value;
  const what = Array.isArray(value) ? 'a list' : namespaceModelOf(value) ? 'a whole namespace' : kind;
  return {
    code: 'flow-peer-invalid',
    severity: 'error',
    message: `${role} ${index + 1} of ${verb}() is no peer but ${what}`,
    at: site,
    help: [helpFor(value, verb)],
  };
}
