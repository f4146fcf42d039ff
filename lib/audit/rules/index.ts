import type { Rule } from '../rule';
import { trapRules } from './traps';
import { validityRules } from './validity';

/** Every rule, in the order of the catalogue. */
export const rules: readonly Rule[] = [...validityRules, ...trapRules];
