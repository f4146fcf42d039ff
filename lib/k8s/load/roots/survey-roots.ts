import { readdirSync, readFileSync, realpathSync, statSync } from 'node:fs';
import path from 'node:path';
import type { Finding } from '../../../diagnostics/finding';
import { counted, firstOf, listed } from '../../../wording/words';
import { isWithin, realOrSame, slashed } from '../files/file-paths';
import { looksLikeKubernetes } from '../files/kubernetes-look';
import { isForeignFolder, isManifestName } from '../files/manifest-places';
import { type Candidate, readCandidate } from './candidate';
import { repositoryOf } from './local-path';
import { renderCommand } from './not-rendered';
import { isRootFile, kustomizationNames, type Root } from './root';
import { kustomizationsIn } from './root-graph';
import type { WalkedFile } from './walked-file';

/** Where a survey takes place. */
export interface SurveyPlace {
  readonly cwd: string;
  /** Where roots end, if no work tree says it. */
  readonly top?: string;
  /** The paths as they were written, where a part of them is read now. */
  readonly asked?: readonly string[];
  /** What messages call a file, of its path from the working directory. @default that path */
  readonly nameOf?: (file: string) => string;
  /** The command line that is about another path instead. */
  readonly command?: (instead: string, isEach?: boolean) => string;
}

/** What a PATH stands for, once its kustomizations and charts are looked through. */
export interface Survey {
  /** To be read as they are: what transparent kustomizations list, and files of no root. */
  readonly files: readonly WalkedFile[];
  /** To be rendered. */
  readonly roots: readonly Root[];
  readonly findings: readonly Finding[];
  readonly notes: readonly Finding[];
  /** Every root that no other uses, as the PATH that means it alone; last what belongs to none. */
  readonly parts: readonly { readonly root: string; readonly paths: readonly string[]; readonly isRoot: boolean }[];
  /** What the roots are made of, as PATHs. */
  readonly used: readonly string[];
  /** What belongs to no root, and does not look like a manifest: it is in no part. */
  readonly foreign: readonly WalkedFile[];
}

/** Looks for roots among the files that a walk found below a PATH; `given` is the PATH as it was written. */
export function surveyRoots(given: string, walked: readonly WalkedFile[], place: SurveyPlace): Survey {
  if (walked.some(({ file }) => isRootFile(file))) return new Surveyor(given, walked, place).survey();
  const { nameOf = itself } = place;
  const files = walked.map(({ path: at, file }) => ({ path: at, file: nameOf(file) }));
  return {
    files,
    roots: [],
    findings: [],
    notes: notApplied(given, walked, place),
    used: [],
    ...looseParts(given, walked),
  };
}

const itself = (file: string): string => file;

/** A file that is given by its name is read as it is, also where a kustomization beside it says otherwise. */
function notApplied(
  given: string,
  [only, ...others]: readonly WalkedFile[],
  { cwd, nameOf = itself }: SurveyPlace,
): readonly Finding[] {
  if (!only || others.length > 0 || path.resolve(cwd, given) !== only.path) return [];
  const folder = path.dirname(realOrSame(only.path));
  return kustomizationsIn(folder).flatMap((marker) => {
    const found = { path: path.join(folder, marker), file: path.posix.join(path.posix.dirname(only.file), marker) };
    const beside = readCandidate(found, folder, repositoryOf(folder, cwd), nameOf);
    if (!beside || beside.isTransparent || !beside.root.files.has(realOrSame(only.path))) return [];
    const message = `${nameOf(only.file)} is read as it is written: ${nameOf(found.file)}, which has ${beside.why}, is not applied to it`;
    return [{ code: 'kustomization-not-applied', severity: 'info' as const, message }];
  });
}

/** Files of no root are a part of their own, as far as they are manifests. */
function looseParts(given: string, files: readonly WalkedFile[]): Pick<Survey, 'parts' | 'foreign'> {
  const manifests = files.filter(({ path: at, file }) => file === given || looksLikeManifest(at));
  const paths = manifests.map(({ file }) => file);
  return {
    parts: paths.length === 0 ? [] : [{ root: given, paths, isRoot: false }],
    foreign: files.filter((file) => !manifests.includes(file)),
  };
}

class Surveyor {
  private readonly findings: Finding[] = [];
  private readonly notes: Finding[] = [];
  private readonly candidates: readonly Candidate[];
  private readonly nameOf: (file: string) => string;
  /** The PATH without links. */
  private readonly real: string;

