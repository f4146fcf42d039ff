import { maxDepth, tooDeep, type YamlNode } from './node';
import { tokensOf } from './scanner';
import { type Token, TokenCursor } from './token';
import { YamlRefusal } from './yaml-text';

/** The root of the document that a text holds; undefined where it holds none. Throws a YamlRefusal. */
export function parseDocument(text: string): YamlNode | undefined {
  return new Parser(tokensOf(text)).document();
}

interface Properties {
  readonly anchor: string | undefined;
  readonly tag: string;
  readonly start: number;
  readonly end: number;
}

const defaultTags = [
  ['!', '!'],
  ['!!', 'tag:yaml.org,2002:'],
] as const;

/** Follows libyaml's grammar, which takes more than the specification does: nodes may be left out in many places. */
class Parser extends TokenCursor {
  private readonly tags = new Map<string, string>();
  private readonly anchors = new Map<string, YamlNode>();
  private depth = 0;

  document(): YamlNode | undefined {
    if (this.isAt('end')) return undefined;
    this.readDirectives();
    const isEmpty = () => this.isAt('document-start', 'document-end', 'directive', 'end');
    let root: YamlNode | undefined;
    if (this.isAt('document-start')) {
      this.skip();
      if (!isEmpty()) root = this.node('block');
    } else root = this.node('block');
    this.checkEnd();
    return root;
  }

  private readDirectives(): void {
    let hasVersion = false;
    for (let { token } = this; token.kind === 'directive'; token = this.token) {
      const { directive } = token;
      if (directive.name === 'YAML') {
        if (hasVersion) this.refuse('the version of YAML is said twice');
        if (directive.version !== '1.1') this.refuse(`Kubernetes reads YAML 1.1, and refuses ${directive.version}`);
        hasVersion = true;
      } else {
        if (this.tags.has(directive.handle)) this.refuse(`the tag handle "${directive.handle}" is declared twice`);
        this.tags.set(directive.handle, directive.prefix);
      }
      this.skip();
    }
    const isDeclared = hasVersion || this.tags.size > 0;
    if (isDeclared && !this.isAt('document-start'))
      this.refuse('a line "---" must follow, but kubectl ends a document at each of them: leave the directive out');
    for (const [handle, prefix] of defaultTags) if (!this.tags.has(handle)) this.tags.set(handle, prefix);
  }

  /** After the root, kubectl reads nothing up to the next `---`: what stands there must not pass for a part of the cluster. */
  private checkEnd(): void {
    while (this.isAt('document-end')) this.skip();
    if (!this.isAt('end'))
      throw new YamlRefusal(
        'the document ended above, and Kubernetes does not read what follows here',
        this.token.start,
        'yaml-syntax',
        'begin each document with a line "---"',
      );
  }

  /** In brackets no indentation counts; `value` of a mapping may be a list whose dashes stand below the key. */
  private node(place: 'block' | 'value' | 'flow'): YamlNode {
    if (this.depth >= maxDepth) this.refuse(tooDeep);
    const { token } = this;
    if (token.kind === 'alias' && this.isAt('alias')) {
      this.skip();
      const target = this.anchors.get(token.name);
      if (!target) throw new YamlRefusal(`no anchor "&${token.name}" stands above this alias`, token.start + 1);
      return { kind: 'alias', name: token.name, target, start: token.start, end: token.end };
    }
    const properties = this.properties();
    this.depth++;
    const node = this.content(place, properties);
    this.depth--;
    return node;
  }

  private properties(): Properties {
    const { start } = this.token;
    let anchor: string | undefined;
    let tag: string | undefined;
    let end = start;
    for (let { token } = this; this.isAt('anchor', 'tag'); token = this.token) {
      if (token.kind === 'anchor' && anchor === undefined) anchor = token.name;
      else if (token.kind === 'tag' && tag === undefined) tag = this.writtenOut(token);
      else break;
      end = token.end;
      this.skip();
    }
    return { anchor, tag: tag ?? '', start, end };
  }

  private writtenOut({ tag, start }: Extract<Token, { kind: 'tag' }>): string {
    if (tag.handle === '') return tag.suffix;
    const prefix = this.tags.get(tag.handle);
    if (prefix === undefined) throw new YamlRefusal(`the tag handle "${tag.handle}" is not declared`, start);
    return prefix + tag.suffix;
  }

  private content(place: 'block' | 'value' | 'flow', properties: Properties): YamlNode {
    const { token, kind } = this;
    const { tag, anchor } = properties;
    switch (kind) {
      case '-':
        if (place === 'value') return this.collection('sequence', properties, (items) => this.dashes(items));
        break;
      case 'scalar': {
        if (token.kind !== 'scalar') break;
        this.skip();
        const isPlain = tag === '!' || (tag === '' && token.isPlain);
        const { value: text, start, end } = token;
        return this.anchored({ kind: 'scalar', text, tag, isPlain, start, end }, anchor);
      }
      case '[':
        return this.collection('sequence', properties, (items) => this.flowItems(items));
      case '{':
        return this.collection('mapping', properties, (entries) => this.flowEntries(entries));
      case 'block-sequence':
        if (place !== 'flow') return this.collection('sequence', properties, (items) => this.blockItems(items));
        break;
      case 'block-mapping':
        if (place !== 'flow') return this.collection('mapping', properties, (entries) => this.blockEntries(entries));
        break;
    }
    if (anchor === undefined && tag === '') {
      if (kind === 'value')
        throw new YamlRefusal(colonInBrackets, token.start, 'yaml-syntax', 'put the text in quotes: "::/0"');
      this.refuse(notAValue(kind));
    }
    const { end } = properties;
    return this.anchored({ kind: 'scalar', text: '', tag, isPlain: tag === '', start: end, end }, anchor);
  }

