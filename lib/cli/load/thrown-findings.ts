import { firstForeignFrame } from '../../diagnostics/call-site';
import type { SourceSpan } from '../../diagnostics/finding';
import { NetpactError } from '../../diagnostics/netpact-error';
import { type ResolvedFinding, resolveFinding } from '../../diagnostics/resolved-finding';

/** What an app threw, as findings: those of a NetpactError as they are, anything else at the user's line. `bundle` is the file the stack must not point to. */
export function thrownFindings(error: unknown, exit: 'threw' | 'rejected', bundle: string): readonly ResolvedFinding[] {
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
  const at = placeOf(error, bundle);
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

/** The call of `process.exit` where an app was to be read: it would end netpact without a word. */
export function exitedFinding(code: unknown, bundle: string): ResolvedFinding {
  const at = placeOf(new Error(), bundle);
  return {
    code: 'app-exited',
    severity: 'error',
    message: `the app called process.exit(${code ?? ''})`,
    ...(at && { at }),
    help: ['throw an Error instead: netpact shows its line'],
  };
}

/** The user's line; frames of the bundle, which source maps did not reach, are none of the user's. */
function placeOf({ stack = '' }: Error, bundle: string): SourceSpan | undefined {
  const lines = stack.split('\n').filter((line) => !line.includes(bundle));
  return firstForeignFrame(lines.join('\n'));
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
