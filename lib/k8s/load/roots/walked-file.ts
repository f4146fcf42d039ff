/** A file that a walk found: where it is, and its name for messages. */
export interface WalkedFile {
  readonly path: string;
  readonly file: string;
}
