import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { networkPolicy } from '../cli/shop-manifests';
import { type Checkout, checkout } from './run-action';

const deny = networkPolicy('shop/deny', 'podSelector: {}, policyTypes: [Ingress]');
const wide = networkPolicy('shop/wide', 'podSelector: {}, ingress: [{}]');
const both = `${deny}---\n${wide}`;

// Each run of the action starts a dozen processes.
jest.setTimeout(60_000);

let current: Checkout;
beforeEach(() => {
  current = checkout({ 'dist/k8s/m.yaml': deny });
});
afterEach(() => current.remove());

/** The pull request that makes the work tree of what was committed last. */
const pullRequest = (inputs: Readonly<Record<string, string>> = {}) => {
  const base = current.git('rev-parse', 'HEAD');
  const head = current.commit();
  const pull_request = { number: 7, base: { sha: base }, head: { sha: head } };
  return current.run({ comment: 'false', ...inputs }, { event_name: 'pull_request', event: { pull_request } });
};

describe('the step that compares', () => {
  it('gives verdict, summary and page, and leaves the failing to the last step', () => {
    current.commit();
    current.scene.write('dist/k8s/m.yaml', both);
    const { codes, outputs, summary } = pullRequest({ 'fail-on': 'newly-isolated widened', report: 'page.html' });
    expect(codes).toEqual({ Compare: 0, Judge: 1 });
    expect(outputs).toMatchObject({ verdict: 'widened', failed: 'true' });
    expect(summary).toMatch(/^\*\*widened\*\*: /);
    expect(current.scene.read('page.html')).toContain('netpact diff: widened');
  });

  it('stops where policies alone let the internet into pods that may be a new service’s', () => {
    current.commit();
    current.scene.write(
      'dist/k8s/m.yaml',
      `${deny}---\n${networkPolicy('shop/pay', 'podSelector: {matchLabels: {app: pay}}, ingress: [{from: [{ipBlock: {cidr: 0.0.0.0/0}}]}]')}`,
    );
    const { isGreen, outputs, summary } = pullRequest({ 'fail-on': 'exposed' });
    expect([isGreen, outputs.verdict, outputs.failed]).toEqual([false, 'widened', 'true']);
    expect(summary).toContain(
      '**perhaps new, and reached from the internet or another namespace**: shop/\\[app=pay\\]',
    );
  });

  it('passes on what nothing was asked to fail on', () => {
    current.commit();
    current.scene.write('dist/k8s/m.yaml', both);
    expect(pullRequest({ 'fail-on': 'newly-isolated' })).toMatchObject({ isGreen: true, outputs: { failed: 'false' } });
  });

  it('works for the pull request that adds the first policies, and says what was compared with nothing', () => {
    fs.rmSync(path.join(current.scene.folder, 'dist'), { recursive: true });
    current.commit();
    current.scene.write('dist/k8s/m.yaml', deny);
    const { isGreen, outputs, summary } = pullRequest({ 'fail-on': 'widened' });
    expect([isGreen, outputs.verdict]).toEqual([true, 'narrowed']);
    expect(summary).toContain('/k8s does not exist: it is compared as empty');
  });

  it('gives the page the same options', () => {
    current.commit();
    current.scene.write('dist/k8s/m.yaml', `${deny}---\n${wide.replace(', namespace: shop', '')}`);
    const { summary } = pullRequest({ options: '--namespace\nteam\n', report: 'page.html' });
    expect(summary).toContain('team/wide');
    expect(current.scene.read('page.html')).toContain('team/wide');
  });

  it.each([
    ['a side that cannot be read', { path: 'dist/k8s missing' }, 2],
    ['a gate that does not exist', { 'fail-on': 'everything' }, 2],
    ['an option that does not exist', { options: '--loud' }, 2],
    ['no path', { path: '' }, 2],
    ['a blank path', { path: ' \n ' }, 2],
  ])('fails on %s, without a verdict', (_, inputs, code) => {
    current.commit();
    current.scene.write('dist/k8s/m.yaml', both);
    expect(pullRequest(inputs)).toMatchObject({
      codes: { Compare: code, Judge: 2 },
      outputs: { verdict: '', failed: '' },
    });
  });

  it.each([
    ['a link', 'page.html', 'page.html'],
    ['in a linked folder', 'pages', 'pages/page.html'],
  ])('does not write the page through what the checkout holds: %s', (_, link, report) => {
    current.commit();
    const outside = fs.mkdtempSync(path.join(os.tmpdir(), 'netpact-page-'));
    fs.writeFileSync(path.join(outside, 'page.html'), 'kept');
    fs.symlinkSync(path.join(outside, link === report ? link : ''), path.join(current.scene.folder, link));
    const { isGreen, outputs } = pullRequest({ report });
    expect([isGreen, outputs.verdict]).toEqual([false, 'equal']);
    expect(fs.readFileSync(path.join(outside, 'page.html'), 'utf8')).toBe('kept');
    fs.rmSync(outside, { recursive: true });
  });

  it('is red where the page cannot be written, with the verdict', () => {
    current.commit();
    const { isGreen, outputs, summary } = pullRequest({ report: 'nowhere/page.html' });
    expect([isGreen, outputs.verdict, summary]).toEqual([false, 'equal', expect.stringMatching(/^\*\*equal\*\*/)]);
  });
});

