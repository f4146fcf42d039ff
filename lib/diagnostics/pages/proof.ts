import type { Pages } from './page';

const advice =
  'Do not apply the manifests. If no other tool changed them, this is a mistake of netpact: please report it\nwith the flow and the policy that the finding names.';

/** Codes of the proof that every synth runs. */
export const proofPages: Pages = {
  'proof-missing': {
    title: 'the manifests deny what a flow declares',
    what: 'The manifests were read back, and a declared connection or isolation is not in them.',
    why: 'Once applied, a connection that the team needs would be refused, or pods would stay open.',
    fix: advice,
  },
  'proof-surplus': {
    title: 'the manifests allow what no flow declares',
    what: 'The manifests were read back, and they admit or isolate more than was declared.',
    why: 'Access that nobody asked for would pass the review unseen.',
    fix: advice,
  },
  'proof-undecided': {
    title: 'the search for a difference did not come to its end',
    what: `Whether the manifests admit exactly what was declared, for every pod that could exist, was not found
out within the steps that one command may take. The same input gives the same answer on every machine.`,
    why: 'What is not decided is not proved.',
    fix: 'Select pods by fewer labels, or give some of them a namespace of their own.',
  },
  'proof-stray-policy': {
    title: 'a policy lies in a namespace that no chart lists',
    what: 'Among the manifests is a policy for a namespace that is not owned.',
    why: 'netpact must never isolate pods of others as a side effect.',
    fix: advice,
  },
};