  constructor(
    private readonly given: string,
    private readonly walked: readonly WalkedFile[],
    private readonly place: SurveyPlace,
  ) {
    const { cwd, top, asked = [], nameOf = itself } = place;
    this.nameOf = nameOf;
    this.real = realpathSync.native(path.resolve(cwd, given));
    const tops = new Map<string, string>();
    this.candidates = walked
      .filter(({ file }) => isRootFile(file))
      .flatMap((found) => {
        const folder = realpathSync.native(path.dirname(found.path));
        const end =
          top ??
          tops.get(folder) ??
          repositoryOf(folder, cwd, [this.real, ...asked.map((each) => realOrSame(path.resolve(cwd, each)))]);
        tops.set(folder, end);
        return readCandidate(found, folder, end, this.nameOf) ?? [];
      });
  }

  survey(): Survey {
    const isExact = isRootFile(this.given) && this.candidates.length > 0;
    const tops = isExact ? this.candidates : this.unused();
    const own = isExact ? tops : tops.filter(({ folder }) => folder === this.real);
    const chosen = own.length === 1 ? this.onlyOwn(own, tops) : tops;
    const found = this.filesOf(chosen, isExact);
    const loose = found.filter(({ isLoose }) => isLoose);
    const files = found.map(({ path: at, file }) => ({ path: at, file: this.nameOf(file) }));
    const { parts: ofNoRoot, foreign } = looseParts(this.given, loose);
    const parts = [
      ...tops.map(({ root: { path: folder, file } }) => ({ root: folder, paths: [file], isRoot: true })),
      ...ofNoRoot,
    ];
    const transforming = chosen.filter(({ isTransparent }) => !isTransparent);
    const isOne = own.length === 1 && chosen.length === 1;
    for (const each of chosen) if (isOne || each.isTransparent) this.addProblems(each);
    if (transforming.length > 0 && !isOne) this.findings.push(this.rootsBelow(transforming));
    const roots = isOne ? transforming.filter(({ problems }) => problems.length === 0).map(({ root }) => root) : [];
    return { files, roots, findings: this.findings, notes: this.notes, parts, used: tops.flatMap(usedBy), foreign };
  }

  /** Roots that no other root uses; of roots that use each other in a circle, the first. */
  private unused(): readonly Candidate[] {
    const used = new Set(this.candidates.flatMap(({ folder, uses }) => [...uses].filter((each) => each !== folder)));
    const isPart = (each: Candidate) =>
      used.has(each.folder) || this.candidates.some((other) => other.holdsChart(each));
    const standsAlone = (each: Candidate) => each.notARoot === undefined || this.isGiven(each);
    const tops = this.candidates.filter((each) => standsAlone(each) && !isPart(each));
    const reached = new Set(tops.flatMap(({ uses }) => [...uses]));
    for (const each of this.candidates) {
      if (!standsAlone(each) && !isPart(each))
        this.note(
          'root-not-read',
          `${each.root.name} is ${each.notARoot}, and no root in ${this.given} uses it: it is not read`,
        );
      const isHidden = standsAlone(each) && used.has(each.folder) && !reached.has(each.folder);
      if (!isHidden) continue;
      tops.push(each);
      for (const folder of each.uses) reached.add(folder);
    }
    return tops;
  }

  /** A component that is named is built like any other kustomization. */
  private readonly isGiven = ({ folder, root }: Candidate): boolean =>
    folder === this.real && root.kind === 'kustomization';

  /** With a root at PATH itself, kustomizations below it that it does not use are no part of it, as for kubectl. */
  private onlyOwn(own: readonly Candidate[], tops: readonly Candidate[]): readonly Candidate[] {
    const others = tops.filter((each) => !own.includes(each));
    const left = others.filter(({ isTransparent }) => isTransparent);
    if (left.length > 0)
      this.note(
        'root-not-read',
        `${listed(left.map(({ root }) => root.name))} ${left.length === 1 ? 'is a kustomization' : 'are kustomizations'} that ${this.given} does not use: not read`,
      );
    return tops.filter((each) => !left.includes(each));
  }

