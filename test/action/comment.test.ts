import { networkPolicy } from '../cli/shop-manifests';
import { type Checkout, checkout } from './run-action';

const deny = networkPolicy('shop/deny', 'podSelector: {}, policyTypes: [Ingress]');
const wide = `${deny}---\n${networkPolicy('shop/wide', 'podSelector: {}, ingress: [{}]')}`;
const bot = 'github-actions[bot]';
const mark = '<!-- netpact diff: network policies/netpact dist/k8s -->';

// Each run of the action starts a dozen processes.
jest.setTimeout(60_000);

let current: Checkout;
let base: string;
beforeEach(() => {
  current = checkout({ 'dist/k8s/m.yaml': deny });
  base = current.commit();
  current.scene.write('dist/k8s/m.yaml', wide);
});
afterEach(() => current.remove());

/** Runs the action on the pull request that makes the work tree of the first commit. */
const run = (inputs: Readonly<Record<string, string>> = {}) => {
  const pull_request = { number: 7, base: { sha: base }, head: { sha: current.commit() } };
  return current.run(inputs, { event_name: 'pull_request', event: { pull_request } });
};
const bodies = () => current.comments().map(({ body }) => body.split('\n')[0]);

describe('the comment', () => {
  it('is one, brought up to date, with a link to the page', () => {
    expect(run({ report: 'page.html' }).isGreen).toBe(true);
    const [comment] = current.comments();
    expect(comment?.body).toMatch(/^\*\*widened\*\*: /);
    expect(comment?.body).toContain(
      'artifacts of the run](https://github.example/acme/shop/actions/runs/42#artifacts)',
    );
    expect(comment?.body.trimEnd().endsWith(mark)).toBe(true);
    current.scene.write('dist/k8s/m.yaml', deny.replace('Ingress]', 'Ingress, Egress]'));
    run({ 'report-url': 'https://pages.example/7' });
    expect(bodies()).toEqual([expect.stringMatching(/^\*\*narrowed\*\*/)]);
    expect(current.comments()[0]?.body).toContain('[The page about this difference](https://pages.example/7)');
  });

  it('is not written on equal, unless one stands', () => {
    current.scene.write('dist/k8s/m.yaml', `# the same\n${deny}`);
    run();
    expect(current.comments()).toEqual([]);
    current.scene.write('dist/k8s/m.yaml', wide);
    run();
    current.scene.write('dist/k8s/m.yaml', `# the same\n${deny}`);
    run();
    expect(bodies()).toEqual([expect.stringMatching(/^\*\*equal\*\*/)]);
  });

  it('is one for each use: other paths, or another id', () => {
    current.scene.write('more/m.yaml', deny);
    run();
    run({ path: 'more' });
    run({ id: 'prod' });
    run({ id: 'prod' });
    expect(bodies()).toEqual([
      expect.stringMatching(/^\*\*widened/),
      expect.stringMatching(/^\*\*narrowed/),
      expect.stringMatching(/^\*\*widened/),
    ]);
  });

  it('is only ever its own: what somebody else wrote with its mark, or quoted of it, stays', () => {
    const others = [
      { id: 1, login: 'mallory', body: `**equal**: nothing\n${mark}\n` },
      { id: 2, login: bot, body: `of another action: ${mark} is the mark` },
    ];
    current.setComments(others);
    run();
    run();
    expect(current.comments().slice(0, 2)).toEqual(others);
    expect(bodies().slice(2)).toEqual([expect.stringMatching(/^\*\*widened/)]);
  });

  it('is found again whatever its id is made of', () => {
    const id = 'a"b --> $(touch ran) `touch ran` \\(x) $y é';
    run({ id });
    run({ id });
    expect(current.comments()).toHaveLength(1);
    expect(current.comments()[0]?.body.match(/-->/g)).toHaveLength(1);
    expect(current.scene.files()).not.toContain('ran');
  });

  it.each(['graphql', '--paginate', 'POST', 'api'])(
    'fails no job and hides no red verdict where GitHub refuses %s',
    (word) => {
      current.failGh(word);
      const green = run();
      expect([green.isGreen, green.codes, current.comments()]).toEqual([
        true,
        { Compare: 0, Comment: 0, Judge: 0 },
        [],
      ]);
      expect(green.log).toContain('::notice::netpact: ');
      expect(run({ 'fail-on': 'widened' })).toMatchObject({ isGreen: false, codes: { Comment: 0, Judge: 1 } });
    },
  );

  it('does not go on saying what is no longer known', () => {
    current.scene.write('dist/k8s/m.yaml', deny.replace('Ingress]', 'Ingress, Egress]'));
    run();
    expect(bodies()).toEqual([expect.stringMatching(/^\*\*narrowed/)]);
    current.scene.write('dist/k8s/m.yaml', 'kind: [');
    const { isGreen, codes } = run();
    expect([isGreen, codes]).toEqual([false, { Compare: 2, Comment: 0, Judge: 2 }]);
    expect(bodies()).toEqual([expect.stringMatching(/^\*\*not compared\*\*/)]);
    current.setComments([]);
    run();
    expect(current.comments()).toEqual([]);
  });

  it('fits below what netpact writes', () => {
    const policies = (port: number) =>
      Array.from({ length: 700 }, (_, index) =>
        networkPolicy(
          `team-with-a-long-name-${index}/allow`,
          `podSelector: {matchLabels: {app: a${index}}}, ingress: [{ports: [{port: ${port + index}}]}]`,
        ),
      ).join('---\n');
    current.scene.write('dist/k8s/m.yaml', policies(1));
    base = current.commit();
    current.scene.write('dist/k8s/m.yaml', policies(2));
    run();
    expect(current.comments()[0]?.body.length).toBeGreaterThan(60_000);
  });

  it('is none where none is wanted, and none outside of pull requests', () => {
    run({ comment: 'false' });
    const before = current.git('rev-parse', 'HEAD~1');
    current.run({}, { event_name: 'push', ref: 'refs/heads/main', event: { before } });
    expect(current.comments()).toEqual([]);
  });
});
