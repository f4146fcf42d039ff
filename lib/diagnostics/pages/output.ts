import type { Pages } from './page';

/** Codes of the output folder. */
export const outputPages: Pages = {
  'output-not-a-folder': {
    title: 'the output folder is a file',
    what: 'The path of --out, or a folder above it, exists and is a file.',
    why: 'netpact never replaces what it did not write.',
    fix: 'Move the file away, or name another folder with --out.',
  },
  'output-foreign-file': {
    title: 'a file in the output folder belongs to somebody else',
    what: "A manifest would be written where something stands that netpact did not write: its first line is not\nnetpact's marker, or it is a link or a folder.",
    why: 'Hand-written manifests must survive; a link could lead out of the folder.',
    fix: 'Move it away, or write to a folder of its own with --out. Files with other names may stay.',
  },
  'output-namespace-removed': {
    title: 'a namespace with a default deny is gone from the code',
    what: 'The output folder holds policies that isolate a namespace, and no FlowChart lists that namespace any more.',
    why: 'Once the removal is applied, every pod of that namespace accepts traffic from everyone.',
    fix: 'If that is meant, run netpact synth --allow-removed. Else give the namespace back to a FlowChart.',
  },
  'output-nested': {
    title: 'an environment and a namespace would share a folder',
    what: 'With --layout per-policy each namespace has a folder, and --env has one too; here both have the same name.',
    why: "Each run would take the other's files for stale and remove them.",
    fix: 'Use --layout per-namespace, or write the environment elsewhere with --out.',
  },
  'output-not-readable': {
    title: 'the output folder cannot be read',
    what: 'The operating system refused to read the output folder, or a file in it that would be replaced or removed.',
    why: 'What netpact cannot read may be hand-written, and netpact never replaces what it did not write.',
    fix: 'Make the folder and its files readable, or name another folder with --out.',
  },
  'output-not-writable': {
    title: 'the output folder cannot be written',
    what: 'The operating system refused to create, replace or remove a file of the output folder.',
    why: 'netpact writes everything or nothing; what was on disk is unchanged.',
    fix: 'Make the folder writable, free disk space, or name another folder with --out.',
  },
};
