import { formatPorts, noPorts, subtractPorts } from '../../algebra/port-set';
import type { Finding, RelatedPlace } from '../../diagnostics/finding';
import type { PolicyResource } from '../../k8s/resources';
import type { Access, AccessPorts, Scope } from './access';

const advice =
  'the manifests must not be applied; if no other tool changed them, this is a mistake of netpact: please report it';

/** What one pod may talk to as declared, and as the manifests have it, where these differ. */
export interface AccessDifference {
  /** The other end: `orders/[app=api]`, or a range of addresses. */
  readonly peer: string;
  readonly wanted: AccessPorts;
  readonly given: AccessPorts;
  /** What gives the difference. */
  readonly causes: readonly Access[];
}

/** A difference between declaration and manifests, with the flow and the policy that it comes from; `pod` is `shop/[app=web]`. */
export function accessFinding(pod: string, { direction }: Scope, difference: AccessDifference): Finding {
  const { peer, wanted, given, causes } = difference;
  const missing = portsBeyond(wanted, given);
  const [from, to] = direction === 'ingress' ? [peer, pod] : [pod, peer];
  const half = `the ${direction} policies of ${pod}`;
  return {
    code: missing === undefined ? 'proof-surplus' : 'proof-missing',
    severity: 'error',
    message:
      missing === undefined
        ? `${half} admit ${from} to ${to} on ${portsBeyond(given, wanted)}, and no flow declares it`
        : `${half} do not admit ${from} to ${to} on ${missing}, which is declared`,
    ...placesOf(causes),
    help: [advice],
  };
}

/** The ports of `a` that `b` does not have, as text: `TCP 80 and the port named http/TCP`; undefined if there are none. */
function portsBeyond(a: AccessPorts, b: AccessPorts): string | undefined {
  const fixed = subtractPorts(a.fixed, b.fixed);
  const texts = [
    ...(fixed === noPorts ? [] : [formatPorts(fixed)]),
    ...a.names.filter((name) => !b.names.includes(name)).map((name) => `the port named ${name}`),
  ];
  return texts.length > 0 ? texts.join(' and ') : undefined;
}

/** A pod that only one side isolates. */
export function isolationFinding(pod: string, { direction }: Scope, declared: boolean): Finding {
  return {
    code: declared ? 'proof-surplus' : 'proof-missing',
    severity: 'error',
    message: declared
      ? `${pod} is declared isolated for ${direction}, and no policy isolates it`
      : `${pod} is isolated for ${direction} by a policy, and no declaration says so`,
    help: [advice],
  };
}

/** What could not be compared to the end is not proved. */
export function undecidedFinding({ namespace, direction }: Scope): Finding {
  return {
    code: 'proof-undecided',
    severity: 'error',
    message: `it could not be decided whether the ${direction} policies of ${namespace} admit exactly what is declared: the labels that select pods there are too entangled`,
    help: ['select the pods by fewer labels, or give some of them a namespace of their own'],
  };
}

/** A policy in a namespace that netpact does not own. */
export function strayPolicyFinding({ namespace, name, origin }: PolicyResource): Finding {
  return {
    code: 'proof-stray-policy',
    severity: 'error',
    message: `the policy ${name} lies in ${namespace}, a namespace that no chart lists`,
    at: () => origin.span(),
    subject: { kind: 'NetworkPolicy', namespace, name },
    help: [advice],
  };
}

/** The first flow as the main place, the policies beside it. */
function placesOf(causes: readonly Access[]): Pick<Finding, 'at' | 'related'> {
  const flows = causes.flatMap(({ from }) => ('declared' in from ? [from.declared] : []));
  const policies = causes.flatMap(({ from }) => ('policy' in from ? [from] : []));
  const related: RelatedPlace[] = policies.slice(0, 3).map(({ policy, path }) => ({
    at: () => policy.origin.span(path),
    message: `${policy.namespace}/${policy.name}: ${path}`,
  }));
  const [first] = flows;
  return { ...(first && { at: first.at }), ...(related.length > 0 && { related }) };
}
