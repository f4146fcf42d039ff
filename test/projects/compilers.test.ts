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

const nodenext = { module: 'nodenext' };
const node10 = { module: 'commonjs', moduleResolution: 'node' };
const everywhere: readonly (readonly [string, object, object])[] = [
  ['commonjs', { module: 'commonjs' }, {}],
  ['nodenext, commonjs', nodenext, { type: 'commonjs' }],
  ['nodenext, ESM', nodenext, { type: 'module' }],
  ['preserve', { module: 'preserve' }, {}],
  ['esnext, bundler', { module: 'esnext', moduleResolution: 'bundler' }, { type: 'module' }],
];

describe.each<[TypeScript, RegExp, typeof everywhere]>([
  ['typescript-5.9', /^Version 5\.9\./, [...everywhere, ['node10', node10, {}]]],
  ['typescript-6', /^Version 6\./, [...everywhere, ['node10', { ...node10, ignoreDeprecations: '6.0' }, {}]]],
  // node10 is gone.
  ['typescript', /^Version 7\./, everywhere],
])('%s', (typescript, version, modes) => {
  it('is that version', () => {
    expect(installed.project(typescript, {}).tsc('--version').stdout).toMatch(version);
  });

  it.each(modes)('compiles the package as %s, and refuses a wrong port', (_, options, packageJson) => {
    const { tsc } = installed.project(typescript, {
      'package.json': JSON.stringify(packageJson),
      // Declarations of packages are checked, too: netpact's own need nothing that a project may lack.
      'tsconfig.json': JSON.stringify({
        compilerOptions: { ...options, strict: true, target: 'es2022', types: [], skipLibCheck: false, noEmit: true },
      }),
      'main.ts': main,
      'flows.ts': flows,
      'wrong.ts': wrong,
    });
    expect(tsc('--pretty', 'false').stdout).toBe(
      `wrong.ts(3,48): error TS2345: Argument of type '"grpc"' is not assignable to parameter of type '"http" | 8443'.\n`,
    );
  });
});