describe('the paths', () => {
  beforeEach(() => {
    current.scene.write('more here/k8s/m.yaml', deny);
    current.scene.write('third/m.yaml', networkPolicy('third/deny', 'podSelector: {}, policyTypes: [Ingress]'));
    current.commit();
    current.scene.write('third/m.yaml', networkPolicy('third/deny', 'podSelector: {}, ingress: [{}]'));
  });

  it('are one a line, blanks and all', () => {
    expect(pullRequest({ path: 'dist/k8s\n  more here/k8s  \n\nthird\n' }).outputs.verdict).toBe('widened');
    expect(pullRequest({ path: 'dist/k8s\nmore here/k8s\n' }).outputs.verdict).toBe('equal');
    expect(pullRequest({ path: 'more here/k8s\n' }).outputs.verdict).toBe('equal');
  });

  it('are separated by spaces in a single line', () => {
    expect(pullRequest({ path: 'dist/k8s third' }).outputs.verdict).toBe('widened');
  });

  it('are no patterns and no options', () => {
    current.scene.write('-x/m.yaml', networkPolicy('x/deny', 'podSelector: {}, policyTypes: [Ingress]'));
    expect(pullRequest({ path: '-x\ndist/k8s' }).outputs.verdict).toBe('narrowed');
    expect(pullRequest({ path: 't*' }).isGreen).toBe(false);
  });
});

describe('a profile of the cluster', () => {
  it('is that of the base, so that a change is not judged by what it says itself', () => {
    current.scene.write('cluster.yaml', 'families: [IPv4]\n');
    current.commit();
    current.scene.write('cluster.yaml', 'families: [IPv9]\n');
    current.scene.write('dist/k8s/m.yaml', both);
    const { log, outputs } = pullRequest({ cluster: 'cluster.yaml' });
    expect(outputs.verdict).toBe('widened');
    expect(log).toContain('::notice::netpact: cluster.yaml is changed as well');
  });

  it('is the one there is where the base has none', () => {
    current.commit();
    current.scene.write('cluster.yaml', 'families: [IPv9]\n');
    expect(pullRequest({ cluster: 'cluster.yaml' })).toMatchObject({ isGreen: false, outputs: { verdict: '' } });
  });
});

describe('what is judged at the end', () => {
  const judge = (...words: string[]) =>
    current.scene.bash(`bash ${path.resolve('pipeline/judge.sh')} ${words.map((word) => `'${word}'`).join(' ')}`);

  it.each([
    ['equal', 'false', 0],
    ['widened', 'false', 0],
    ['widened', 'true', 1],
    ['equal', 'true', 1],
    ['undecided', 'true', 1],
    ['', '', 2],
    ['', 'false', 2],
    ['great', 'false', 2],
    ['equal', '', 2],
  ])('"%s" and failed="%s" ends with %i', (verdict, failed, code) => {
    expect(judge(verdict, failed).code).toBe(code);
  });

  it('says that nothing is known of what is undecided, also where nothing was asked', () => {
    expect(judge('undecided', 'false')).toMatchObject({ code: 0, stdout: expect.stringContaining('::warning::') });
  });

  it.each([
    ['ends with 1 and no verdict, as Node does where it cannot run', 'process.exit(1)', 2],
    ['prints no verdict that is known', "console.log('**fine**: nothing')", 2],
    ['is undecided without failing', "console.log('**undecided**: 0 opened')", 0],
    ['is killed', 'process.kill(process.pid)', 143],
  ])('a command that %s is no green light', (_, program, code) => {
    current.scene.write('command.js', program);
    const script = path.resolve('pipeline/compare.sh');
    const run = current.scene.bash(`INPUT_PATH=x INPUT_FAIL_ON=any bash ${script} command.js HEAD md ''`);
    expect(run.code).toBe(code);
    expect(run.stdout).toBe(code === 0 ? 'verdict=undecided\nfailed=true\n' : '');
  });
});
