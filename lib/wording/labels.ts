/** A label that is not in the template of pods: `the label job-name, which the Job controller adds to pods of shop/web`. */
export function assignedLabelText({ key, by }: { readonly key: string; readonly by: string }, pods: string): string {
  return `the label ${key}, which ${by} adds to pods of ${pods}`;
}
