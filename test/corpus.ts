import { existsSync } from 'node:fs';
import path from 'node:path';

/** Manifests of public projects. They stay outside of the repository; CONTRIBUTING.md says which they are. */
export const corpus = path.resolve(__dirname, '..', process.env.NETPACT_CORPUS ?? '../shared/corpus');

/** A `describe` of tests that read the corpus. Where it is absent they are skipped, and stderr says so. */
export function describeCorpus(title: string, tests: () => void): void {
  if (existsSync(corpus)) {
    describe(title, tests);
    return;
  }
  process.stderr.write(`skipped: ${title}: no corpus at ${corpus} (see CONTRIBUTING.md)\n`);
  describe.skip(`${title} (no corpus at ${corpus})`, tests);
}
