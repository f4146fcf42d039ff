import type { Signal } from './circuit';

/** Whether a signal can be true: with an example, surely not, or not found out within the steps. */
export type Answer =
  | { readonly kind: 'yes'; readonly example: (input: Signal) => boolean }
  | { readonly kind: 'no' | 'undecided' };

/** A signal that may be true; `ways` are signals of which it is true, mostly, if all of one list are. */
export interface Wish {
  readonly signal: Signal;
  readonly ways: readonly (readonly Signal[])[];
}
