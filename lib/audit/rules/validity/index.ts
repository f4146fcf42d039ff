import type { Rule } from '../../rule';
import { deprecatedApiVersion } from './deprecated-api-version';
import { duplicatePolicy } from './duplicate-policy';
import { invalidPolicy } from './invalid-policy';
import { unknownField } from './unknown-field';

/** What the API server refuses, or keeps one of. */
export const validityRules: readonly Rule[] = [invalidPolicy, unknownField, duplicatePolicy, deprecatedApiVersion];
