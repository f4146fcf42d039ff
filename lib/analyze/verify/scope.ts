import type { Selector } from '../../algebra/selector';
import type { Intent } from '../../intent/intent';
import type { Direction } from '../model/policy-rules';
import type { Access } from './access';

/** One direction of one namespace, as declared and as the manifests have it. */
export interface Side {
  /** Selectors of the pods that are isolated. */
  readonly isolated: readonly Selector[];
  readonly accesses: readonly Access[];
}

/** What both sides are compared in. */
export interface Scope {
  readonly namespace: string;
  readonly direction: Direction;
  readonly intent: Intent;
}
