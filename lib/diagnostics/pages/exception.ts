import type { Pages } from './page';

/** Codes of exceptions. */
export const exceptionPages: Pages = {
  'exception-expired': {
    title: 'an exception has ended',
    what: 'The last day of an exception has passed. It is valid through the end of that day, UTC.',
    why: 'That it ends by itself is what made it acceptable.',
    fix: "Remove the flow, or agree with its owner on a new end:\n  .exception({ owner: 'payments', ticket: 'SEC-142', until: '2027-06-30' })\nnetpact synth --expired warn lets a hotfix through in the meantime.",
  },
  'exception-until-invalid': {
    title: 'an exception ends on no date',
    what: 'The end is not a day of the calendar, written as YYYY-MM-DD.',
    why: 'An exception with a misread end could stay open for ever.',
    fix: "  .exception({ owner: 'payments', until: '31.03.2027' })    // refused\n  .exception({ owner: 'payments', until: '2027-03-31' })",
  },
  'exception-without-owner': {
    title: 'an exception has no owner',
    what: 'The owner of an exception is missing or blank.',
    why: 'When it ends, somebody must be asked.',
    fix: "  .exception({ owner: '', until: '2027-03-31' })    // refused\n  .exception({ owner: 'payments', until: '2027-03-31' })",
  },
  'exception-unneeded': {
    title: 'an exception is covered by plain flows',
    what: 'Flows without an end allow already all that the exception allows.',
    why: 'Reviewers would believe that the access ends, and it would not.',
    fix: 'Remove the exception, or the plain flow that makes it permanent.',
  },
};
