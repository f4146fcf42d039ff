import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { type GitHistory, gitHistory } from '../git-history';
import { type Scene, scene } from './run-netpact';
import { deployment, networkPolicy } from './shop-manifests';

const deny = networkPolicy('shop/deny', 'podSelector: {}, policyTypes: [Ingress, Egress]');
const open = networkPolicy('shop/open', 'podSelector: {}, policyTypes: [Ingress], ingress: [{}]');
const services = `${deployment('shop/web')}---\n${deployment('shop/api')}---\n`;
const closed = `${services}${deny}`;
const opened = `${closed}---\n${open}`;

let current: Scene;
let history: GitHistory;
beforeEach(() => {
  current = scene({ 'k8s/m.yaml': closed, 'README.md': 'x' });
  history = gitHistory(current.folder);
  history.commit();
  current.write('k8s/m.yaml', opened);
  history.commit();
});
afterEach(() => current.remove());

const run = (...args: string[]) => current.netpact(['diff', ...args]);
const below = (folder: string, ...args: string[]) => current.netpact(['diff', ...args], {}, { below: folder });
const verdict = (...args: string[]) => /^\w*/.exec(run(...args).stdout)?.[0];
const refused = (message: string) => ({ code: 2, stdout: '', stderr: expect.stringContaining(message) });

describe('netpact diff of Git revisions', () => {
  it('reads both, and names files as Git does', () => {
    const { code, stdout } = run('HEAD~1', 'main', '--', 'k8s');
    expect([code, stdout.split('\n')[0]]).toEqual([0, 'widened: 2 opened, 0 closed, 0 changed']);
    expect(stdout).toContain('(main:k8s/m.yaml:7)');
  });

  it('reads paths from the folder that it runs in', () => {
    expect(below('k8s', 'HEAD~1', 'HEAD', '--', 'm.yaml').stdout).toMatch(/^widened/);
  });

  it('leaves the work tree alone', () => {
    current.write('k8s/m.yaml', closed);
    const before = history.git('status', '--porcelain');
    expect(verdict('HEAD', '.', '--', 'k8s')).toBe('narrowed');
    expect(history.git('status', '--porcelain')).toBe(before);
  });

  it('refuses a revision that does not exist', () => {
    expect(run('HEAD~9', 'HEAD', '--', 'k8s')).toMatchObject(
      refused('error[revision-unknown]: HEAD~9 is no file or folder, and no revision that Git knows'),
    );
  });

  it('says that a clone is shallow where the revision is beyond it, or where two parted may be', () => {
    execFileSync('git', ['clone', '-q', '--depth', '1', `file://${current.folder}`, 'clone'], { cwd: current.folder });
    const { code, stdout, stderr } = below('clone', 'HEAD~1', 'HEAD');
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toContain('which is shallow');
    expect(stderr).toContain('git fetch --unshallow');
    expect(below('clone', 'HEAD...main', '--', 'k8s')).toMatchObject(refused('error[merge-base-unknown]: HEAD...main'));
  });

  it('is not misled by a revision that looks like an option', () => {
    expect(run('--', '--output=x', 'HEAD', 'k8s').code).toBe(2);
    expect(current.files()).not.toContain('x');
  });

  it('refuses a word that is a path and a revision, where no path says which is meant', () => {
    current.write('main/m.yaml', opened);
    expect(run('main', 'k8s')).toMatchObject(refused('error[diff-side-ambiguous]: main is a path and a revision'));
    expect(verdict('./main', 'k8s')).toBe('equal');
    expect(verdict('HEAD~1', 'main', '--', 'k8s')).toBe('widened');
  });
});

describe('netpact diff of a range', () => {
  beforeEach(() => {
    // main opens the shop after the branch has left it, and the branch opens it as well.
    history.git('checkout', '-q', '-b', 'change', 'HEAD~1');
    current.write('k8s/m.yaml', opened);
    current.write('README.md', 'changed');
    history.commit();
  });

  it('compares from where both parted with three dots, and the two as they are with two', () => {
    expect(verdict('main...change', '--', 'k8s')).toBe('widened');
    expect(verdict('main..change', '--', 'k8s')).toBe('equal');
    expect(below('k8s', 'main...HEAD').stdout).toMatch(/^widened/);
  });

  it.each(['...HEAD', '..HEAD', 'main...', 'main..'])('refuses %s, which Git completes with HEAD', (range) => {
    expect(run(range, '--', 'k8s')).toMatchObject(refused('error[diff-side-missing]'));
  });

  it('refuses an end that does not exist, and a range that is a file as well', () => {
    expect(run('main...nobody', '--', 'k8s')).toMatchObject(refused('nobody is no file or folder'));
    current.write('main...HEAD/k8s/m.yaml', opened);
    expect(run('main...HEAD', '--', 'k8s')).toMatchObject(refused('main...HEAD is a path and a revision'));
  });

  it('refuses histories that have nothing, or more than one last commit, in common', () => {
    history.git('checkout', '-q', '--orphan', 'other');
    history.commit();
    expect(run('main...other', '--', 'k8s')).toMatchObject(refused('main and other have no commit in common'));
    const [one, two] = [history.git('rev-parse', 'main'), history.git('rev-parse', 'change')];
    history.git('checkout', '-q', 'main');
    history.git('merge', '-q', '-m', 'one', two);
    history.git('checkout', '-q', 'change');
    history.git('merge', '-q', '-m', 'two', one);
    expect(run('main...change', '--', 'k8s')).toMatchObject(refused('main and change parted at 2 commits'));
  });
});

