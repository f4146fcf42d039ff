/** `*` inside of a name, `**` across folders, `?` for one character, `[abc]` and `{a,b}` for one of several. */
const wild = /\*\*\/|\*\*|[*?]|\[[!^]?[^\]/]+\]|\{[^{}]*\}/;

/** Whether a path is one, and not a name as it is written. */
export const isPathPattern = (text: string): boolean => wild.test(text);

/** What a pattern means, for whole paths with `/`. */
export function pathPattern(pattern: string): RegExp {
  return new RegExp(`^${sourceOf(pattern)}$`, 'su');
}

function sourceOf(pattern: string): string {
  return pattern
    .split(new RegExp(`(${wild.source})`))
    .map((part, index) => (index % 2 === 0 ? literal(part) : wildSource(part)))
    .join('');
}

function wildSource(part: string): string {
  if (part === '**/') return '(?:.*/)?';
  if (part === '**') return '.*';
  if (part === '*') return '[^/]*';
  if (part === '?') return '[^/]';
  if (part.startsWith('{')) return `(?:${part.slice(1, -1).split(',').map(sourceOf).join('|')})`;
  const negated = /^\[[!^]/.test(part);
  const characters = part.slice(negated ? 2 : 1, -1).replace(/[\\\]^[&~|]/g, '\\$&');
  return negated ? `[^/${characters}]` : `[${characters}]`;
}

const literal = (text: string): string => text.replace(/[.+?^${}()|[\]\\/*]/g, '\\$&');
