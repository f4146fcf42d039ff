import {
  binaryTag,
  defineMappingTag,
  defineScalarTag,
  defineSequenceTag,
  mergeTag,
  NOT_RESOLVED,
  Schema,
  seqTag,
  strTag,
} from 'js-yaml';
import { type PlainValue, resolvePlain } from './plain-scalar';

type YamlMap = Record<string, unknown>;

/** The js-yaml schema that reads as Kubernetes does: see `plain-scalar`. Unknown tags are dropped, as Go's reader drops them. */
export const kubernetesSchema = new Schema([
  scalar('null', (value) => value === null),
  scalar('bool', (value) => typeof value === 'boolean'),
  scalar('int', (value) => typeof value === 'number' && Number.isInteger(value)),
  scalar('float', (value) => typeof value === 'number'),
  strTag,
  seqTag,
  mapping('tag:yaml.org,2002:map', false),
  mergeTag,
  defineScalarTag('tag:yaml.org,2002:binary', {
    resolve: (source, isExplicit, tagName) => {
      const bytes = binaryTag.resolve(source, isExplicit, tagName);
      return bytes instanceof Uint8Array ? Buffer.from(bytes).toString('utf8') : NOT_RESOLVED;
    },
    identify: () => false,
  }),
  text('tag:yaml.org,2002:timestamp', false),
  text('!', true),
  defineSequenceTag<unknown[]>('!', {
    matchByTagPrefix: true,
    create: () => [],
    addItem: (items, item) => {
      items.push(item);
    },
    identify: () => false,
  }),
  mapping('!', true),
]);

function scalar(name: string, isOfType: (value: PlainValue) => boolean) {
  return defineScalarTag<PlainValue>(`tag:yaml.org,2002:${name}`, {
    implicit: true,
    resolve: (source) => {
      const value = resolvePlain(source);
      return isOfType(value) ? value : NOT_RESOLVED;
    },
    identify: () => false,
  });
}

function text(tagName: string, matchByTagPrefix: boolean) {
  return defineScalarTag<string>(tagName, { matchByTagPrefix, resolve: (source) => source, identify: () => false });
}

/** A plain object; keys become strings as in JSON: `on:` is the key `true`. */
function mapping(tagName: string, matchByTagPrefix: boolean) {
  return defineMappingTag<YamlMap>(tagName, {
    matchByTagPrefix,
    create: () => ({}),
    addPair: (map, key, value) => {
      if (key === null) return 'a key must not be null (quote it if it is meant as text)';
      setOwn(map, String(key), value);
      return '';
    },
    has: (map, key) => Object.hasOwn(map, String(key)),
    keys: (map) => Object.keys(map),
    get: (map, key) => map[String(key)],
    identify: () => false,
  });
}

function setOwn(map: YamlMap, key: string, value: unknown): void {
  if (key !== '__proto__') map[key] = value;
  else Object.defineProperty(map, key, { value, enumerable: true, configurable: true, writable: true });
}
