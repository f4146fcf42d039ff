import { type Scene, scene } from './run-netpact';
import { deployment, networkPolicy, shopManifests } from './shop-manifests';

let current: Scene;
beforeEach(() => {
  current = scene({ 'm.yaml': shopManifests });
});
afterEach(() => current.remove());

const deny = networkPolicy('shop/deny', 'podSelector: {}, policyTypes: [Ingress, Egress]');

describe('netpact report', () => {
  it('writes one page, and says where', () => {
    const { code, stdout, stderr } = current.netpact(['report', 'm.yaml', '-o', 'report.html']);
    expect([code, stdout, stderr]).toEqual([0, '', 'wrote report.html\n']);
    const page = current.read('report.html');
    expect(page).toMatch(/^<!doctype html>[\s\S]*<svg[\s\S]*<\/html>\n$/);
    expect(page).toContain('name: web-to-api');
    expect(page.length).toBeLessThan(400_000);
  });

  it('is about the difference where there are two paths', () => {
    current.write('new.yaml', shopManifests.replace('port: grpc', 'port: 9000'));
    const { code, stdout } = current.netpact(['report', 'm.yaml', 'new.yaml']);
    expect([code, stdout.includes('<title>netpact diff: narrowed</title>')]).toEqual([0, true]);
  });

  it('says that statements are about the new side alone', () => {
    const { code, stdout, stderr } = current.netpact(['report', 'm.yaml', 'm.yaml', '--format', 'text']);
    expect([code, stdout.startsWith('shop\n')]).toEqual([0, true]);
    expect(stderr).toBe('note: the statements are about the second PATH alone; netpact diff writes what changed\n');
  });

  it.each(['text', 'md', 'json'])('writes statements as %s', (format) => {
    const { code, stdout, stderr } = current.netpact(['report', 'm.yaml', '--format', format]);
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout.replaceAll('\\', '')).toContain('web in shop may reach api on TCP 8443.');
  });

  it('shows the pods that policies describe where there is no workload', () => {
    current.write('m.yaml', deny);
    const { stdout, stderr } = current.netpact(['report', 'm.yaml', '--format', 'text']);
    expect(stdout).toContain('[*] in shop may reach nothing.');
    expect(stderr).toContain('no workload of the input');
  });

  it('refuses what it cannot do: three paths, a folder that does not exist', () => {
    expect(current.netpact(['report', 'm.yaml', 'm.yaml', 'm.yaml']).code).toBe(2);
    const { code, stderr } = current.netpact(['report', 'm.yaml', '-o', 'nowhere/report.html']);
    expect([code, stderr.includes('error[report-not-writable]')]).toEqual([2, true]);
  });
});

describe('pictures', () => {
  it('of connectivity are SVG without a browser', () => {
    const { code, stdout, stderr } = current.netpact(['connectivity', 'm.yaml', '--format', 'svg']);
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(/^<\?xml[\s\S]*TCP 8443[\s\S]*<\/svg>\n$/);
  });

  it('of a chain go down the page instead of off its side', () => {
    const names = Array.from({ length: 12 }, (_, index) => `s${index}`);
    const chain = names.map((name, index) =>
      networkPolicy(
        `shop/to-${name}`,
        `podSelector: {matchLabels: {app: ${name}}}, ingress: [{from: [{podSelector: {matchLabels: {app: s${index - 1}}}}]}]`,
      ),
    );
    current.write('m.yaml', [...names.map((name) => deployment(`shop/${name}`)), deny, ...chain].join('---\n'));
    const { stdout } = current.netpact(['connectivity', 'm.yaml', '--format', 'svg']);
    const [, width, height] = /viewBox="\S+ \S+ (\S+) (\S+)"/.exec(stdout) ?? [];
    expect(Number(height)).toBeGreaterThan(Number(width));
    expect(stdout).toContain('font-family="Verdana,DejaVu Sans,sans-serif"');
  });

  it('fall back to dot, and say so, where the layout takes too long', () => {
    const { code, stdout, stderr } = current.netpact(['connectivity', 'm.yaml', '--format', 'svg'], {
      NETPACT_LAYOUT_SECONDS: '0',
    });
    expect([code, stdout.startsWith('digraph')]).toEqual([0, true]);
    expect(stderr).toContain('note: the layout took more than 0 s: written as dot instead');
  });

  it('of a diff are SVG and a page', () => {
    current.write('new.yaml', `${shopManifests}---\n${deployment('shop/db')}`);
    expect(current.netpact(['diff', 'm.yaml', 'new.yaml', '--format', 'svg']).stdout).toContain('<svg');
    expect(current.netpact(['diff', 'm.yaml', 'new.yaml', '--format', 'html']).stdout).toContain('<!doctype html>');
  });

  it('show one workload and its neighbours with --focus', () => {
    current.write('m.yaml', `${shopManifests}---\n${deployment('shop/lonely')}`);
    const { stdout } = current.netpact(['connectivity', 'm.yaml', '--format', 'svg', '--focus', 'shop/web']);
    expect([stdout.includes('>api<'), stdout.includes('>lonely<')]).toEqual([true, false]);
  });
});
