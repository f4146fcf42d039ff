import { requirementsOf, type Selector } from '../algebra/selector';

/** `{ app: 'web', tier: ['a', 'b'], canary: false }`: a selector as `pods()` takes it; undefined where it cannot say it. */
export function selectionCode(selector: Selector): string | undefined {
  const requirements = requirementsOf(selector);
  if (new Set(requirements.map(({ key }) => key)).size < requirements.length) return undefined;
  const words = requirements.map(({ key, operator, values }) => {
    const all = values ?? [];
    const list = `[${all.map(quoted).join(', ')}]`;
    const said = {
      In: all.length === 1 ? list.slice(1, -1) : list,
      NotIn: `{ not: ${list} }`,
      Exists: 'true',
      DoesNotExist: 'false',
    };
    return `${/^[A-Za-z_]\w*$/.test(key) ? key : quoted(key)}: ${said[operator]}`;
  });
  return `{ ${words.join(', ')} }`;
}

const quoted = (text: string): string => `'${text.replace(/['\\]/g, '\\$&')}'`;
