import type { Rule } from '../../rule';
import { accidentalIsolation } from './accidental-isolation';
import { ingressBackendBlocked } from './ingress-backend-blocked';
import { webhookBlocked } from './webhook-blocked';

/** What does not work because of a policy. */
export const outageRules: readonly Rule[] = [webhookBlocked, ingressBackendBlocked, accidentalIsolation];
