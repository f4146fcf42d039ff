import { type Scene, scene, shopApp } from './run-netpact';

const open: Scene[] = [];
function given(files: Readonly<Record<string, string>>): Scene {
  const made = scene(files);
  open.push(made);
  return made;
}
afterEach(() => {
  for (const each of open.splice(0)) each.remove();
});

const deployment = (name: string, label = name, port = 8080) => `apiVersion: apps/v1
kind: Deployment
metadata:
  name: ${name}
  namespace: shop
spec:
  selector:
    matchLabels:
      app: ${label}
  template:
    metadata:
      labels:
        app: ${label}
    spec:
      containers:
        - ports:
            - containerPort: ${port}
`;
const manifests = { 'rendered/web.yaml': deployment('web'), 'rendered/more/api.yaml': deployment('api') };
const flowChart = (props: string) => shopApp().replace('flows: [', `${props}, flows: [`);
const policyApp = (props: string) => shopApp().replace('new PolicyApp()', `new PolicyApp({ ${props} })`);

describe('netpact synth with manifests', () => {
  it.each<[string, Readonly<Record<string, string>>]>([
    ['a chart', { 'apps/main.ts': flowChart("manifests: 'rendered/**'") }],
    ['a list of a chart', { 'apps/main.ts': flowChart("manifests: ['rendered/web.yaml', 'rendered/more']") }],
    ['the app', { 'apps/main.ts': policyApp("manifests: 'rendered'") }],
    ['cdk8s.yaml', { 'apps/main.ts': shopApp(), 'cdk8s.yaml': 'manifests: rendered/**/*.yaml\n' }],
    [
      'a list of cdk8s.yaml',
      { 'apps/main.ts': shopApp(), 'cdk8s.yaml': 'app: x\nmanifests:\n  - rendered\n'.replace('app: x\n', '') },
    ],
  ])('of %s says how many workloads it looked at', (_, files) => {
    const { netpact } = given({ ...manifests, ...files });
    const { code, stderr } = netpact(['synth']);
    expect(stderr).toMatch(
      /^proved: .*, 2 deployed workloads, in \d+ ms; assumed: no other policy selects pods of shop\n$/,
    );
    expect(code).toBe(0);
  });

  it('says without any that labels are as declared', () => {
    const { stderr } = given({ 'apps/main.ts': shopApp() }).netpact(['synth']);
    expect(stderr).toMatch(
      /; assumed: no other policy selects pods of shop; labels are as declared \(not checked against workloads\)\n$/,
    );
  });

  it('shows the line of a workload that nothing is deployed of, and writes nothing', () => {
    const wrong = flowChart("manifests: 'rendered/**'").replace("workload('web')", "workload('wbe')");
    const { netpact, files } = given({ ...manifests, 'apps/main.ts': wrong });
    const { code, stderr, stdout } = netpact(['synth']);
    expect(stderr).toMatch(
      /^error\[workload-not-deployed\]: shop\/wbe selects app=wbe, and no workload of the manifests in shop carries it: did you mean app=web\?\n +--> apps\/main\.ts:\d+:\d+\n/,
    );
    expect(stderr).toMatch(/::: rendered\/web\.yaml:4:9\n[^=]* Deployment shop\/web carries app=web\n/);
    expect([code, stdout]).toEqual([1, '']);
    expect(files().filter((file) => file.startsWith('dist'))).toEqual([]);
  });

  it('lists what nothing names, in words and in JSON, and passes', () => {
    const { netpact } = given({
      ...manifests,
      'rendered/cache.yaml': deployment('cache'),
      'apps/main.ts': flowChart("manifests: 'rendered/**'"),
    });
    const { code, stderr, stdout } = netpact(['synth', '--format', 'json']);
    expect(stderr).toMatch(/^deployed, and named by no flow and no workload: Deployment shop\/cache\nproved: /);
    expect(JSON.parse(stdout).deployed).toEqual({ workloads: 3, unnamed: ['Deployment shop/cache'] });
    expect(code).toBe(0);
  });

  it('shows the line of cdk8s.yaml where it names nothing that can be read', () => {
    const { netpact } = given({
      'apps/main.ts': shopApp(),
      'cdk8s.yaml': 'language: typescript\nmanifests: rendered/**/*.yaml\n',
    });
    const { code, stderr } = netpact(['synth']);
    expect(stderr).toMatch(
      /^error\[manifests-empty\]: manifests: 'rendered\/\*\*\/\*\.yaml' finds no manifest\n +--> cdk8s\.yaml:2:/,
    );
    expect(code).toBe(2);
  });

  it.each(["manifests: ''", 'manifests: []', "manifests: ['rendered', '']"])('refuses %s', (props) => {
    const { code, stderr } = given({ ...manifests, 'apps/main.ts': flowChart(props) }).netpact(['synth']);
    expect(stderr).toMatch(
      /^error\[manifests-pattern-invalid\]: manifests of the FlowChart shop got an empty (text|list), which names no manifest\n +--> apps\/main\.ts/,
    );
    expect(code).toBe(2);
  });

  it.each(['manifests: 7', 'manifests:', 'manifests: {}'])('refuses %s of cdk8s.yaml', (line) => {
    const { code, stderr } = given({ 'apps/main.ts': shopApp(), 'cdk8s.yaml': `${line}\n` }).netpact(['synth']);
    expect(stderr).toMatch(
      /^error\[manifests-pattern-invalid\]: manifests of cdk8s\.yaml got .*\n +--> cdk8s\.yaml:1:1/,
    );
    expect(code).toBe(2);
  });
});

describe('netpact synth of an app with workloadsFrom()', () => {
  const app = (rest: string) => `import { denyAll, flow, namespace, workloadsFrom } from 'netpact';
import { FlowChart, PolicyApp } from 'netpact/cdk8s';
const app = new PolicyApp();
const shop = namespace('shop', { baseline: denyAll({ dns: false }) });
const all = workloadsFrom('rendered/**', { namespace: shop });
${rest}
new FlowChart(app, 'shop', { namespaces: [shop], flows });
app.synth();
`;

  it('writes the policies, and says which files it left out', () => {
    const { netpact, read } = given({
      ...manifests,
      'rendered/values.yaml': 'replicas: 1\n',
      'apps/main.ts': app('const flows = [flow(all.web).to(all.api).port(8080)];'),
    });
    const { code, stderr } = netpact(['synth']);
    expect(stderr).toMatch(/^info\[document-skipped\]: 1 file is no Kubernetes object .*: rendered\/values\.yaml\n/);
    expect(stderr).toMatch(/; assumed: no other policy selects pods of shop\n$/);
    expect(code).toBe(0);
    expect(read('dist/k8s/shop.k8s.yaml')).toContain('name: allow-web-to-api\n');
  });

  it('shows the line that asks for a workload that is not there', () => {
    const { netpact } = given({
      ...manifests,
      'apps/main.ts': app('\nconst flows = [flow(all.wbe).to(all.api).port(8080)];'),
    });
    const { code, stderr } = netpact(['synth']);
    expect(stderr).toMatch(
      /^error\[workload-unknown\]: no workload "wbe" in rendered\/\*\* in namespace shop: did you mean "web"\?\n +--> apps\/main\.ts:7:25/,
    );
    expect(code).toBe(2);
  });
});
