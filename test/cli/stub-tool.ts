import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';

/** A program that stands for kustomize, kubectl or helm, in a folder of its own. */
export interface StubTool {
  /** To be put on the PATH. */
  readonly folder: string;
  /** The words it was called with to render; undefined where it was not. */
  words(): readonly string[] | undefined;
  /** Its environment then. */
  environment(): Readonly<Record<string, string>>;
  /** The files that lay below the folder it was to render, and below its own. */
  files(): readonly string[];
  remove(): void;
}

/** Makes a program that answers every call with recorded output, and its version when it is asked for that. */
export function stubTool(
  name: string,
  answer: { readonly output?: string; readonly failure?: string },
  folder?: string,
): StubTool {
  const own = fs.realpathSync(folder ?? fs.mkdtempSync(path.join(os.tmpdir(), 'netpact-stub-')));
  fs.writeFileSync(path.join(own, 'output'), answer.output ?? '');
  fs.writeFileSync(path.join(own, 'failure'), answer.failure ?? '');
  const version = {
    helm: 'v3.19.0+g1',
    kustomize: 'v5.7.1',
    kubectl: 'Client Version: v1.34.0\nKustomize Version: v5.7.1',
  }[name];
  const script = `#!/bin/sh
if [ "$1" = version ]; then echo "${version}"; exit 0; fi
printf '%s\\n' "$@" > '${own}/words'
/usr/bin/env > '${own}/environment'
for word in "$@"; do if [ -d "$word" ]; then cd "$word" && /usr/bin/find . ! -type d > '${own}/files'; fi; done
/bin/cat '${own}/failure' >&2
/bin/cat '${own}/output'
[ ! -s '${own}/failure' ]
`;
  fs.writeFileSync(path.join(own, name), script, { mode: 0o755 });
  const lines = (file: string) => fs.readFileSync(path.join(own, file), 'utf8').trimEnd().split('\n');
  return {
    folder: own,
    words: () => (fs.existsSync(path.join(own, 'words')) ? lines('words') : undefined),
    environment: () =>
      Object.fromEntries(
        lines('environment').map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]),
      ),
    files: () =>
      lines('files')
        .map((file) => file.replace(/^\.\//, ''))
        .sort(),
    remove: () => fs.rmSync(own, { recursive: true, force: true }),
  };
}
