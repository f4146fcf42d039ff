import type { Rule } from '../rule';
import { hygieneRules } from './hygiene';
import { outageRules } from './outages';
import { reachRules } from './reach';
import { trapRules } from './traps';
import { validityRules } from './validity';

/** Every rule, in the order of the catalogue. */
export const rules: readonly Rule[] = [...validityRules, ...trapRules, ...reachRules, ...outageRules, ...hygieneRules];