  private anchored<N extends YamlNode>(node: N, anchor: string | undefined): N {
    if (anchor !== undefined) this.anchors.set(anchor, node);
    return node;
  }

  /** `read` adds the children, and answers where the last of them or the bracket ends. */
  private collection(
    kind: 'mapping' | 'sequence',
    { anchor }: Properties,
    read: (children: YamlNode[]) => number,
  ): YamlNode {
    const children: YamlNode[] = [];
    const { start } = this.token;
    const node = this.anchored({ kind, children, start, end: start }, anchor);
    node.end = read(children);
    return node;
  }

  /** A node that is not written: it stands where the one before it ends. */
  private nothing(at: number): YamlNode {
    return { kind: 'scalar', text: '', tag: '', isPlain: true, start: at, end: at };
  }

  private blockItems(items: YamlNode[]): number {
    let { end } = this.token;
    this.skip();
    while (this.isAt('-')) {
      end = this.token.end;
      this.skip();
      const isMissing = this.isAt('-', 'block-end');
      const item = isMissing ? this.nothing(end) : this.node('block');
      items.push(item);
      end = Math.max(end, item.end);
    }
    if (!this.isAt('block-end')) this.refuse('here an entry of the list above is expected ("- …")');
    this.skip();
    return end;
  }

  /** The entries of a list whose dashes stand in the column of its key. */
  private dashes(items: YamlNode[]): number {
    let { end } = this.token;
    while (this.isAt('-')) {
      end = this.token.end;
      this.skip();
      const isMissing = this.isAt('-', 'key', 'value', 'block-end');
      const item = isMissing ? this.nothing(end) : this.node('block');
      items.push(item);
      end = Math.max(end, item.end);
    }
    return end;
  }

  private blockEntries(entries: YamlNode[]): number {
    let end = this.token.start;
    this.skip();
    // A value without a key, `: x`, is no entry here, although it is one in brackets.
    while (this.isAt('key')) {
      this.skip();
      const isMissing = () => this.isAt('key', 'value', 'block-end');
      const key = isMissing() ? this.nothing(this.token.start) : this.node('value');
      let value = this.nothing(key.end);
      if (this.isAt('value')) {
        this.skip();
        if (!isMissing()) value = this.node('value');
      }
      entries.push(key, value);
      end = Math.max(end, key.end, value.end);
    }
    if (!this.isAt('block-end')) this.refuse('here a key of the mapping above is expected');
    this.skip();
    return end;
  }

  private flowItems(items: YamlNode[]): number {
    this.skip();
    for (let isFirst = true; !this.isAt(']'); isFirst = false) {
      if (!isFirst) this.skipComma(']');
      if (this.isAt('key')) items.push(this.pair());
      else if (!this.isAt(']')) items.push(this.node('flow'));
    }
    const { end } = this.token;
    this.skip();
    return end;
  }

  /** `[a: b]` is a list of one mapping. */
  private pair(): YamlNode {
    const { start } = this.token;
    this.skip();
    const isMissing = () => this.isAt('value', ',', ']');
    let key: YamlNode;
    if (isMissing()) {
      // Go's reader steps over what stands in place of the key.
      key = this.nothing(this.token.start);
      this.skip();
    } else key = this.node('flow');
    let value = this.nothing(key.end);
    if (this.isAt('value')) {
      this.skip();
      if (!this.isAt(',', ']')) value = this.node('flow');
    }
    return { kind: 'mapping', children: [key, value], start, end: Math.max(key.end, value.end) };
  }

  private flowEntries(entries: YamlNode[]): number {
    this.skip();
    for (let isFirst = true; !this.isAt('}'); isFirst = false) {
      if (!isFirst) this.skipComma('}');
      if (this.isAt('key')) {
        this.skip();
        const isMissing = this.isAt('value', ',', '}');
        const key = isMissing ? this.nothing(this.token.start) : this.node('flow');
        let value = this.nothing(key.end);
        if (this.isAt('value')) {
          this.skip();
          if (!this.isAt(',', '}')) value = this.node('flow');
        }
        entries.push(key, value);
      } else if (!this.isAt('}')) {
        const key = this.node('flow');
        entries.push(key, this.nothing(key.end));
      }
    }
    const { end } = this.token;
    this.skip();
    return end;
  }

  private skipComma(bracket: ']' | '}'): void {
    if (!this.isAt(',')) this.refuse(`here "," or "${bracket}" is expected`);
    this.skip();
  }
}

const colonInBrackets = 'in brackets no value without quotes begins with ":"';

function notAValue(kind: Token['kind']): string {
  switch (kind) {
    case 'end':
      return 'a value is expected';
    case 'block-end':
      return 'a value is expected here, but the indentation ends what it belongs to';
    case ',':
    case ']':
    case '}':
    case '-':
      return `a value is expected here, not "${kind}"`;
    default:
      return 'a value is expected here';
  }
}
