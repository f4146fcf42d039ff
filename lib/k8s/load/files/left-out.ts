import { getOrInsert } from '../../../algebra/keyed';
import { byCodeUnits } from '../../../algebra/text-order';
import type { Assumption } from '../../../diagnostics/assumption';
import type { Finding } from '../../../diagnostics/finding';
import { counted, listed } from '../../../wording/words';

/**
 * Why something below a PATH gives no object. Of those that begin with `not-`, nobody knows what is in them. What is `used`
 * was to be left out, and is read.
 */
export type LeftOutReason = 'no-object' | 'foreign-folder' | 'excluded' | 'used' | 'not-parsed' | 'not-a-file';

/** What was left out of an input, collected so that it is said in one line for each kind of thing. */
export class LeftOut {
  private readonly named = new Map<LeftOutReason, Set<string>>();

  add(reason: LeftOutReason, name: string): void {
    getOrInsert(this.named, reason, () => new Set()).add(name);
  }

  /** A line for each kind of thing: it counts all, and names the first of them; `all` has each by name. */
  notes(): readonly Finding[] {
    const used = this.named.get('used');
    return noteOf.flatMap(({ code, reasons, one, many }) => {
      const all = reasons
        .flatMap((reason) =>
          [...(this.named.get(reason) ?? [])].filter((each) => reason !== 'excluded' || !used?.has(each)),
        )
        .sort(byCodeUnits);
      const message = `${counted(all.length, one, many)}: ${listed(all)}`;
      return all.length === 0 ? [] : [{ code, severity: 'info', message, all }];
    });
  }

  /** What is taken for granted of that which nobody has read. */
  assumptions(): readonly Assumption[] {
    return unread.flatMap(({ reason, one, many }) => {
      const all = [...(this.named.get(reason) ?? [])];
      const message = `${counted(all.length, one, many)}: ${listed(all)}`;
      return all.length === 0 ? [] : [{ kind: 'not-read', message }];
    });
  }
}

const noteOf: readonly {
  readonly code: string;
  readonly reasons: readonly LeftOutReason[];
  readonly one: string;
  readonly many: string;
}[] = [
  {
    code: 'document-skipped',
    reasons: ['no-object', 'not-parsed'],
    one: 'file is no Kubernetes object (no kind and apiVersion) and is left out',
    many: 'files are no Kubernetes objects (no kind and apiVersion) and are left out',
  },
  {
    code: 'folder-skipped',
    reasons: ['foreign-folder'],
    one: "folder is left out, because it holds no manifests of one's own",
    many: "folders are left out, because they hold no manifests of one's own",
  },
  {
    code: 'path-excluded',
    reasons: ['excluded'],
    one: 'file or folder is left out by --exclude',
    many: 'files and folders are left out by --exclude',
  },
  {
    code: 'path-not-excluded',
    reasons: ['used'],
    one: 'file is read although --exclude names it, because a kustomization or chart is made of it',
    many: 'files are read although --exclude names them, because a kustomization or chart is made of them',
  },
  {
    code: 'file-not-read',
    reasons: ['not-a-file'],
    one: 'pipe or device in a folder is not read',
    many: 'pipes and devices in folders are not read',
  },
];

const unread: readonly { readonly reason: LeftOutReason; readonly one: string; readonly many: string }[] = [
  {
    reason: 'not-parsed',
    one: 'file cannot be read, has no line with the key apiVersion or kind, and is taken for no manifest',
    many: 'files cannot be read, have no line with the key apiVersion or kind, and are taken for no manifests',
  },
  {
    reason: 'not-a-file',
    one: 'pipe or device is not read, and taken for no manifest',
    many: 'pipes and devices are not read, and taken for no manifests',
  },
];
