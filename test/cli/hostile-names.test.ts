import { type Random, seededRandom } from '../analyze/seeded-random';
import { type Scene, scene } from './run-netpact';

/** Replay with NETPACT_SEED. */
const seed = Number(process.env.NETPACT_SEED ?? 20261121);

const marks = [
  '\u001b[2J',
  '\u001b]0;title\u0007',
  '\u001b[31m',
  '\r',
  '\n::error::forged',
  '\t',
  '\u0000',
  '\u007f',
  '\u0085',
  '\u009b1m',
  '\u061c',
  '\u200e',
  '\u200f',
  '\u202a',
  '\u202e',
  '\u2066',
  '\u2069',
  '\u2028',
];
/** What no output may hold: control characters but the line feed, and the marks of bidirectional text. */
const raw = /(?!\n)[\p{Cc}\p{Bidi_Control}]/u;

let current: Scene;
afterEach(() => current.remove());

/** A word with hostile marks in it, the same for the same seed and place. */
function hostileWords({ pick }: Random): () => string {
  let count = 0;
  return () => {
    return `a${pick(marks)}b${pick(marks)}${count++}`;
  };
}

/** Nothing in a file name may be a zero byte or a slash. */
const inPath = (word: string): string => word.replaceAll('\u0000', '').replaceAll('/', '');

/** As YAML and JSON take any character: in quotes, with escapes. */
const inQuotes = (word: string): string =>
  JSON.stringify(word).replace(/[\u007f-\uffff]/g, (mark) => `\\u${mark.charCodeAt(0).toString(16).padStart(4, '0')}`);

function manifests(word: () => string): string {
  const quoted = () => inQuotes(word());
  const pod = (labels: string) =>
    `{metadata: {labels: {${labels}}}, spec: {containers: [{name: ${quoted()}, image: x, ports: [{name: ${quoted()}, containerPort: 80}]}]}}`;
  const workload = (kind: string, app: string) =>
    `apiVersion: apps/v1\nkind: ${kind}\nmetadata: {name: ${quoted()}, namespace: shop, annotations: {netpact.dev/owner: ${quoted()}, netpact.dev/ignore: ${quoted()}}}\n` +
    `spec: {selector: {matchLabels: {app: ${app}}}, template: ${pod(`app: ${app}, ${quoted()}: ${quoted()}`)}}\n`;
  const policy = (name: string) =>
    `apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata:\n  name: ${name}\n  namespace: shop\n` +
    `  annotations: {netpact.dev/flow: ${quoted()}, netpact.dev/reason: ${quoted()}, netpact.dev/owner: ${quoted()}, netpact.dev/ticket: ${quoted()}, netpact.dev/expires: ${quoted()}}\n` +
    `spec: {podSelector: {matchLabels: {app: web}}, ingress: [{from: [{podSelector: {matchLabels: {app: api}}}]}]}\n`;
  return [
    `apiVersion: v1\nkind: Namespace\nmetadata: {name: shop, annotations: {netpact.dev/owner: ${quoted()}}, labels: {${quoted()}: ${quoted()}}}\n`,
    workload('Deployment', 'web'),
    workload('StatefulSet', 'api'),
    `apiVersion: cilium.io/v2\nkind: CiliumNetworkPolicy\nmetadata: {name: ${quoted()}, namespace: ${quoted()}}\nspec: {}\n`,
    `apiVersion: ${quoted()}\nkind: ${quoted()}\nmetadata: {name: ${quoted()}, namespace: shop}\nspec: {template: ${pod(`app: ${quoted()}`)}}\n`,
    `apiVersion: v1\nkind: Service\nmetadata: {name: ${quoted()}, namespace: shop}\nspec: {selector: {app: web}, ports: [{name: ${quoted()}, port: 1, targetPort: ${quoted()}}]}\n`,
    policy('guard'),
  ].join('---\n');
}

