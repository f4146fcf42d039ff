import type { Directive, ScannedTag } from './scan-property';
import { YamlRefusal } from './yaml-text';

export type Mark =
  | 'block-sequence'
  | 'block-mapping'
  | 'block-end'
  | '['
  | ']'
  | '{'
  | '}'
  | ','
  | '-'
  | 'key'
  | 'value'
  | 'document-start'
  | 'document-end'
  | 'end';

interface TokenPlace {
  readonly start: number;
  readonly end: number;
  /** What stands before it that no character says: a key begins here, or a mapping and its first key. */
  before: 'nothing' | 'key' | 'mapping-and-key';
}

/** A piece of YAML, or the beginning or end of a collection that only indentation tells. */
export type Token = TokenPlace &
  (
    | { readonly kind: Mark }
    | { readonly kind: 'scalar'; readonly value: string; readonly isPlain: boolean }
    | { readonly kind: 'anchor' | 'alias'; readonly name: string }
    | { readonly kind: 'tag'; readonly tag: ScannedTag }
    | { readonly kind: 'directive'; readonly directive: Directive }
  );

/** Goes through tokens one by one, the unwritten ones included. */
export class TokenCursor {
  private index = 0;
  /** What is still to come before the current token. */
  private before: Token['before'];

  constructor(private readonly tokens: readonly Token[]) {
    this.before = this.token.before;
  }

  /** The written token that stands here, or that an unwritten one stands before. */
  protected get token(): Token {
    const token = this.tokens[this.index];
    if (!token) throw new Error('the tokens of a text end with its end');
    return token;
  }

  protected get kind(): Token['kind'] {
    if (this.before === 'nothing') return this.token.kind;
    return this.before === 'key' ? 'key' : 'block-mapping';
  }

  protected isAt(...kinds: readonly Token['kind'][]): boolean {
    return kinds.includes(this.kind);
  }

  protected skip(): void {
    if (this.before === 'mapping-and-key') this.before = 'key';
    else if (this.before === 'key') this.before = 'nothing';
    else {
      this.index++;
      this.before = this.token.before;
    }
  }

  protected refuse(reason: string): never {
    throw new YamlRefusal(this.isAt('end') ? `${reason}, but the document ends` : reason, this.token.start);
  }
}
