/**
 * Whether a document is a custom resource definition: those are long and say nothing about who exists, so that they are
 * left unread. Looks at the first `kind:` that starts a line.
 */
export function isSkippedUnread(document: string): boolean {
  const at = document.startsWith('kind: ') ? 0 : document.indexOf('\nkind: ') + 1;
  return document.startsWith('kind: CustomResourceDefinition', at);
}