const refused = (word: () => string): string =>
  `apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: ${inQuotes(word())}, namespace: ${inQuotes(word())}}\n` +
  `spec: {podSelector: {matchLabels: {${inQuotes(word())}: ${inQuotes(word())}}}, ${inQuotes(word())}: 1, ingress: [{ports: [{port: ${inQuotes(word())}}]}]}\n`;

function hostileScene(run: number): { readonly given: string; readonly word: () => string } {
  const word = hostileWords(seededRandom(seed + run));
  const given = inPath(word());
  current = scene({
    [`${given}/${inPath(word())}/${inPath(word())}.yaml`]: manifests(word),
    [`${given}/${inPath(word())}.yml`]: `a: [\n# ${word()}\n`,
    [`${given}/${inPath(word())}.json`]: '{"a": 1}',
    'old/a.yaml': manifests(word),
    [`refused/${inPath(word())}.yaml`]: refused(word),
    [`broken/${inPath(word())}.yaml`]: `kind: "${word()}\n`,
  });
  return { given, word };
}

function expectShown(args: readonly string[], codes: readonly number[] = [0, 1]): void {
  const { stdout, stderr, code } = current.netpact(args);
  const where = `NETPACT_SEED=${seed} netpact ${JSON.stringify(args)}`;
  expect({ where, code, stderr, isEnded: codes.includes(code ?? -1) }).toEqual({ where, code, stderr, isEnded: true });
  for (const text of [stdout, stderr]) {
    const found = raw.exec(text);
    const around = found ? JSON.stringify(text.slice(Math.max(0, found.index - 60), found.index + 20)) : '';
    expect({ where, around }).toEqual({ where, around: '' });
    // GitHub takes a line that begins like this for a command, wherever it is printed.
    expect({ where, line: /^\s*::error::forged.*/m.exec(text)?.[0] }).toEqual({ where, line: undefined });
  }
}

describe('whatever names, file names, labels and annotations hold, no output has a control character or turns its text', () => {
  it.each([0, 1, 2])(
    'connectivity, report, diff and audit in every format (%i)',
    (run) => {
      const { given, word } = hostileScene(run);
      for (const format of ['text', 'json', 'csv', 'md', 'dot', 'mermaid', 'svg', 'html'])
        expectShown(['connectivity', given, '--format', format, ...(run === 0 ? [] : ['--exposure'])]);
      for (const format of ['text', 'json', 'md', 'csv', 'dot', 'mermaid', 'svg', 'html'])
        expectShown(['diff', 'old', given, '--format', format]);
      for (const format of ['html', 'text', 'md', 'json']) expectShown(['report', given, '--format', format]);
      for (const format of ['text', 'json', 'sarif', 'junit', 'github', 'md', 'csv'])
        expectShown(['audit', given, '--format', format, '--verbose'], [1, 2]);
      for (const format of ['text', 'json', 'md']) expectShown(['audit', given, '--summary', '--format', format], [2]);
      for (const format of ['text', 'json', 'md', 'csv'])
        expectShown(['audit', given, '--from-outside', '--format', format], [2]);
      for (const format of ['text', 'json'])
        expectShown(['explain', 'shop/[app=web]', 'shop/[app=api]', given, '--format', format]);
      expectShown(['explain', word().replaceAll('\u0000', ''), 'shop/[app=api]', given], [2]);
      expectShown(['connectivity', given, '--focus', word().replaceAll('\u0000', '')], [2]);
    },
    120_000,
  );

  it.each([0, 1])(
    'what is refused or broken, in every format of the audit (%i)',
    (run) => {
      hostileScene(run + 10);
      for (const format of ['text', 'json', 'sarif', 'junit', 'github', 'md', 'csv'])
        for (const folder of ['refused', 'broken']) expectShown(['audit', folder, '--format', format], [0, 1, 2]);
      for (const folder of ['refused', 'broken']) expectShown(['connectivity', folder], [2]);
    },
    120_000,
  );
});
