import { spawnSync } from 'node:child_process';
import { type Scene, scene } from './run-netpact';
import { deployment, networkPolicy } from './shop-manifests';

const manifests = [
  deployment('shop/web'),
  deployment('ops/probe'),
  networkPolicy('shop/in', 'podSelector: {}, ingress: [{from: [{namespaceSelector: {matchLabels: {team: ops}}}]}]'),
].join('---\n');

let current: Scene;
beforeEach(() => {
  current = scene({ 'm.yaml': manifests, 'old.yaml': manifests.replace('team: ops', 'team: other') });
});
afterEach(() => current.remove());

const line = 'assumed[namespace-labels]: a namespace without an object in the input has only its name label';
const explained = ['explain', 'ops/probe', 'shop/web', '80', 'm.yaml'];
const compared = ['diff', 'old.yaml', 'm.yaml'];

describe('what an answer takes for granted', () => {
  it.each<[command: string, args: readonly string[]]>([
    ['explain', explained],
    ['diff', compared],
    ['audit', ['audit', 'm.yaml']],
    ['audit --summary', ['audit', 'm.yaml', '--summary']],
    ['audit --from-outside', ['audit', 'm.yaml', '--from-outside']],
    ['report', ['report', 'm.yaml']],
  ])('is in the JSON of %s', (_, args) => {
    const { assumptions } = JSON.parse(current.netpact([...args, '--format', 'json']).stdout);
    expect(assumptions).toEqual([
      { kind: 'namespace-labels', message: expect.stringMatching(/^a namespace without an object in the input has/) },
    ]);
  });

  it.each<[command: string, args: readonly string[], formats: readonly string[]]>([
    ['explain', explained, ['text']],
    ['connectivity', ['connectivity', 'm.yaml'], ['text', 'md', 'html', 'svg', 'dot', 'mermaid']],
    ['diff', compared, ['text', 'md', 'html', 'svg', 'dot', 'mermaid']],
    ['audit', ['audit', 'm.yaml'], ['text', 'md', 'sarif']],
    ['audit --summary', ['audit', 'm.yaml', '--summary'], ['text', 'md']],
    ['audit --from-outside', ['audit', 'm.yaml', '--from-outside'], ['text', 'md']],
    ['report', ['report', 'm.yaml'], ['text', 'md', 'html']],
  ])('is a line of %s in each format for people', (_, args, formats) => {
    const said = formats.filter((format) => {
      const { stdout } = current.netpact([...args, '--format', format]);
      return plain(stdout).includes(line);
    });
    expect(said).toEqual(formats);
  });

  const hasScript = spawnSync('script', ['--version']).status === 0;
  (hasScript ? it : it.skip).each(['explain ops/probe shop/web 80 m.yaml', 'connectivity m.yaml', 'audit m.yaml'])(
    'is a line once where %s writes to a terminal',
    (args) => {
      const { stdout } = current.bash(`script -qec '$netpact ${args}' /dev/null`);
      expect(plain(stdout).split(line)).toHaveLength(2);
    },
  );

  it.each<[command: string, args: readonly string[]]>([
    ['explain', explained],
    ['connectivity', ['connectivity', 'm.yaml', '--format', 'csv']],
    ['diff', compared],
    ['audit', ['audit', 'm.yaml']],
    ['report', ['report', 'm.yaml']],
  ])('is said on stderr by %s, and fails it with --strict', (_, args) => {
    const { code, stderr } = current.netpact([...args, '--strict']);
    expect([code, stderr]).toEqual([1, expect.stringContaining(line)]);
  });
});

/** Without the escapes and line breaks that a format needs. */
function plain(text: string): string {
  return text
    .replaceAll('&#45;', '-')
    .replaceAll('\\', '')
    .replaceAll(/<[^>]*>|\s+/g, ' ');
}
