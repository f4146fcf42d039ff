import type { Pages } from './page';

/** Codes of the ends that explain is asked about. */
export const explainPages: Pages = {
  'explain-end-ambiguous': {
    title: 'a name means several workloads',
    what: 'SRC or DST names workloads of different kinds.',
    why: 'They may have different policies.',
    fix: 'Add the kind: shop/web[Deployment].',
  },
  'explain-end-malformed': {
    title: 'an end is not of a form that explain knows',
    what: 'SRC or DST is no workload, no pod by its labels and no IP address.',
    why: 'A guess could answer another question.',
    fix: 'Write shop/web, shop/web[Deployment], shop/[app=debug] or 203.0.113.7.',
  },
  'explain-end-unknown': {
    title: 'an end is not in the input',
    what: 'No workload of the input has the name.',
    why: 'Its labels decide which policies select it, and they are unknown.',
    fix: 'Correct the name, or write the labels of a pod that does not exist: shop/[app=debug].',
  },
};
