import type { Finding } from '../../diagnostics/finding';
import type { InvariantModel } from '../../dsl/model';
import { portOf } from '../flow-ports';

/** What `never()` and `only()` say, before anything is proved: their ends, and ports that the targets declare. */
export function checkInvariants(invariants: readonly InvariantModel[], findings: Finding[]): void {
  for (const { kind, to, ports, problems, site } of invariants) {
    findings.push(...problems);
    if (ports?.length === 0)
      findings.push({
        code: 'invariant-without-port',
        severity: 'error',
        message: `${kind}() got an empty list of ports, and no port never means all ports`,
        at: site,
        help: ['leave .port() out if every port is meant'],
      });
    for (const target of to) for (const word of ports ?? []) portOf(word, target, findings);
  }
}
