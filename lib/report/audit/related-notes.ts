import { groupBy } from '../../algebra/keyed';
import type { AuditFinding } from '../../audit/audit-finding';
import { resourceTitle } from '../../wording/names';
import { listed } from '../../wording/words';

/** How many objects a note names; the others are counted. */
const named = 5;

/** What people read of the consequences of a finding, a sentence for each rule: `also allows-all-ports: it lets …`. */
export function relatedNotes({
  subject,
  message,
  related,
}: Pick<AuditFinding, 'subject' | 'message' | 'related'>): readonly string[] {
  // Several labels are read once.
  const [pods = ''] = /pods with [^ ,]+(?:, [^ ,]+)+/.exec(message) ?? [];
  const shortened = (text: string) => (pods === '' ? text : text.replace(pods, 'these pods'));
  const prefix = `${resourceTitle(subject)}: `;
  return [...groupBy(related, ({ rule }) => rule.name)].map(([rule, [first, ...others]]) => {
    const objects = [...new Set([first, ...others].map((each) => each.subject.name))];
    const what = objects.length > 1 ? listed(objects, named) : shortened(first.message.replace(prefix, ''));
    return `also ${rule}: ${what}${objects.length === 1 && others.length > 0 ? `, and ${others.length} more alike` : ''}`;
  });
}
