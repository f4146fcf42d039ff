import { firstForeignFrame } from '../../diagnostics/call-site';
import { NetpactError } from '../../diagnostics/netpact-error';
import { type ResolvedFinding, resolveFinding } from '../../diagnostics/resolved-finding';

/** How an error left the app. */
export type Exit = 'threw' | 'rejected';

/** What an app threw, as findings: those of a NetpactError as they are, anything else at the user's line. `bundle` is the file the stack must not point to. */
export function thrownFindings(error: unknown, exit: Exit, bundle: string): readonly ResolvedFinding[] {
  if (NetpactError.is(error)) return error.findings.map(resolveFinding);
  const code = exit === 'threw' ? 'app-threw' : 'app-rejected';
  const words = exit === 'threw' ? 'the app threw' : 'the app left a promise rejected:';
  if (!(error instanceof Error)) {
    return [
      { code, severity: 'error', message: `${words} ${describe(error)}`, help: ['throw an Error: it knows its line'] },
    ];
  }
  const peer = missingPeer(error);
  if (peer) return [peer];
  const stack = (error.stack ?? '')
    .split('\n')
    .filter((line) => !line.includes(bundle))
    .join('\n');
  const at = firstForeignFrame(stack);
  const cause = error.cause instanceof Error ? [`caused by ${error.cause.name}: ${error.cause.message}`] : [];
  return [
    {
      code,
      severity: 'error',
      message: `${words} ${error.name}: ${error.message}`,
      ...(at && { at }),
      ...(cause.length > 0 && { notes: cause }),
    },
  ];
}

/** netpact's own import of cdk8s or constructs failed: they are peers, and the user's to install. */
function missingPeer(error: Error): ResolvedFinding | undefined {
  const name = /^Cannot find (?:module|package) '(cdk8s|constructs)'/.exec(error.message)?.[1];
  if (!name) return undefined;
  return {
    code: 'import-not-found',
    severity: 'error',
    message: `"${name}" is not installed, and netpact/cdk8s is built on it`,
    help: ['npm install cdk8s constructs'],
  };
}

function describe(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value);
  try {
    return JSON.stringify(value) ?? String(value);
  } catch {
    return String(value);
  }
}
