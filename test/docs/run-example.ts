import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { transformSync } from '@swc/core';
import * as cdk8s from 'netpact/cdk8s';
import type { Finding } from '../../lib/diagnostics/finding';
import { NetpactError } from '../../lib/diagnostics/netpact-error';
import type { ExampleProgram } from './example-programs';

/** What became of a program. */
export interface ExampleRun {
  /** How many apps it made, cdk8s's own not among them. */
  readonly apps: number;
  /** How many tests of its own it ran. */
  readonly tests: number;
  /** What netpact says of its apps, by the moment at which the documentation was written. */
  readonly findings: readonly Finding[];
}

/** Runs a program in a folder of its own, as Node and a test runner would, and compiles and proves the apps that it makes. */
export function runExample({ code, files }: ExampleProgram, environment?: string): ExampleRun {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'netpact-example-'));
  const before = process.cwd();
  try {
    for (const [file, text] of Object.entries(files)) {
      fs.mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
      fs.writeFileSync(path.join(folder, file), text);
    }
    process.chdir(folder);
    if (environment !== undefined) process.env.NETPACT_ENV = environment;
    return run(code);
  } finally {
    delete process.env.NETPACT_ENV;
    process.chdir(before);
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

function run(code: string): ExampleRun {
  const apps: cdk8s.PolicyApp[] = [];
  const tests: (() => unknown)[] = [];
  class WatchedApp extends cdk8s.PolicyApp {
    constructor(props?: cdk8s.PolicyAppProps) {
      super(props);
      apps.push(this);
    }
  }
  const modules = (name: string): unknown =>
    name === 'netpact/cdk8s' ? { ...cdk8s, PolicyApp: WatchedApp } : require(name);
  // What an earlier program declared in this process, and gave to no chart, is none of this one's.
  new cdk8s.PolicyApp().compile();
  const { code: plain } = transformSync(code, {
    jsc: { parser: { syntax: 'typescript' }, target: 'es2022' },
    module: { type: 'commonjs' },
  });
  try {
    const test = (_name: string, body: () => unknown) => tests.push(body);
    new Function('require', 'exports', 'test', 'expect', plain)(modules, {}, test, expect);
    for (const each of tests) if (each() instanceof Promise) throw new Error('nobody waits for this test');
    const compiled = apps.map((app) => app.compile({ now: new Date('2026-11-21'), expired: 'error' }));
    return { apps: apps.length, tests: tests.length, findings: compiled.flatMap(({ findings }) => findings) };
  } catch (error) {
    if (!(error instanceof NetpactError)) throw error;
    return { apps: apps.length, tests: tests.length, findings: error.findings };
  }
}
