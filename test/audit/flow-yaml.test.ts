import { load } from 'js-yaml';
import { flowYaml } from '../../lib/audit/wording/flow-yaml';

describe('flowYaml', () => {
  it('writes a value on one line as people do', () => {
    expect(flowYaml([{ podSelector: { matchLabels: { app: 'web', 'app.kubernetes.io/name': 'x' } } }])).toBe(
      '[{ podSelector: { matchLabels: { app: web, app.kubernetes.io/name: x } } }]',
    );
    expect(flowYaml({ namespaceSelector: undefined, podSelector: {} })).toBe('{ podSelector: {} }');
  });

  it('quotes what a reader would take for something else', () => {
    const labels = { a: 'true', b: '1.10', c: 'no', d: '', e: '0x10', on: 'y', f: 'v1.2-rc_3' };
    expect(load(flowYaml(labels))).toEqual(labels);
    expect(flowYaml({ on: 'yes' })).toBe('{ "on": "yes" }');
  });
});
