import { ownPackage } from '../load/own-modules';
import type { NamespaceNames } from './namespace-names';
import { namespaceSource } from './namespace-source';

/** The files of a new app by their path; `name` is the package's. */
export function starterFiles(name: string, names: NamespaceNames): ReadonlyMap<string, string> {
  return new Map([...projectFiles(name), ...appFiles(names)]);
}

/** What surrounds an app; useful to an app that exists already, too. */
export function projectFiles(name: string): ReadonlyMap<string, string> {
  return new Map([
    ['package.json', packageJson(name)],
    ['tsconfig.json', tsconfig],
    ['cdk8s.yaml', cdk8sYaml],
    ['README.md', readme(name)],
  ]);
}

/** Lines that `.gitignore` needs; the manifests under dist/k8s are committed. */
export const ignoredByGit = ['node_modules/', 'dist/lib/'] as const;

function appFiles(names: NamespaceNames): ReadonlyMap<string, string> {
  return new Map([
    ['apps/main.ts', mainSource(names)],
    [`apps/${names.namespace}/flows.ts`, namespaceSource(names)],
  ]);
}

function mainSource({ namespace, identifier }: NamespaceNames): string {
  return `// The entry file: every namespace enters through a FlowChart. "netpact synth" writes the manifests.
import { FlowChart, PolicyApp } from 'netpact/cdk8s';
import { flows as ${identifier}Flows, ${identifier} } from './${namespace}/flows';

const app = new PolicyApp();
new FlowChart(app, '${namespace}', { namespaces: [${identifier}], flows: ${identifier}Flows });
app.synth();
`;
}

function packageJson(name: string): string {
  const { version, peerDependencies } = ownPackage();
  const document = {
    name,
    private: true,
    scripts: { synth: 'netpact synth', check: 'netpact synth --check' },
    dependencies: { ...peerDependencies, netpact: `^${version}` },
  };
  return `${JSON.stringify(document, undefined, 2)}\n`;
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

const cdk8sYaml = `# Read by netpact and by cdk8s alike: both write the same bytes. cdk8s empties its output folder first,
# so nothing else belongs there.
language: typescript
app: npx tsx apps/main.ts
output: dist/k8s
`;

function readme(name: string): string {
  return `# ${name}

Network policies as code. The flows are declared in \`apps/\`; the manifests in \`dist/k8s\` are generated and committed.

- \`npm run synth\` writes the manifests.
- \`npm run check\` fails if they are not those of the code: run it in CI.
- \`kubectl apply -k dist/k8s\` applies them.
`;
}
