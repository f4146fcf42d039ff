import fs from 'node:fs';
import path from 'node:path';
import { byCodeUnits } from '../../algebra/text-order';
import { type ContractOwner, isOwnedBy, ownerOfText } from '../../contract/contract-text';
import type { Contract } from '../../intent/contract';
import { isOutputFolder } from '../../k8s/emit/output-folder';
import { appsOfOutput, foldersIn } from '../../k8s/emit/stray-outputs';

/** Where contracts are asked to go. */
export interface ContractPlace {
  /** `--contract`. */
  readonly asked: string | undefined;
  readonly env: string | undefined;
  /** The output folder of all environments, and that of this one. */
  readonly base: string;
  readonly out: string;
}

/** `dist/contract/<app>.json` beside `dist/k8s`; of an environment in its folder below. */
export function contractFile(app: string, { asked, env, base }: Omit<ContractPlace, 'out'>): string {
  const file = asked ?? path.join(path.dirname(base), 'contract', `${app}.json`);
  return env === undefined ? path.normalize(file) : path.join(path.dirname(file), env, path.basename(file));
}

/** Whether this app wrote a contract that stands in its place; all its namespaces may have other names now. */
export function isLeftBy(contract: Contract, owner: ContractOwner, place: ContractPlace): boolean {
  if (isOwnedBy(contract, owner)) return true;
  return owner.app === contract.app && place.asked === undefined && !appsBeside(place).has(owner.app);
}

/**
 * The contracts beside that of an app which it wrote under another name: they speak of its namespaces, or its output folder has
 * policies of that name. An app whose manifests lie beside this one's may well have the same namespaces, in another cluster.
 */
export function staleContracts(contract: Contract, file: string, place: ContractPlace): readonly string[] {
  if (place.asked !== undefined) return [];
  const found = contractsIn(path.dirname(file)).filter(({ owner }) => owner.app !== contract.app);
  if (found.length === 0) return [];
  const former = appsOfOutput(place.out);
  const others = appsBeside(place);
  return found.flatMap(({ file: other, owner }) => {
    const isOurs = former.has(owner.app) || isOwnedBy({ ...contract, app: owner.app }, owner);
    return isOurs && !others.has(owner.app) ? [other] : [];
  });
}

/** The apps whose manifests lie beside those of this one, and whose contracts therefore go into the same folder. */
export function appsBeside({ base, env }: Pick<ContractPlace, 'base' | 'env'>): ReadonlySet<string> {
  const parent = path.dirname(base);
  const outputs = foldersIn(parent)
    .filter((name) => name !== path.basename(base))
    .map((name) => path.join(parent, name, env ?? ''));
  return new Set(outputs.filter(isOutputFolder).flatMap((output) => [...appsOfOutput(output)]));
}

interface FoundContract {
  readonly file: string;
  readonly owner: ContractOwner;
}

/** The contracts of a folder that stand where netpact writes them unasked: each in the file of its app. */
function contractsIn(folder: string): readonly FoundContract[] {
  if (!fs.existsSync(folder)) return [];
  return fs
    .readdirSync(folder)
    .sort(byCodeUnits)
    .flatMap((name) => {
      const file = path.join(folder, name);
      const owner = name.endsWith('.json') ? ownerOf(file) : undefined;
      return owner !== undefined && name === `${owner.app}.json` ? [{ file, owner }] : [];
    });
}

/** Whose contract a file is; links are nobody's. */
function ownerOf(file: string): ContractOwner | undefined {
  if (!fs.lstatSync(file, { throwIfNoEntry: false })?.isFile()) return undefined;
  return ownerOfText(fs.readFileSync(file, 'utf8'));
}
