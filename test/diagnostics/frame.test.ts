import { formatFrame } from '../../lib/diagnostics/frame';
import { printable, printableLines } from '../../lib/diagnostics/printable';
import { findingsToJson, formatFindings, summarize } from '../../lib/diagnostics/report-findings';
import type { ResolvedFinding } from '../../lib/diagnostics/resolved-finding';

const flows = `import { flow } from 'netpact';
export const flows = [
  flow(web).to(api).port('grpc'),
];
`;
const file = '/work/apps/shop/flows.ts';
const base: ResolvedFinding = {
  code: 'flow-port-undeclared',
  severity: 'error',
  message: '"grpc" is no port of shop/api',
  at: { file, line: 3, column: 21 },
};

function print(finding: Partial<ResolvedFinding>, source: string | undefined = flows): string {
  return formatFindings([{ ...base, ...finding }], { readSource: () => source, cwd: '/work' }).replace(
    /\n\n1 error$/,
    '',
  );
}

describe('a frame', () => {
  it('shows sentence, place, line, carets, label and help', () => {
    expect(
      print({ token: 'grpc', label: 'api declares http (8443/TCP)', help: ['did you mean "http"?'] }),
    ).toBe(`error[flow-port-undeclared]: "grpc" is no port of shop/api
 --> apps/shop/flows.ts:3:26
  |
3 |   flow(web).to(api).port('grpc'),
  |                          ^^^^^^ api declares http (8443/TCP)
  |
  = help: did you mean "http"?`);
  });

  it('marks the identifier at the column without a token, or with one that the line does not show', () => {
    const carets = '\n  |                     ^^^^';
    expect(print({})).toContain(carets);
    expect(print({ token: 'computed' })).toContain(carets);
  });

  it('finds the token on a line below, inside of the same statement', () => {
    const source = "namespace('shop', {\n  labels: {\n    'bad key': 'x',\n  },\n});\nconst key = 'later';\n";
    const at = { file, line: 1, column: 1 };
    expect(print({ at, token: 'bad key' }, source)).toContain(
      "flows.ts:3:5\n  |\n3 |     'bad key': 'x',\n  |     ^^^^^^^^^",
    );
    expect(print({ at, token: 'later' }, source)).toContain('flows.ts:1:1');
  });

  it('takes a number as a token only where it stands alone', () => {
    const source = 'flow(web80).to(api).port(8080, 80);';
    expect(print({ at: { file, line: 1, column: 1 }, token: '80' }, source)).toContain('flows.ts:1:32');
  });

  it('keeps carets under their text in a line with tabs', () => {
    expect(print({ at: { file, line: 1, column: 3 } }, '\t\tflow(web);')).toContain(
      '\n1 |         flow(web);\n  |         ^^^^',
    );
  });

  it('cuts a long line around the carets', () => {
    const source = `${'a'.repeat(300)} grpc ${'b'.repeat(300)}`;
    const [, , , line = '', carets = ''] = print({ at: { file, line: 1, column: 302 } }, source).split('\n');
    expect(line.length).toBeLessThan(150);
    expect(line.slice(carets.indexOf('^'), carets.lastIndexOf('^') + 1)).toBe('grpc');
    expect(line).toMatch(/^1 \| …a+ grpc b+…$/);
  });

  it('reads lines with Windows ends and a byte order mark', () => {
    expect(print({ at: { file, line: 2, column: 1 } }, '\uFEFFa\r\nflow\r\n')).toContain('\n2 | flow\n  | ^^^^');
    expect(print({ at: { file, line: 1, column: 1 } }, '\uFEFFfirst')).toContain('\n1 | first\n  | ^^^^^');
  });

  it('shows a place without its line where the file is gone or shorter', () => {
    const expected = 'error[flow-port-undeclared]: "grpc" is no port of shop/api\n --> apps/shop/flows.ts:3:21';
    expect(formatFindings([base], { readSource: () => undefined, cwd: '/work' })).toBe(`${expected}\n\n1 error`);
    expect(print({}, 'one line')).toBe(expected);
  });

  it('marks every line of a short span and the ends of a long one', () => {
    const source = Array.from({ length: 9 }, (_, index) => `  line${index + 1}`).join('\n');
    const at = { file, line: 1, column: 3, endLine: 2, endColumn: 6 };
    expect(print({ at, label: 'here' }, source)).toContain('1 |   line1\n  |   ^^^^^\n2 |   line2\n  |   ^^^ here');
    expect(print({ at: { ...at, endLine: 9 } }, source)).toContain(
      '1 |   line1\n  |   ^^^^^\n...\n9 |   line9\n  |   ^^^',
    );
  });

  it('shows related places after its own, and aligns all numbers', () => {
    const source = `${'\n'.repeat(11)}namespace('shop');\n`;
    const related = [{ at: { file: '/elsewhere/a.ts', line: 12, column: 1 }, message: 'first declared here' }];
    expect(
      print({ at: { file, line: 12, column: 11 }, related }, source),
    ).toBe(`error[flow-port-undeclared]: "grpc" is no port of shop/api
  --> apps/shop/flows.ts:12:11
   |
12 | namespace('shop');
   |           ^^^^^^
  ::: /elsewhere/a.ts:12:1
   |
12 | namespace('shop');
   | --------- first declared here`);
  });

  it('lets no escape sequence through', () => {
    const text = print({ message: 'a\u001b[31mb', at: { file, line: 1, column: 1 } }, 'x\u001b[2Jy');
    expect(text).not.toContain('\u001b');
  });

  it('without a place has no empty bar', () => {
    const { at, ...placeless } = base;
    expect(at).toBeDefined();
    expect(
      formatFrame(
        { ...placeless, notes: ['why\nsecond line'], help: ['what'] },
        { readSource: () => undefined, cwd: '/' },
      ),
    ).toBe(
      'error[flow-port-undeclared]: "grpc" is no port of shop/api\n  = note: why\n          second line\n  = help: what',
    );
  });
});

