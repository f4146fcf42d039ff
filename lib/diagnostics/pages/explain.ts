import type { Pages } from '../page';

/** Codes of the ends that explain is asked about. */
export const explainPages: Pages = {
<<<<<<< HEAD
  'explain-end-unknown': {
    title: 'explain is asked about a workload that the input does not have',
    what: 'SRC or DST names no workload of the files that were given.',
    why: 'An answer about pods that are not there would read as one about pods that are.',
    fix: 'Correct the name (namespace/name), or describe a pod that does not exist by its labels:\n  netpact explain shop/[app=debug] shop/api 8080 dist/k8s',
  },
  'explain-end-ambiguous': {
    title: 'a name means several workloads',
    what: 'SRC or DST names workloads of several kinds.',
    why: 'They may have different labels, and so different answers.',
    fix: 'Add the kind: shop/web[Deployment].',
  },
  'explain-end-malformed': {
    title: 'a description of a pod cannot be read',
    what: 'Between the brackets of SRC or DST stands something that is no label.',
    why: 'A label that is dropped would describe another pod.',
    fix: 'Labels are key=value, separated by commas: shop/[app=web,tier=front]; shop/[*] has none.',
=======
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
>>>>>>> cli
  },
};
