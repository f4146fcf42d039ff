import { spawn } from 'node:child_process';
import fs from 'node:fs';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { parse } from 'yaml';
import { networkPolicy } from '../cli/shop-manifests';
import { type Checkout, checkout, root } from './run-action';

const deny = networkPolicy('shop/deny', 'podSelector: {}, policyTypes: [Ingress]');
const wide = `${deny}---\n${networkPolicy('shop/wide', 'podSelector: {}, ingress: [{}]')}`;
const mark = '<!-- netpact diff: netpact dist/k8s -->';
const template: {
  readonly netpact: { readonly variables: Readonly<Record<string, string>>; readonly script: readonly string[] };
} = parse(fs.readFileSync(path.join(root, 'pipeline/gitlab.yml'), 'utf8'));

interface Note {
  readonly id: number;
  readonly author: { readonly id: number };
  readonly body: string;
}

// Each run of the action starts a dozen processes.
jest.setTimeout(60_000);

let current: Checkout;
let base: string;
let notes: Note[];
let server: http.Server;
beforeEach(async () => {
  current = checkout({ 'dist/k8s/m.yaml': deny });
  base = current.commit();
  current.scene.write('dist/k8s/m.yaml', wide);
  notes = [];
  // As much of GitLab as a note needs: who the token is, a list in pages, and writing.
  server = http.createServer((request, response) => {
    const { method, url = '', headers } = request;
    let text = '';
    request.on('data', (chunk) => {
      text += chunk;
    });
    request.on('end', () => {
      const answer = (status: number, value: unknown) => response.writeHead(status).end(JSON.stringify(value));
      const list = '/api/v4/projects/3/merge_requests/7/notes';
      const body = () => String(JSON.parse(text).body);
      const page = new RegExp(`^${list}\\?per_page=100&page=(\\d+)$`).exec(url)?.[1];
      const id = Number(new RegExp(`^${list}/(\\d+)$`).exec(url)?.[1]);
      if (headers['private-token'] !== 'token') answer(401, {});
      else if (url === '/api/v4/user') answer(200, { id: 1 });
      else if (method === 'GET' && page) answer(200, notes.slice(Number(page) * 100 - 100, Number(page) * 100));
      else if (method === 'POST' && url === list)
        answer(201, notes.push({ id: notes.length + 1, author: { id: 1 }, body: body() }));
      else if (method === 'PUT' && id) {
        notes = notes.map((each) => (each.id === id ? { ...each, body: body() } : each));
        answer(200, {});
      } else answer(404, {});
    });
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
});
afterEach(async () => {
  await new Promise((resolve) => {
    server.close(resolve);
  });
  current.remove();
});

/** Runs the script of the job in a merge request that makes the work tree of the first commit. */
const run = async (env: Readonly<Record<string, string>> = {}) => {
  const head = current.commit();
  const { port } = server.address() as AddressInfo;
  const bin = path.join(root, 'test/action');
  const folder = fs.mkdtempSync(path.join(current.scene.folder, '.git/bin-'));
  fs.writeFileSync(
    path.join(folder, 'npm'),
    `#!/usr/bin/env node\nrequire(${JSON.stringify(path.join(bin, 'stub-npm.cjs'))});\n`,
    { mode: 0o755 },
  );
  const job = spawn('bash', ['-eo', 'pipefail', '-c', template.netpact.script.join('\n')], {
    cwd: current.scene.folder,
    env: {
      PATH: `${folder}:${process.env.PATH}`,
      HOME: folder,
      STUB_FOLDER: folder,
      STUB_ROOT: root,
      ...template.netpact.variables,
      CI_API_V4_URL: `http://127.0.0.1:${port}/api/v4`,
      CI_COMMIT_SHA: head,
      CI_JOB_NAME: 'netpact',
      CI_JOB_URL: 'https://gitlab.example/acme/shop/-/jobs/42',
      CI_MERGE_REQUEST_DIFF_BASE_SHA: base,
      CI_MERGE_REQUEST_IID: '7',
      CI_MERGE_REQUEST_PROJECT_ID: '3',
      CI_PROJECT_DIR: current.scene.folder,
      NETPACT_TOKEN: 'token',
      ...env,
    },
  });
  let log = '';
  for (const stream of [job.stdout, job.stderr])
    stream.on('data', (chunk) => {
      log += chunk;
    });
  const code = await new Promise((resolve) => {
    job.on('close', resolve);
  });
  const npm = JSON.parse(fs.readFileSync(path.join(folder, 'npm.jsonl'), 'utf8'));
  for (const file of ['netpact.md', 'netpact.html']) fs.rmSync(path.join(current.scene.folder, file), { force: true });
  return { code, log, npm };
};
const bodies = () => notes.map(({ body }) => body.split('\n')[0]);

describe('the GitLab job', () => {
  it('writes one note and brings it up to date, with a link to the page', async () => {
    const { code, log, npm } = await run();
    expect([code, log]).toEqual([0, expect.stringMatching(/\*\*widened\*\*/)]);
    expect(npm.words).toEqual(expect.arrayContaining(['install', '--ignore-scripts', 'netpact@0.1.0']));
    expect(Object.keys(npm.files)).toEqual(['package.json']);
    expect(notes[0]?.body).toContain('https://gitlab.example/acme/shop/-/jobs/42/artifacts/file/netpact.html');
    current.scene.write('dist/k8s/m.yaml', deny.replace('Ingress]', 'Ingress, Egress]'));
    await run();
    expect(bodies()).toEqual([expect.stringMatching(/^\*\*narrowed/)]);
    current.scene.write('dist/k8s/m.yaml', 'kind: [');
    expect((await run()).code).toBe(2);
    expect(bodies()).toEqual([expect.stringMatching(/^\*\*not compared/)]);
  });

  it('edits what it wrote itself, however many notes there are, and writes none on equal', async () => {
    notes = Array.from({ length: 130 }, (_, index) => ({
      id: index + 1,
      author: { id: 2 },
      body: `**equal**\n${mark}`,
    }));
    notes[120] = { id: 121, author: { id: 1 }, body: `**narrowed**\n\n${mark}\n` };
    await run();
    expect([notes.length, bodies()[120], bodies()[0]]).toEqual([
      130,
      expect.stringMatching(/^\*\*widened/),
      '**equal**',
    ]);
    notes = [];
    current.scene.write('dist/k8s/m.yaml', `# the same\n${deny}`);
    await run();
    expect(notes).toEqual([]);
  });

  it('fails on what it is asked to, and a note that cannot be written changes nothing', async () => {
    expect((await run({ NETPACT_FAIL_ON: 'widened' })).code).toBe(1);
    for (const NETPACT_TOKEN of ['', 'wrong']) {
      const { code, log } = await run({ NETPACT_TOKEN });
      expect([code, log]).toEqual([0, expect.stringContaining('netpact: no note was written')]);
      expect((await run({ NETPACT_TOKEN, NETPACT_FAIL_ON: 'widened' })).code).toBe(1);
    }
  });

  it('compares merged results with what was merged into', async () => {
    const change = current.commit();
    current.git('checkout', '-q', '--detach', base);
    current.scene.write('dist/k8s/m.yaml', wide);
    current.scene.write('README.md', 'x');
    const target = current.commit();
    current.git('merge', '-q', '-m', 'merged', change);
    const source = { CI_MERGE_REQUEST_SOURCE_BRANCH_SHA: change };
    const { code, log } = await run({ ...source, NETPACT_FAIL_ON: 'any' });
    // The commit of this run stands on the merge, so that the base is where the merge request left its target.
    expect([code, log]).toEqual([1, expect.stringContaining('**widened**')]);
    current.git('reset', '-q', '--hard', 'HEAD~1');
    const merged = current.scene.bash(
      `CI_MERGE_REQUEST_IID=7 PULL_HEAD=${change} PULL_BASE=${base} bash ${root}/pipeline/base.sh`,
    );
    expect(merged.stdout.trim()).toBe(target);
  });

  it('refuses a pipeline that is of no merge request, and one without the whole history', async () => {
    expect(await run({ CI_MERGE_REQUEST_IID: '' })).toMatchObject({
      code: 2,
      log: expect.stringContaining('merge_request_event'),
    });
    const { code, log } = await run({ CI_MERGE_REQUEST_DIFF_BASE_SHA: '1'.repeat(40) });
    expect([code, log]).toEqual([2, expect.stringContaining('GIT_DEPTH: 0')]);
  });

  it('installs the version of this repository', () => {
    const { version } = JSON.parse(fs.readFileSync(path.join(root, 'package.json'), 'utf8'));
    expect(template.netpact.variables.NETPACT_VERSION).toBe(version);
  });
});