describe('netpact diff of a revision and a folder', () => {
  it('compares at the place of the folder or file, in both orders and from everywhere', () => {
    current.write('other/deny.yaml', networkPolicy('other/deny', 'podSelector: {}'));
    history.commit();
    expect(verdict('HEAD', 'k8s')).toBe('equal');
    expect(verdict('k8s', 'HEAD')).toBe('equal');
    expect(verdict('HEAD', path.join(current.folder, 'k8s'))).toBe('equal');
    expect(verdict('HEAD~2', 'k8s/m.yaml')).toBe('widened');
    expect(verdict('k8s', 'HEAD~2')).toBe('narrowed');
    expect(below('k8s', 'HEAD~2', '.').stdout).toMatch(/^widened/);
    expect(below('k8s', 'HEAD', '../other').stdout).toMatch(/^equal/);
    expect(below('other', 'HEAD~2', '../k8s', '--', 'm.yaml').stdout).toMatch(/^widened/);
  });

  it('refuses a folder outside the repository', () => {
    const outside = scene({ 'm.yaml': closed });
    expect(run('HEAD', outside.folder)).toMatchObject(refused('is outside the repository of HEAD'));
    expect(run(outside.folder, 'HEAD')).toMatchObject(refused('is outside the repository of HEAD'));
    expect(run('HEAD', 'main', '--', outside.folder)).toMatchObject(refused('is outside the repository'));
    outside.remove();
  });
});

describe('a path that one revision does not have', () => {
  it('is empty there, with a note in every output, and the verdict is about the rest', () => {
    current.write('more/m.yaml', deny);
    history.commit();
    const { code, stdout, stderr } = run('HEAD~1', 'HEAD', '--fail-on', 'newly-isolated', '--', 'more');
    expect([code, stdout.split('\n').slice(0, 2)]).toEqual([
      1,
      ['narrowed: 0 opened, 4 closed, 0 changed', 'HEAD~1:more does not exist: it is compared as empty'],
    ]);
    expect(stderr).toContain('info[side-empty]: HEAD~1:more does not exist: it is compared as empty');
    for (const format of ['json', 'md', 'svg', 'html'])
      expect(run('HEAD~1', 'HEAD', '--format', format, '--', 'more').stdout).toContain(':more does not exist: it is');
    expect(verdict('HEAD', 'HEAD~1', '--', 'more')).toBe('widened');
    expect(run('HEAD~1', 'HEAD', '--', 'k8s', 'more').stdout).toMatch(/^equal.*\nHEAD~1:more does not exist/);
  });

  it('is empty as well where it is a folder without manifests', () => {
    current.write('more/README.md', 'later');
    history.commit();
    current.write('more/m.yaml', deny);
    history.commit();
    expect(run('HEAD~1', 'HEAD', '--', 'more').stdout).toMatch(/^narrowed.*\nHEAD~1:more holds no manifest: it is/);
    fs.rmSync(path.join(current.folder, 'more'), { recursive: true });
    expect(run('HEAD', '.', '--', 'more').stdout).toMatch(/^widened.*\nmore does not exist: it is compared as empty/);
  });

  it.each(['nowhere', 'README.md', 'k8s/m.yml'])('is refused where neither has it: %s', (name) => {
    const names = [name, 'k8s'];
    const { code, stdout, stderr } = run('HEAD~1', 'HEAD', '--', ...names);
    if (name === 'README.md') expect([code, stdout]).toEqual([0, expect.stringMatching(/^widened/)]);
    else expect([code, stdout, stderr]).toEqual([2, '', expect.stringContaining(`HEAD~1:${name} does not exist, and`)]);
  });
});