describe('several findings', () => {
  const at = (name: string, line: number, column: number) => ({ file: `/work/${name}`, line, column });
  const findings: ResolvedFinding[] = [
    { ...base, code: 'w', severity: 'warning', at: at('a.ts', 1, 1) },
    { ...base, code: 'e3', at: at('b.ts', 1, 1) },
    { ...base, code: 'e2', at: at('a.ts', 10, 2) },
    { ...base, code: 'e1', at: at('a.ts', 9, 5) },
    { ...base, code: 'i', severity: 'info', at: at('a.ts', 1, 1) },
  ];
  const options = { readSource: () => undefined, cwd: '/work' };

  it('are printed errors first, then by place, whatever their order', () => {
    const order = (list: readonly ResolvedFinding[]) =>
      [...formatFindings(list, options).matchAll(/\[(\w+)\]/g)].map((match) => match[1]);
    expect(order(findings)).toEqual(['e1', 'e2', 'e3', 'w', 'i']);
    expect(order([...findings].reverse())).toEqual(['e1', 'e2', 'e3', 'w', 'i']);
  });

  it('are counted', () => {
    expect(summarize(findings)).toBe('3 errors, 1 warning, 1 note');
    expect(formatFindings([], options)).toBe('');
  });

  it('become plain values with printed paths', () => {
    expect(
      findingsToJson([{ ...base, token: 'grpc', subject: { kind: 'NetworkPolicy', name: 'a' } }], {
        ...options,
        readSource: () => flows,
      }),
    ).toEqual([
      {
        code: 'flow-port-undeclared',
        severity: 'error',
        message: '"grpc" is no port of shop/api',
        location: { file: 'apps/shop/flows.ts', line: 3, column: 26, endLine: 3, endColumn: 32 },
        subject: { kind: 'NetworkPolicy', name: 'a' },
      },
    ]);
  });
});

describe('many findings', () => {
  const many = (count: number, code: string, help: readonly string[] = []): ResolvedFinding[] =>
    Array.from({ length: count }, (_, index) => ({ code, severity: 'error', message: `${code} ${index}`, help }));
  const printed = (findings: readonly ResolvedFinding[], mostLines?: number) =>
    formatFindings(findings, { readSource: () => undefined, cwd: '/', ...(mostLines !== undefined && { mostLines }) });

  it('of one cause stand together', () => {
    const [a, b, c] = [...many(2, 'a'), ...many(1, 'b')];
    const at = (line: number) => ({ at: { file: 'x', line, column: 1 } });
    const text = printed([a, b, c].flatMap((each, index) => (each ? [{ ...each, ...at([1, 3, 2][index] ?? 0) }] : [])));
    expect(text.match(/error\[[ab]\]/g)).toEqual(['error[a]', 'error[a]', 'error[b]']);
  });

  it.each([
    [many(10, 'a'), 20],
    [many(11, 'a'), 20],
    [many(1000, 'a'), 20],
    [many(1000, 'a', ['do this', 'or that']), 20],
    [
      many(
        3,
        'a',
        Array.from({ length: 30 }, () => 'do this'),
      ),
      20,
    ],
    [
      many(
        1,
        'a',
        Array.from({ length: 30 }, () => 'do this'),
      ),
      20,
    ],
  ])('are printed up to a number of lines for a cause, and counted (%#)', (findings, most) => {
    const [body = '', sums] = printed(findings, most).split(/\n\n(?=\d+ errors?$)/);
    expect(body.split('\n').length).toBeLessThanOrEqual(most);
    expect(sums).toBe(summarize(findings));
    const shown = body.match(/^error\[a\]/gm)?.length ?? 0;
    expect(shown).toBeGreaterThan(0);
    const rest = findings.length - shown;
    if (rest === 0) expect(body).not.toContain('... and');
    else expect(body).toContain(`... and ${rest} more error[a] of ${findings.length}: --verbose shows all`);
  });

  it('are all printed where no number is given', () => {
    expect(printed(many(200, 'a')).match(/^error\[a\]/gm)).toHaveLength(200);
  });
});

describe('what an input says', () => {
  it.each([
    ['\u001b[2J', '\\u001b[2J'],
    ['a\nb', 'a\\nb'],
    ['\u202eevil', '\\u202eevil'],
    ['\u0085', '\\u0085'],
    ['\u2028', '\\u2028'],
    ['ä 漢 👩‍💻', 'ä 漢 👩‍💻'],
  ])('%j is shown as %s', (text, shown) => {
    expect(printable(text)).toBe(shown);
    expect(JSON.parse(`"${printable(text)}"`)).toBe(text);
  });

  it('has colours only where the program wrote them', () => {
    expect(printableLines('a\u001b[31mb\nc\u001b[2J')).toBe('a\\u001b[31mb\nc\\u001b[2J');
    expect(printableLines('a\u001b[31mb\u001b[2J', (match) => match.length > 1)).toBe('a\u001b[31mb\\u001b[2J');
  });
});
