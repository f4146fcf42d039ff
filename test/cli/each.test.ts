import fs from 'node:fs';
import path from 'node:path';
import { gitHistory } from '../git-history';
import { type Scene, scene } from './run-netpact';

const policy = (name: string) =>
  `apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: ${name}, namespace: shop}\nspec: {podSelector: {}}\n`;
const pod =
  'apiVersion: v1\nkind: Pod\nmetadata: {name: web, namespace: shop, labels: {a: b}}\nspec: {containers: []}\n';

let current: Scene;
afterEach(() => current.remove());

const netpact = (...args: readonly string[]) => current.netpact(args);

describe('files of no root, with --each', () => {
  it('are said to be unread where nobody could read them, and --strict does not pass', () => {
    current = scene({ 'k8s/deny.yaml': policy('deny'), 'k8s/settings.yaml': 'a: [\n', '.travis.yml': 'a: 1\n' });
    gitHistory(current.folder).commit();
    const assumed = 'assumed[not-read]: 1 file cannot be read';
    for (const args of [
      ['audit', '.'],
      ['connectivity', '.'],
      ['report', '.', '--format', 'text'],
      ['explain', 'shop/[a=b]', 'shop/[a=c]', '.'],
      ['diff', 'HEAD', '.'],
    ]) {
      const run = netpact(...args, '--each');
      expect({ args, ...run }).toMatchObject({
        code: 0,
        stdout: expect.stringMatching(/^assumed\[not-read\][^\n]*k8s\/settings\.yaml\n/),
        stderr: expect.stringContaining('2 files are no Kubernetes objects'),
      });
      expect(run.stderr).toContain(assumed);
      expect(netpact(...args, '--each', '--strict').code).toBe(1);
    }
    expect(netpact('audit', '.', '--each', '--format', 'md').stdout).toMatch(/^assumed\\\[not-read\\\]/);
    const json = netpact('audit', '.', '--each', '--format', 'json', '--strict');
    expect([json.code, JSON.parse(json.stdout).assumptions]).toEqual([
      1,
      [{ kind: 'not-read', message: expect.stringContaining('k8s/settings.yaml') }],
    ]);
    expect(netpact('audit', '.', '--each', '--exclude', 'settings.yaml', '--strict').code).toBe(0);
  });

  it('are one input of a report, however many they are', () => {
    for (const more of [{}, { 'k8s/third.yaml': policy('third') }]) {
      current?.remove();
      current = scene({ 'k8s/deny.yaml': policy('deny'), 'k8s/web.yaml': pod, ...more });
      const alone = netpact('report', 'k8s', '--format', 'text').stdout;
      expect(netpact('report', 'k8s', '--format', 'text', '--each')).toMatchObject({
        code: 0,
        stdout: `=== k8s\n${alone}`,
        stderr: '',
      });
    }
  });

  it('are refused in a revision where they are links, as without --each', () => {
    current = scene({ 'k8s/web.yaml': pod, 'deny.txt': policy('deny') });
    const history = gitHistory(current.folder);
    history.commit();
    fs.symlinkSync('../deny.txt', path.join(current.folder, 'k8s/deny.yaml'));
    history.commit();
    expect(netpact('diff', 'HEAD~1', 'HEAD', '--each', '--fail-on', 'any')).toMatchObject({
      code: 2,
      stdout: '',
      stderr: expect.stringContaining('HEAD:k8s/deny.yaml is a symbolic link'),
    });
  });

  it('are refused where they cannot be opened', () => {
    current = scene({ 'k8s/web.yaml': pod });
    gitHistory(current.folder).commit();
    fs.symlinkSync('nowhere', path.join(current.folder, 'k8s/deny.yaml'));
    expect(netpact('diff', 'HEAD', '.', '--each')).toMatchObject({
      code: 2,
      stdout: '',
      stderr: expect.stringContaining('k8s/deny.yaml does not exist'),
    });
  });
});
