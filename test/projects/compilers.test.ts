import { type Packed, packed, type TypeScript } from './packed';

let installed: Packed;
beforeAll(() => {
  installed = packed();
});
afterAll(() => installed.remove());

const flows = `import { denyAll, flow, namespace } from 'netpact';
import { prometheus } from 'netpact/platform';
export const shop = namespace('shop', { baseline: denyAll() });
export const web = shop.workload('web', { ports: { http: 8080 } });
export const api = shop.workload('api', { ports: { http: 8443 } });
export const flows = [flow(web).to(api).port('http'), flow(prometheus).to(web).port('http')];
`;
const main = `import { FlowChart, PolicyApp } from 'netpact/cdk8s';
import { netpactMatchers } from 'netpact/testing';
import { flows, shop } from './flows.js';
const app = new PolicyApp();
new FlowChart(app, 'shop', { namespaces: [shop], flows });
app.synth();
export const matchers: object = netpactMatchers;
`;
const wrong = `import { flow } from 'netpact';
import { api, web } from './flows.js';
export const checkout = flow(web).to(api).port('grpc');
`;

// Compilers on a machine that is busy.
jest.setTimeout(60_000);

type Files = Readonly<Record<string, string>>;
const app: Files = { 'main.ts': main, 'flows.ts': flows, 'wrong.ts': wrong };
/** Files of CommonJS and of ES modules, which Node's own rules tell apart, in one compile. */
const both: Files = Object.fromEntries(
  ['commonjs', 'module'].flatMap((type) => [
    [`${type}/package.json`, JSON.stringify({ type })],
    ...Object.entries(app).map(([file, text]) => [`${type}/${file}`, text]),
  ]),
);

const commonjs = { module: 'commonjs' };
const node10 = { ...commonjs, moduleResolution: 'node' };
const bundler = { module: 'esnext', moduleResolution: 'bundler' };

// Compilers in JavaScript take ten times as long as the native one: each way to find a package is read once by the one that has it.
it.each<readonly [TypeScript, string, object, Files]>([
  ['typescript-5.9', 'node10', node10, app],
  ['typescript-5.9', 'nodenext, CommonJS and ESM', { module: 'nodenext' }, both],
  ['typescript-5.9', 'esnext, bundler', bundler, app],
  // Found as a bundler does, from this version on.
  ['typescript-6', 'commonjs', commonjs, app],
  ['typescript', 'commonjs', commonjs, app],
  ['typescript', 'nodenext, CommonJS and ESM', { module: 'nodenext' }, both],
  ['typescript', 'esnext, bundler', bundler, app],
  ['typescript', 'preserve', { module: 'preserve' }, app],
])('%s compiles the package as %s, and refuses a wrong port', (typescript, _, options, files) => {
  const { tsc } = installed.project(typescript, {
    // Declarations of packages are checked, too: netpact's own need nothing that a project may lack, as the DOM.
    'tsconfig.json': JSON.stringify({
      compilerOptions: {
        ...options,
        strict: true,
        target: 'es2022',
        lib: ['es2022'],
        types: [],
        skipLibCheck: false,
        noEmit: true,
      },
    }),
    ...files,
  });
  const said = Object.keys(files).filter((file) => file.endsWith('wrong.ts'));
  expect(tsc('--pretty', 'false').stdout).toBe(
    said
      .map(
        (file) =>
          `${file}(3,48): error TS2345: Argument of type '"grpc"' is not assignable to parameter of type '"http" | 8443'.\n`,
      )
      .join(''),
  );
});

it.each<readonly [TypeScript, string]>([
  ['typescript-5.9', '5.9'],
  ['typescript-6', '6'],
  ['typescript', '7'],
])('%s is TypeScript %s', (typescript, version) => {
  const { version: installedVersion } = require(`${typescript}/package.json`);
  expect(installedVersion).toMatch(new RegExp(`^${version}\\.`));
});