  /** What is read as it is, in the order of the walk; what belongs to a root without being listed is noted. */
  private filesOf(
    chosen: readonly Candidate[],
    isExact: boolean,
  ): readonly (WalkedFile & { readonly isLoose: boolean })[] {
    const parts = new Set(this.candidates.flatMap(({ root }) => [...root.files.values()]));
    const wanted = new Map(
      chosen.flatMap((each) =>
        each.isTransparent ? each.resources.map(({ path: at, file }) => [at, file] as const) : [],
      ),
    );
    const folders = this.candidates.map(({ folder }) => folder);
    const rest = isExact ? this.filesBeside() : this.walked;
    const found: (WalkedFile & { isLoose: boolean })[] = [];
    const unlisted: string[] = [];
    for (const { path: at, file } of rest) {
      const real = realOrSame(at);
      if (wanted.delete(real)) found.push({ path: at, file, isLoose: false });
      else if (parts.has(real)) continue;
      else if (!isExact && !folders.some((folder) => isWithin(real, folder)))
        found.push({ path: at, file, isLoose: true });
      else if (looksLikeManifest(at)) unlisted.push(this.nameOf(file));
    }
    for (const [at, file] of wanted) found.push({ path: at, file, isLoose: false });
    if (unlisted.length > 0)
      this.note(
        'manifest-unlisted',
        `${counted(unlisted.length, 'manifest')} ${unlisted.length === 1 ? 'is' : 'are'} not read, because no kustomization lists ${unlisted.length === 1 ? 'it' : 'them'}: ${listed(unlisted, 10)}`,
      );
    return found;
  }

  /** The manifests in the folder of the one root that was given by its file. */
  private filesBeside(): readonly WalkedFile[] {
    const isForeign = (name: string) =>
      path
        .dirname(name)
        .split(path.sep)
        .some((part) => isForeignFolder(part, () => false));
    return this.candidates.flatMap(({ folder, root }) =>
      readdirSync(folder, { recursive: true, encoding: 'utf8' })
        .filter((name) => isManifestName(name) && !isForeign(name))
        .map((name) => ({ path: path.join(folder, name), file: path.posix.join(root.path, slashed(name)) }))
        .sort((a, b) => (a.file < b.file ? -1 : 1)),
    );
  }

  /** Problems, and at the last one the way around them. */
  private addProblems({ root, problems }: Candidate): void {
    const { command = (instead: string) => `netpact … ${instead}` } = this.place;
    const last = problems.findLast(({ code }) => code === 'root-not-local' || code === 'kustomization-runs-code');
    const help = [`render it yourself, if you trust what it uses: ${renderCommand(root)} | ${command('-')}`];
    this.findings.push(...problems.map((problem) => (problem === last ? { ...problem, help } : problem)));
  }

  private rootsBelow(roots: readonly Candidate[]): Finding {
    const { command = (instead: string, isEach = false) => `netpact … ${isEach ? '--each ' : ''}${instead}` } =
      this.place;
    const isTwice = ({ folder }: Candidate) => roots.filter((each) => each.folder === folder).length > 1;
    const lines = roots.map((each) => {
      const { root, problems, why } = each;
      const reason = problems.length > 0 ? 'cannot be rendered here, and says why' : `has ${why}`;
      return `${command(isTwice(each) ? root.file : root.path)}  (${reason})`;
    });
    const base = this.candidates.find(
      ({ folder, root }) => folder === this.real && !roots.some((each) => each.root === root),
    );
    if (base) lines.push(`${command(base.root.file)}  (what lies at ${this.given} itself, without what uses it)`);
    return {
      code: 'roots-below',
      severity: 'error',
      message: `${this.given} holds ${counted(roots.length, 'root')} to be rendered, each for itself: nothing is computed`,
      help: [`all, one after the other: ${command(this.given, true)}`, ...firstOf(lines, 30, 'more roots')],
    };
  }

  private note(code: string, message: string): void {
    this.notes.push({ code, severity: 'info', message });
  }
}

/** The files that a root is made of; a link stands for what it leads to. */
function usedBy({ root, folder, resources }: Candidate): readonly string[] {
  const all = new Set([...root.files.values(), ...resources.map((each) => each.path)]);
  return [...all].map((real) => path.posix.join(root.path, slashed(path.relative(folder, real))));
}

/** What looks like an object of Kubernetes; of anything else nobody says that it was left out. */
function looksLikeManifest(file: string): boolean {
  try {
    const status = statSync(file);
    if (!status.isFile()) return false;
    return looksLikeKubernetes(readFileSync(file, 'utf8')) && !kustomizationNames.includes(path.basename(file));
  } catch {
    return false;
  }
}
