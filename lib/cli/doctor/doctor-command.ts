import fs from 'node:fs';
import path from 'node:path';
import { NetpactError } from '../../diagnostics/netpact-error';
import { paletteFor } from '../console/colours';
import { writeAll } from '../console/write-all';
import { type ExitCode, exitCode } from '../exit-code';
import { type Cdk8sConfig, readCdk8sYaml } from '../project/cdk8s-yaml';
import { findApp } from '../project/find-app';
import { type CheckResult, type DoctorContext, error } from './check';
import { checkCdk8sCopies, checkPackageJson } from './package-checks';
import { checkApp, checkCdk8sYaml, checkGit, checkOutput } from './project-checks';
import { checkCompiler, checkNode, checkTsconfig } from './toolchain-checks';
import { readTyping } from './typing';

/** `netpact doctor`: one line for each check; exit 1 if one of them is an error. */
export async function doctorCommand({ format }: { readonly format: 'text' | 'json' }): Promise<ExitCode> {
  const results = await runChecks(process.cwd());
  const isHealthy = results.every(({ status }) => status !== 'error');
  const document = { schemaVersion: 1, ok: isHealthy, checks: results };
  await writeAll(process.stdout, [format === 'json' ? `${JSON.stringify(document, undefined, 2)}\n` : asText(results)]);
  return isHealthy ? exitCode.done : exitCode.findings;
}

async function runChecks(cwd: string): Promise<CheckResult[]> {
  const { config, problem } = readConfig(cwd);
  const entry = entryOrUndefined(cwd, config);
  const context: DoctorContext = {
    cwd,
    folder: entry ? path.dirname(entry) : cwd,
    out: config.output ?? 'dist/k8s',
    typing: await readTyping(entry ?? path.join(cwd, 'main.ts'), cwd),
    hasCdk8sYaml: fs.existsSync(path.join(cwd, 'cdk8s.yaml')),
    ...(entry !== undefined && { entry }),
    ...(config.output !== undefined && { cdk8sOutput: config.output }),
  };
  return [
    checkNode(),
    checkCompiler(context),
    checkTsconfig(context),
    checkPackageJson(context),
    checkCdk8sCopies(context),
    problem ?? checkCdk8sYaml(context),
    checkApp(context),
    checkOutput(context),
    checkGit(context),
  ];
}

function readConfig(cwd: string): { readonly config: Cdk8sConfig; readonly problem?: CheckResult } {
  try {
    return { config: readCdk8sYaml(cwd) };
  } catch (problem) {
    if (!NetpactError.is(problem)) throw problem;
    return {
      config: {},
      problem: error('cdk8s-yaml', problem.findings[0]?.message ?? problem.message, 'correct the file'),
    };
  }
}

function entryOrUndefined(cwd: string, config: Cdk8sConfig): string | undefined {
  try {
    return findApp(undefined, cwd, config);
  } catch (problem) {
    if (NetpactError.is(problem)) return undefined;
    throw problem;
  }
}

function asText(results: readonly CheckResult[]): string {
  const palette = paletteFor(process.stdout);
  const paint = { ok: palette.strong, warning: palette.warning, error: palette.error };
  return results
    .map(({ name, status, message, help }) => {
      const line = `${paint[status](status.padEnd(7))} ${name.padEnd(10)} ${message}`;
      return help ? `${line}\n${' '.repeat(19)}${palette.faint('help:')} ${help}\n` : `${line}\n`;
    })
    .join('');
}