describe('what a revision does not hold', () => {
  const link = (target: string, name: string) => fs.symlinkSync(target, path.join(current.folder, name));

  it('is refused: a link to a manifest, a file in LFS', () => {
    link('m.yaml', 'k8s/link.yaml');
    history.commit();
    expect(run('HEAD', 'HEAD', '--', 'k8s')).toMatchObject(refused('HEAD:k8s/link.yaml is a symbolic link'));
    fs.rmSync(path.join(current.folder, 'k8s/link.yaml'));
    current.write('k8s/big.yaml', 'version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n');
    history.commit();
    expect(run('HEAD', 'HEAD', '--', 'k8s')).toMatchObject(refused('kept by Git LFS'));
  });

  it('is refused where a folder stands behind it: the path is not empty, nobody has looked', () => {
    fs.mkdirSync(path.join(current.folder, 'envs'));
    link('../k8s', 'envs/prod');
    link('/etc', 'outside');
    history.commit();
    for (const name of ['envs', 'envs/prod', 'envs/prod/deep', 'outside'])
      expect(run('HEAD~1', 'HEAD', '--', name)).toMatchObject(
        refused('is a symbolic link, which a revision does not hold'),
      );
    // What is read anyway, and what is no folder, is only noted.
    link('README.md', 'LIESMICH');
    fs.rmSync(path.join(current.folder, 'outside'));
    history.commit();
    const { code, stderr } = run('HEAD', 'HEAD');
    expect([code, stderr.match(/is a symbolic link, which is not followed/g)?.length]).toEqual([0, 2]);
  });

  it('is refused below a submodule', () => {
    const inner = scene({ 'm.yaml': deny });
    gitHistory(inner.folder).commit();
    history.git('-c', 'protocol.file.allow=always', 'submodule', '--quiet', 'add', inner.folder, 'sub');
    history.commit();
    for (const name of ['sub', 'sub/k8s'])
      expect(run('HEAD~1', 'HEAD', '--', name)).toMatchObject(refused('HEAD:sub is a submodule'));
    inner.remove();
  });
});

describe('a hostile checkout', () => {
  it('has no program run by its configuration', () => {
    const program = `${current.folder}/evil`;
    current.write('evil', `#!/bin/sh\ntouch "${current.folder}/ran"\nexit 1\n`);
    fs.chmodSync(program, 0o755);
    for (const key of ['core.fsmonitor', 'core.pager', 'core.sshCommand', 'core.editor', 'diff.external'])
      history.git('config', key, program);
    history.git('config', 'core.hooksPath', current.folder);
    // A missing object of a partial clone would be fetched, with whatever program the remote names.
    history.git('config', 'extensions.partialClone', 'origin');
    history.git('config', 'remote.origin.promisor', 'true');
    history.git('config', 'remote.origin.url', `ext::${program}`);
    history.git('config', 'protocol.ext.allow', 'always');
    expect(verdict('HEAD~1', 'HEAD', '--', 'k8s')).toBe('widened');
    expect(verdict('HEAD~1...HEAD', '--', 'k8s')).toBe('widened');
    expect(verdict('HEAD', 'k8s')).toBe('equal');
    const blob = history.git('rev-parse', 'HEAD:k8s/m.yaml');
    fs.rmSync(path.join(current.folder, '.git/objects', blob.slice(0, 2), blob.slice(2)));
    expect(run('HEAD~1', 'HEAD', '--', 'k8s')).toMatchObject(refused('cannot be read whole'));
    expect(current.files()).not.toContain('ran');
  });

  it('brings no Git of its own, on a path that scripts of a package are run with', () => {
    current.write('node_modules/.bin/git', `#!/bin/sh\ntouch "${current.folder}/ran"\nexit 1\n`);
    fs.chmodSync(path.join(current.folder, 'node_modules/.bin/git'), 0o755);
    fs.symlinkSync(path.join(current.folder, 'node_modules/.bin'), path.join(current.folder, 'bin'));
    for (const folder of [
      path.join(current.folder, 'node_modules/.bin'),
      path.join(current.folder, 'bin'),
      'node_modules/.bin',
      '',
    ]) {
      const env = { PATH: `${folder}:${process.env.PATH}` };
      expect(current.netpact(['diff', 'HEAD~1', 'HEAD', '--', 'k8s'], env).stdout).toMatch(/^widened/);
      expect(current.netpact(['diff', 'HEAD~1', 'HEAD', '--', 'm.yaml'], env, { below: 'k8s' }).stdout).toMatch(
        /^widened/,
      );
    }
    expect(current.files()).not.toContain('ran');
  });

  it('has no other history in a folder of the work tree: a bare repository that is committed', () => {
    execFileSync('git', ['clone', '-q', '--bare', current.folder, 'k8s/bare'], { cwd: current.folder });
    expect(below('k8s/bare', 'HEAD', 'main')).toMatchObject(refused('is a bare repository'));
  });

  it('has no objects in place of others', () => {
    const [closing, opening] = ['HEAD~1', 'HEAD'].map((each) => history.git('rev-parse', `${each}:k8s/m.yaml`));
    history.git('replace', opening ?? '', closing ?? '');
    expect(verdict('HEAD~1', 'HEAD', '--', 'k8s')).toBe('widened');
  });
});
