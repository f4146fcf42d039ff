import { type PeerModel, withModel } from './model';
import { kind, takes, where } from './symbols';

/** The members that every peer inside the cluster has at run time. */
export function insidePeer<K extends string>(label: string, peerKind: K) {
  return { [where]: 'inside the cluster' as const, [takes]: takesAnything, [kind]: peerKind, label };
}

/** A value that stands for addresses. */
export function externalPeer<M extends object>(label: string, model: PeerModel, methods: M) {
  const members = {
    [where]: 'outside the cluster' as const,
    [takes]: takesAnything,
    [kind]: 'external' as const,
    label,
  };
  return withModel({ ...members, ...methods }, () => model);
}

/** `[takes]` exists for the types only: which ports a target takes is checked by the compiler. */
const takesAnything = (): void => {};
