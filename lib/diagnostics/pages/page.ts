/** What `netpact help CODE` says about a code; plain text, lines of at most 100 characters. */
export interface Page {
  /** The sentence beside the code in a list. */
  readonly title: string;
  /** What was found, exactly. */
  readonly what: string;
  /** Why it matters enough to be said. */
  readonly why: string;
  /** What to do, with an example where one helps. */
  readonly fix: string;
}

/** Pages by code. */
export type Pages = Readonly<Record<string, Page>>;
