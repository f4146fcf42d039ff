import type { Rule } from '../../rule';
import { exceptionExpired } from './exception-expired';
import { exceptionExpiring } from './exception-expiring';
import { exceptionWithoutOwner } from './exception-without-owner';
import { mutableNamespaceLabel } from './mutable-namespace-label';
import { redundantPolicy } from './redundant-policy';
import { redundantRule } from './redundant-rule';
import { unstableLabel } from './unstable-label';
import { vagueName } from './vague-name';

/** What makes policies hard to trust and to change. */
export const hygieneRules: readonly Rule[] = [
  redundantPolicy,
  redundantRule,
  unstableLabel,
  mutableNamespaceLabel,
  vagueName,
  exceptionExpired,
  exceptionExpiring,
  exceptionWithoutOwner,
];
