import { ownPackage } from '../load/own-modules';
import type { NamespaceNames } from './namespace-names';
import type { PackageNeeds } from './package-json';

/** What the files of a starter say of the project that they are written into. */
export interface StarterProject {
  /** Of the package and of the app. */
  readonly name: string;
  /** How its scripts are run: `npm run synth`, or the command itself where a script of that name does something else. */
  readonly commands: { readonly synth: string; readonly check: string };
  /** What relative imports end with: `.js` in a project of ES modules, else nothing. */
  readonly extension: string;
  /** Whether the settings refuse `import` in files that nothing says to be ES modules: what `tsc --init` writes, after `npm init`. */
  readonly needsModule: boolean;
}

/** The files of a new app by their path. */
export function starterFiles(project: StarterProject, names: NamespaceNames): ReadonlyMap<string, string> {
  return new Map([
    ...projectFiles(project),
    ...(project.needsModule ? [['apps/package.json', '{ "type": "module" }\n'] as const] : []),
    ['apps/main.ts', mainSource(names, project)],
    [`apps/${names.namespace}/flows.ts`, namespaceSource(names)],
  ]);
}

/** What surrounds an app; useful to an app that exists already, too. */
export function projectFiles(project: StarterProject): ReadonlyMap<string, string> {
  return new Map([
    ['package.json', packageJson(project.name)],
    ['tsconfig.json', tsconfig],
    ['cdk8s.yaml', cdk8sYaml],
    ['README.md', readme(project)],
  ]);
}

/** What a package.json needs, new or not. */
export function packageNeeds(): PackageNeeds {
  const { version, peerDependencies } = ownPackage();
  return { scripts, dependencies: { ...peerDependencies, netpact: `^${version}` } };
}

const scripts = { synth: 'netpact synth', check: 'netpact synth --check' };

/** Lines that `.gitignore` needs; the manifests under dist/k8s are committed. */
export const ignoredByGit = ['node_modules/', 'dist/lib/'] as const;

function mainSource({ namespace, identifier }: NamespaceNames, { name, extension }: StarterProject): string {
  return `// The entry file: every namespace enters through a FlowChart. "netpact synth" writes the manifests.
import { FlowChart, PolicyApp } from 'netpact/cdk8s';
import { flows as ${identifier}Flows, ${identifier} } from './${namespace}/flows${extension}';

// The name is a label of every policy, and the name of the contract with other repositories.
const app = new PolicyApp({ name: '${name}' });
new FlowChart(app, '${namespace}', { namespaces: [${identifier}], flows: ${identifier}Flows });
app.synth();
`;
}

function packageJson(name: string): string {
  return `${JSON.stringify({ name, private: true, ...packageNeeds() }, undefined, 2)}\n`;
}

const tsconfig = `{
  "compilerOptions": {
    "target": "es2022",
    "lib": ["es2023"],
    "module": "preserve",
    // netpact's types refuse wrong flows only under strict rules; "netpact doctor" checks that they are on.
    "strict": true,
    "types": [],
    "skipLibCheck": true,
    "noEmit": true
  },
  "include": ["apps"]
}
`;

const cdk8sYaml = `# Read by netpact, and by cdk8s where cdk8s-cli is installed: "cdk8s synth" runs the command of "app".
# It empties the output folder first, so nothing else belongs there.
language: typescript
app: npx netpact synth apps/main.ts
output: dist/k8s
`;

function readme({ name, commands }: StarterProject): string {
  return `# ${name}

Network policies as code. The flows are declared in \`apps/\`; the manifests in \`dist/k8s\` are generated and committed,
and so is \`dist/contract\`: what they need of namespaces of others.

- \`${commands.synth}\` writes the manifests.
- \`${commands.check}\` fails if they are not those of the code: run it in CI.
- \`kubectl apply -k dist/k8s\` applies them.
`;
}

/** `flows.ts` of one namespace: an example of every kind of line that most teams need. */
export function namespaceSource({ namespace, identifier }: NamespaceNames): string {
  return `// Who may talk to whom in ${namespace}. What no flow allows is denied, in both directions; DNS comes with denyAll().
import { cidr, denyAll, flow, namespace } from 'netpact';
import { prometheus } from 'netpact/platform';

export const ${identifier} = namespace('${namespace}', { baseline: denyAll(), owner: 'team-${namespace}' });

// A workload is all pods with these labels (app=<name> unless said otherwise); ports are container ports.
export const web = ${identifier}.workload('web', { ports: { http: 8080, metrics: 9090 } });
export const api = ${identifier}.workload('api', { labels: { app: 'orders-api' }, ports: { http: 8443 } });

// Addresses outside of the cluster.
const payment = cidr('payment', ['198.51.100.0/24']);

export const flows = [
  flow(web).to(api).port('http').because('checkout places orders'),
  flow(prometheus).to(web).port('metrics'),
  // An exception has an owner and an end: after that day synth stops and names the owner.
  // flow(api).to(payment).port(443).exception({ owner: 'team-${namespace}', ticket: 'SEC-1', until: '2027-03-31' }),
  flow(api).to(payment).port(443).because('card payments'),
];
`;
}
