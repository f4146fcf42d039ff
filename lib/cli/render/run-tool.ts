import { spawn } from 'node:child_process';
import type { Tool } from './find-tool';

/** What a program wrote, or why it did not get to its end. */
export type ToolRun = { readonly output: Buffer } | { readonly failure: string };

const maxBytes = 128 * 1024 * 1024;
const maxSeconds = 120;

/**
 * Runs a program by its path, without a shell, in an empty folder that is also its home. It inherits nothing: no PATH to start
 * other programs from, no KUBECONFIG, no HELM_* or XDG_* of the user, no plugins; and a proxy that nobody is behind, so that what
 * it would fetch all the same fails.
 */
export function runTool({ path: program }: Tool, args: readonly string[], empty: string): Promise<ToolRun> {
  return new Promise((resolve) => {
    const child = spawn(program, args, {
      cwd: empty,
      env: environment(empty),
      shell: false,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const output: Buffer[] = [];
    const errors: Buffer[] = [];
    let bytes = 0;
    let stopped: string | undefined;
    const stop = (why: string) => {
      stopped ??= why;
      child.kill('SIGKILL');
    };
    const timer = setTimeout(() => stop(`it took longer than ${maxSeconds} s`), maxSeconds * 1000);
    const take = (into: Buffer[]) => (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes > maxBytes) stop(`it wrote more than ${maxBytes / 1024 / 1024} MiB`);
      else into.push(chunk);
    };
    child.stdout.on('data', take(output));
    child.stderr.on('data', take(errors));
    const end = (run: ToolRun) => {
      clearTimeout(timer);
      resolve(run);
    };
    child.on('error', (error) => end({ failure: error.message }));
    child.on('close', (code) => {
      const said = Buffer.concat(errors).toString('utf8').trim();
      if (code === 0 && stopped === undefined) end({ output: Buffer.concat(output) });
      else end({ failure: stopped ?? (said === '' ? `it ended with exit code ${code}` : said) });
    });
  });
}

function environment(empty: string): NodeJS.ProcessEnv {
  const nowhere = 'http://127.0.0.1:9';
  const folders = [
    'HOME',
    'USERPROFILE',
    'TMPDIR',
    'TEMP',
    'TMP',
    'PATH',
    'XDG_CACHE_HOME',
    'XDG_CONFIG_HOME',
    'XDG_DATA_HOME',
  ];
  const helm = ['HELM_CACHE_HOME', 'HELM_CONFIG_HOME', 'HELM_DATA_HOME', 'HELM_PLUGINS', 'HELM_REPOSITORY_CACHE'];
  return {
    ...Object.fromEntries([...folders, ...helm].map((name) => [name, empty])),
    ...Object.fromEntries(['HTTP_PROXY', 'HTTPS_PROXY', 'ALL_PROXY'].map((name) => [name, nowhere])),
    HELM_REGISTRY_CONFIG: `${empty}/registry.json`,
    HELM_REPOSITORY_CONFIG: `${empty}/repositories.yaml`,
    LC_ALL: 'C',
    // Windows starts no program without it.
    ...(process.env.SystemRoot !== undefined && { SystemRoot: process.env.SystemRoot }),
  };
}
