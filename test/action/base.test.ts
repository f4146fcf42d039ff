import { execFileSync } from 'node:child_process';
import { networkPolicy } from '../cli/shop-manifests';
import { type Checkout, checkout } from './run-action';

const deny = networkPolicy('shop/deny', 'podSelector: {}, policyTypes: [Ingress]');
const wide = `${deny}---\n${networkPolicy('shop/wide', 'podSelector: {}, ingress: [{}]')}`;
const zeros = '0'.repeat(40);

// Each run of the action starts a dozen processes.
jest.setTimeout(60_000);

let current: Checkout;
let commits: { readonly first: string; readonly main: string; readonly change: string };
beforeEach(() => {
  current = checkout({ 'dist/k8s/m.yaml': deny });
  const first = current.commit();
  // The shop is opened on main after the branch has left it, and on the branch too.
  current.git('checkout', '-q', '-b', 'change');
  current.scene.write('dist/k8s/m.yaml', wide);
  current.scene.write('README.md', 'x');
  const change = current.commit();
  current.git('checkout', '-q', 'main');
  current.scene.write('dist/k8s/m.yaml', wide);
  const main = current.commit();
  current.git('update-ref', 'refs/remotes/origin/main', main);
  current.git('checkout', '-q', 'change');
  commits = { first, main, change };
});
afterEach(() => current.remove());

const pull = (base: string, head: string) => ({
  event_name: 'pull_request',
  event: { pull_request: { number: 7, base: { sha: base }, head: { sha: head } } },
});
const push = (before: string, ref = 'refs/heads/change') => ({
  event_name: 'push',
  ref,
  event: { before, repository: { default_branch: 'main' } },
});
const compared = (github: object, inputs = {}) => {
  const { outputs, isGreen, log } = current.run({ comment: 'false', ...inputs }, github);
  return { base: outputs.base, verdict: outputs.verdict, isGreen, log };
};
const failed = (...words: readonly string[]) => ({
  verdict: '',
  isGreen: false,
  log: expect.stringMatching(new RegExp(words.map((word) => word.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('[^]*'))),
});

describe('the base of a pull request', () => {
  it('is where the branch left its target', () => {
    expect(compared(pull(commits.main, commits.change))).toMatchObject({ base: commits.first, verdict: 'widened' });
  });

  it('is what it was merged into, where the merge is checked out, however old the base of the event is', () => {
    current.git('checkout', '-q', '--detach', commits.main);
    current.git('merge', '-q', '-m', 'merge', commits.change);
    expect(compared(pull(commits.first, commits.change))).toMatchObject({ base: commits.main, verdict: 'equal' });
  });

  it('is not looked for where the pull request is not checked out: pull_request_target', () => {
    current.git('checkout', '-q', 'main');
    expect(compared(pull(commits.main, commits.change))).toMatchObject(
      failed('HEAD does not hold the pull request', `with: { fetch-depth: 0 } and ref: ${commits.change}`),
    );
  });

  it('is not guessed in a shallow clone', () => {
    const clone = checkout({});
    const origin = `file://${current.scene.folder}`;
    execFileSync('git', ['fetch', '-q', '--depth', '1', origin, 'change'], { cwd: clone.scene.folder });
    clone.git('checkout', '-q', 'FETCH_HEAD');
    const { log, isGreen } = clone.run({}, pull(commits.main, commits.change));
    expect([isGreen, log]).toEqual([false, expect.stringContaining('with: { fetch-depth: 0 }')]);
    clone.remove();
  });
});

describe('the base of other events', () => {
  it('is that of the merge group', () => {
    const merge_group = { base_sha: commits.main, head_sha: commits.change };
    expect(compared({ event_name: 'merge_group', event: { merge_group } })).toMatchObject({ base: commits.first });
    current.git('checkout', '-q', 'main');
    expect(compared({ event_name: 'merge_group', event: { merge_group } })).toMatchObject(failed('the merge group'));
  });

  it('is what was on the branch before a push, commits that it dropped included', () => {
    expect(compared(push(commits.first))).toMatchObject({ base: commits.first, verdict: 'widened' });
    expect(compared(push(commits.main))).toMatchObject({ base: commits.main, verdict: 'equal' });
    expect(compared(push('1'.repeat(40)))).toMatchObject(failed('is no commit of this clone'));
  });

  it('is where a new branch left the default branch', () => {
    expect(compared(push(zeros))).toMatchObject({ base: commits.first, verdict: 'widened' });
    current.git('checkout', '-q', '-b', 'more', 'main');
    expect(compared(push(zeros, 'refs/heads/more'))).toMatchObject({ base: commits.main, isGreen: true });
  });

  it.each([
    ['a first push', push(zeros, 'refs/heads/main'), 'with: { base: COMMIT }'],
    ['a tag', push(zeros, 'refs/tags/v1'), 'with: { base: v1.0.0 }'],
    ['workflow_dispatch', { event_name: 'workflow_dispatch', event: {} }, 'with: { base: origin/main }'],
    ['schedule', { event_name: 'schedule', event: {} }, 'with: { base: origin/main }'],
    ['nothing at all', {}, 'with: { base: origin/main }'],
  ])('%s has none: it fails with the line to write', (_, github, line) => {
    expect(compared(github)).toMatchObject(failed('has no base', line));
  });
});

describe('the base that is written', () => {
  it('is where HEAD parted from it, whatever the event', () => {
    const github = { event_name: 'schedule', event: {} };
    expect(compared(github, { base: 'origin/main' })).toMatchObject({ base: commits.first, verdict: 'widened' });
  });

  it('is never HEAD itself, nor what comes after it', () => {
    expect(compared(push(commits.first), { base: 'change' })).toMatchObject(failed('the base is HEAD itself'));
    current.git('checkout', '-q', commits.first);
    expect(compared(push(commits.first), { base: 'main' })).toMatchObject(failed('the base is HEAD itself'));
    expect(compared(push(commits.first, 'refs/heads/main'))).toMatchObject(failed('the base is HEAD itself'));
  });

  it('is a commit of this clone that has a history in common with HEAD, and one place where it parted', () => {
    expect(compared({}, { base: 'nobody' })).toMatchObject(failed('base (nobody) is no commit of this clone'));
    current.git('checkout', '-q', '--orphan', 'other');
    current.commit();
    expect(compared({}, { base: 'main' })).toMatchObject(failed('have no commit in common'));
    current.git('checkout', '-q', 'main');
    current.git('merge', '-q', '-m', 'one', commits.change);
    current.git('checkout', '-q', 'change');
    current.git('merge', '-q', '-m', 'two', commits.main);
    expect(compared({}, { base: 'main' })).toMatchObject(failed('parted at several commits'));
  });
});
