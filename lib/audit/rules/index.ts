import type { Rule } from '../rule';
import { hygieneRules } from './hygiene/index';
import { outageRules } from './outages/index';
import { reachRules } from './reach/index';
import { trapRules } from './traps/index';
import { validityRules } from './validity/index';

/** Every rule, in the order of the catalogue. */
export const rules: readonly Rule[] = [...validityRules, ...trapRules, ...reachRules, ...outageRules, ...hygieneRules];
