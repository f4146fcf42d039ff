import fs from 'node:fs';
import path from 'node:path';
import { type Scene, scene, shopApp } from './run-netpact';

/** An app that needs something of another namespace, or nothing. */
const app = (
  needs: boolean,
  name = 'shop',
  namespace = 'shop',
) => `import { denyAll, flow, foreignNamespace, namespace } from 'netpact';
import { FlowChart, PolicyApp } from 'netpact/cdk8s';
const app = new PolicyApp({ name: '${name}' });
const shop = namespace('${namespace}', { baseline: denyAll() });
const web = shop.workload('web', { ports: { http: 8080 } });
const api = shop.workload('api', { ports: { http: 8080 } });
const orders = foreignNamespace('orders').workload('api');
new FlowChart(app, 'shop', { namespaces: [shop], flows: [flow(web).to(${needs ? 'orders' : 'api'}).port(8080)] });
app.synth();
`;

const file = 'dist/contract/shop.json';
const synth = ['synth', 'main.ts', '--no-typecheck'];

let current: Scene;
const given = (files: Readonly<Record<string, string>>): Scene => {
  current = scene(files);
  return current;
};
afterEach(() => current.remove());

const contractsOf = ({ files }: Scene): readonly string[] => files().filter((each) => each.endsWith('.json'));

it('writes what is needed of others beside the output folder, and the same bytes again', () => {
  const { netpact, read } = given({ 'main.ts': app(true) });
  expect(netpact(synth).stdout).toContain(`created  ${file}\n`);
  const text = read(file);
  expect(JSON.parse(text)).toMatchObject({ generatedBy: 'netpact', schemaVersion: 1, app: 'shop' });
  expect(netpact([...synth, '--now', '2031-01-01']).stdout).toMatch(/: up to date\n$/);
  expect(read(file)).toBe(text);
  expect(JSON.parse(netpact([...synth, '--format', 'json']).stdout).contract).toBe(file);
});

it('writes nothing where nothing is needed', () => {
  const all = given({ 'main.ts': shopApp() });
  expect(all.netpact(synth).code).toBe(0);
  expect(contractsOf(all)).toEqual([]);
});

it('makes a contract that is missing, another or stale a drift', () => {
  const { netpact, write, files } = given({ 'main.ts': app(true) });
  const check = () => {
    const { code, stdout } = netpact([...synth, '--check']);
    return { code, rows: stdout.split('\n').filter((line) => line.includes('contract')) };
  };
  netpact([...synth, '--no-contract']);
  expect(check()).toEqual({ code: 1, rows: [`missing  ${file}`] });
  netpact(synth);
  expect(check()).toEqual({ code: 0, rows: [] });
  write('main.ts', app(true).replace('.port(8080)', '.port(8081)'));
  expect(check()).toEqual({ code: 1, rows: [`differs  ${file}`] });
  write('main.ts', app(false));
  expect(check()).toEqual({ code: 1, rows: [`stale    ${file}`] });
  expect(netpact(synth).stdout).toContain(`removed  ${file}\n`);
  expect(files()).not.toContain(file);
  expect(check()).toEqual({ code: 0, rows: [] });
});

it('takes another file, and a folder for each environment', () => {
  const all = given({ 'main.ts': app(true) });
  all.netpact([...synth, '--contract', 'needs/of-shop.json']);
  all.netpact([...synth, '--contract', 'needs/of-shop.json', '--env', 'prod']);
  all.netpact([...synth, '--env', 'dev']);
  all.netpact([...synth, '--out', 'manifests']);
  expect(contractsOf(all)).toEqual([
    'contract/shop.json',
    'dist/contract/dev/shop.json',
    'needs/of-shop.json',
    'needs/prod/of-shop.json',
  ]);
});

it('writes nothing into the output folder, which is applied whole, also where a link leads there', () => {
  const all = given({ 'main.ts': app(true) });
  all.netpact([...synth, '--no-contract']);
  fs.symlinkSync(path.join(all.folder, 'dist/k8s'), path.join(all.folder, 'linked'));
  const before = all.files();
  for (const inside of ['dist/k8s/shop.json', 'dist/k8s/below/shop.json', 'linked/shop.json']) {
    const { code, stderr } = all.netpact([...synth, '--contract', inside]);
    expect(stderr).toContain(
      `error[contract-inside-output]: the contract ${inside} would lie in the output folder dist/k8s, which is applied whole`,
    );
    expect(code).toBe(2);
  }
  expect(all.netpact([...synth, '--env', 'prod', '--contract', 'dist/k8s/shop.json']).code).toBe(2);
  expect(all.netpact([...synth, '--out', '.']).code).toBe(2);
  expect(all.files()).toEqual(before);
});

it('writes neither contract nor manifests where one of the two may not be written', () => {
  const all = given({ 'main.ts': app(true), [file]: '{ "generatedBy": "hand" }\n' });
  const { code, stderr } = all.netpact(synth);
  expect(stderr).toContain(`error[output-foreign-file]: ${file} was not written by netpact`);
  expect(stderr).toContain('--contract');
  expect(code).toBe(2);
  expect(all.files()).toEqual([file, 'main.ts']);
  all.write(file, '{}');
  fs.rmSync(path.join(all.folder, file));
  all.write('dist/k8s/shop.k8s.yaml', 'kind: Foreign\n');
  expect(all.netpact(synth).code).toBe(2);
  expect(contractsOf(all)).toEqual([]);
});

it('leaves the contract of another app alone, whether that has the same name or not', () => {
  const { netpact, read } = given({ 'main.ts': app(true), 'other.ts': app(true, 'shop', 'stock') });
  netpact(synth);
  const text = read(file);
  const others = [
    ['synth', 'other.ts', '--no-typecheck', '--out', 'dist/stock'],
    [...synth, '--out', 'dist/stock', '--contract', file],
  ];
  expect(netpact(others[0] ?? []).stderr).toContain(
    `error[contract-of-another]: ${file} is the contract of another app`,
  );
  expect(netpact(others[1] ?? []).code).toBe(0);
  expect(read(file)).toBe(text);
});

it('does not remove what another app needs', () => {
  const { netpact, read } = given({ 'main.ts': app(true), 'other.ts': app(false, 'shop', 'stock') });
  netpact(synth);
  const text = read(file);
  const run = netpact(['synth', 'other.ts', '--no-typecheck', '--out', 'dist/stock']);
  expect(run.code).toBe(0);
  expect(read(file)).toBe(text);
});

it('refuses an empty name', () => {
  const { netpact } = given({ 'main.ts': app(true) });
  const { code, stderr } = netpact([...synth, '--contract', '']);
  expect(stderr).toContain('error[option-invalid]: --contract is empty');
  expect(code).toBe(2);
});

it('leaves nothing behind where the file cannot be written', () => {
  const all = given({ 'main.ts': app(true), contracts: 'a file\n' });
  const { code, stderr } = all.netpact([...synth, '--contract', 'contracts/shop.json']);
  expect(stderr).toContain('error[output-not-readable]: contracts/shop.json cannot be compared with the code');
  expect(code).toBe(2);
  expect(all.files()).toEqual(['contracts', 'main.ts']);
});
