import type { Pages } from './page';

/** Codes of diff and report. */
export const diffPages: Pages = {
  'revision-unknown': {
    title: 'a side of a diff is neither a path nor a revision',
    what: 'OLD or NEW names no file, no folder and no commit of the repository, or of the part that was cloned.',
    why: 'A diff against nothing would read as if everything had been opened or closed.',
    fix: 'Correct the name. In CI fetch what is compared: actions/checkout with fetch-depth: 0,\nor git fetch origin main.',
  },
  'revision-unreadable': {
    title: 'a revision cannot be read whole',
    what: 'Git is missing, or the revision leads to files that it does not hold itself.',
    why: 'A diff is never computed from a side that was only partly read.',
    fix: 'Fetch the missing objects, or check both versions out into folders and compare those:\nnetpact diff old/ new/.',
  },
  'revision-path-missing': {
    title: 'a path does not exist in a revision',
    what: 'A PATH after -- is in one of the two revisions only, or outside the repository.',
    why: 'The side without it would be empty, and the diff about the path and not about connections.',
    fix: 'Name a folder that both hold, relative to the working directory: netpact diff main HEAD -- dist/k8s.',
  },
  'report-not-writable': {
    title: 'the report cannot be written',
    what: 'The operating system refused to write the file of -o.',
    why: 'A report that is cut off could hide what it should show.',
    fix: 'Name a file in a folder that exists and may be written: netpact report dist/k8s -o report.html.',
  },
  'diff-side-twice': {
    title: 'both sides are the standard input',
    what: 'OLD and NEW are both "-".',
    why: 'The standard input can be read once.',
    fix: 'Write one side to a file: kustomize build … | netpact diff dist/k8s -.',
  },
};
