import { readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { byCodeUnits } from '../../algebra/text-order';
import type { GivenContract } from '../../contract/judge-contracts';
import { readContract } from '../../contract/read-contract';
import type { Finding } from '../../diagnostics/finding';
import { foldersIn } from '../../k8s/emit/stray-outputs';
import { problemOf, readSource, readStdin, unreadable } from '../../k8s/load/files/read-file';
import { Source } from '../../k8s/load/files/source';
import { ManifestOrigin } from '../../k8s/load/manifest-origin';
import { readDocument } from '../../k8s/load/yaml/read-document';
import { listed } from '../../wording/words';

/** Contracts that were read, or why one of them may not be judged; every mistake of every file at once. */
export interface ReadContracts {
  readonly contracts: readonly GivenContract[];
  readonly findings: readonly Finding[];
  /** What the files say, for frames. */
  readonly texts: ReadonlyMap<string, string>;
}

/** Reads contracts: files, folders of them, or `-`. A file that is named twice counts once. */
export async function readContracts(words: readonly string[]): Promise<ReadContracts> {
  const contracts: GivenContract[] = [];
  const findings: Finding[] = [];
  const texts = new Map<string, string>();
  const { files, problems } = filesOf(words);
  findings.push(...problems);
  for (const file of files) {
    const name = file === '-' ? '<stdin>' : file.replaceAll('\\', '/');
    const source = file === '-' ? await readStdin() : await readSource(file, name);
    if (!(source instanceof Source)) {
      findings.push(problemOf(source));
      continue;
    }
    texts.set(name, source.text);
    const range = { source, start: 0, end: source.text.length, format: 'json' } as const;
    const outcome = readDocument(range);
    if ('problem' in outcome) {
      findings.push(outcome.problem);
      continue;
    }
    const origin = new ManifestOrigin(range);
    const read = readContract(outcome.value, name, (field, part) => () => origin.span(field, part));
    findings.push(...read.findings);
    if (read.contract) contracts.push({ file: name, contract: read.contract });
  }
  return { contracts, findings: [...findings, ...twiceNamed(contracts)], texts };
}

function filesOf(words: readonly string[]): {
  readonly files: readonly string[];
  readonly problems: readonly Finding[];
} {
  const problems: Finding[] = [];
  const files = words.flatMap((word) => {
    if (word === '-') return [word];
    try {
      if (!statSync(word).isDirectory()) return [word];
      const inside = readdirSync(word).filter(isContractName).sort(byCodeUnits);
      const below = foldersIn(word).filter((name) => readdirSync(path.join(word, name)).some(isContractName));
      if (inside.length === 0) problems.push(emptyFolder(word));
      else if (below.length > 0) problems.push(leftOut(word, below));
      return inside.map((name) => path.join(word, name));
    } catch (error) {
      problems.push(withHelp(unreadable(word, error)));
      return [];
    }
  });
  const places = files.map((file) => (file === '-' ? file : path.resolve(file)));
  return { files: files.filter((_, at) => places.indexOf(places[at] ?? '') === at), problems };
}

const isContractName = (name: string): boolean => name.endsWith('.json');

/** Folders below are those of environments, which are checked one at a time. */
function leftOut(folder: string, below: readonly string[]): Finding {
  return {
    code: 'contract-not-judged',
    severity: 'warning',
    message: `${folder} was read without the folders in it, whose contracts were not judged: ${listed(below, 8)}`,
    help: [`name them as well, one environment at a time: ${path.join(folder, below[0] ?? '')}`],
  };
}

function emptyFolder(folder: string): Finding {
  return {
    code: 'contract-not-judged',
    severity: 'error',
    message: `${folder} holds no contract (*.json)`,
    help: ['name the file, or the folder of one environment: dist/contract/prod'],
  };
}

/** An app that needs nothing any more has no contract: its file is gone. */
function withHelp(finding: Finding): Finding {
  return {
    ...finding,
    help: [
      'check the path; netpact synth writes a contract only where an app needs something of others: leave it out of the check if it is gone for good',
    ],
  };
}

/** Two apps may have one name by chance, but mostly it is one app twice: of two environments, or of two states. */
function twiceNamed(contracts: readonly GivenContract[]): readonly Finding[] {
  const firsts = new Map<string, GivenContract>();
  return contracts.flatMap((each): readonly Finding[] => {
    const first = firsts.get(each.contract.app);
    if (!first) {
      firsts.set(each.contract.app, each);
      return [];
    }
    if (JSON.stringify(first.contract) === JSON.stringify(each.contract)) return [];
    return [
      {
        code: 'contract-repeated',
        severity: 'warning',
        message: `${first.file} and ${each.file} are different contracts of an app ${each.contract.app}: the needs of both are judged`,
        help: [
          "check one environment at a time; where these are two apps, give them names: new PolicyApp({ name: '…' })",
        ],
      },
    ];
  });
}
