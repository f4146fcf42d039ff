import type { CallSite } from '../diagnostics/call-site';
import type { Finding } from '../diagnostics/finding';
import { namespaceModelOf, type PeerModel, peerModelOf } from './model';
import { isManifest, strayValue, undefinedValue } from './stray-value';
import { kind } from './symbols';

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

function notAPeer(value: unknown, index: number, { site, verb, role }: Call): Finding {
  const which = `${role} ${index + 1} of ${verb}()`;
  if (value === undefined) return undefinedValue(which, site);
  const namespace = namespaceModelOf(value);
  return {
    code: 'flow-peer-invalid',
    severity: 'error',
    message: `${which} is no peer but ${strayValue(value)}`,
    at: site,
    ...(namespace && { constants: [{ word: namespace.name, at: namespace.site }] }),
    help: [helpFor(value, verb)],
  };
}

function helpFor(value: unknown, verb: string): string {
  const namespace = namespaceModelOf(value);
  if (namespace) return `for every pod of it say \`${namespace.name}.allPods()\`, else one of its workloads`;
  if (Array.isArray(value)) return `spread it: ${verb}(...list)`;
  if (typeof value === 'function') return `call it: ${verb}(it())`;
  if (typeof value === 'string') return `say shop.workload('${value}'), or the constant that holds it, without quotes`;
  if (isManifest(value)) return 'say workloadFrom(manifest)';
  if (isLabels(value)) return `labels need a namespace: shop.pods('name', ${saidLabels(value)})`;
  return 'peers are workloads, pods, namespaces by label, cidr(), nodes(), internet() and anywhere()';
}

/** `{ app: 'web' }`: whom they select depends on the namespace. */
function isLabels(value: unknown): value is Readonly<Record<string, string>> {
  if (typeof value !== 'object' || value === null || kind in value) return false;
  const texts = Object.values(value);
  return texts.length > 0 && texts.every((text) => typeof text === 'string');
}

const saidLabels = (labels: Readonly<Record<string, string>>): string =>
  `{ ${Object.entries(labels)
    .map(([key, text]) => `${/^[a-z_]\w*$/i.test(key) ? key : `'${key}'`}: '${text}'`)
    .join(', ')} }`;
