/**
 * Keys of the members that carry netpact's types. They are real symbols, exported so that a user's declaration file can name them:
 * a type parameter that no member uses is ignored by structural typing.
 */
export const where: unique symbol = Symbol.for('netpact.where') as never;
export const takes: unique symbol = Symbol.for('netpact.takes') as never;
export const state: unique symbol = Symbol.for('netpact.state') as never;
export const kind: unique symbol = Symbol.for('netpact.kind') as never;
const refused: unique symbol = Symbol.for('netpact.refused') as never;

/** A type that nothing is assignable to; its only purpose is that TypeScript prints the sentence. */
export interface Refused<Sentence extends string> {
  readonly [refused]: Sentence;
}
