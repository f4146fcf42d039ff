import type { Finding, RelatedPlace } from '../../diagnostics/finding';
import type { PolicyResource } from '../../k8s/resources';
import type { Direction } from '../model/policy-rules';
import type { Access } from './access';
import type { Counterexample } from './pod-by-pod';

const advice =
  'the manifests must not be applied; if no other tool changed them, this is a mistake of netpact: please report it';

/** A difference between declaration and manifests, with the flow and the policy that it comes from. */
export function counterexampleFinding({ pod, difference }: Counterexample, direction: Direction): Finding {
  if (difference.kind === 'isolation') return isolationFinding(pod, direction, difference.declared);
  const { peer, missing, surplus, causes } = difference;
  const [from, to] = direction === 'ingress' ? [peer, pod] : [pod, peer];
  const half = `the ${direction} policies of ${pod}`;
  const message =
    missing === undefined
      ? `${half} admit ${from} to ${to} on ${surplus}, and no flow declares it`
      : `${half} do not admit ${from} to ${to} on ${missing}, which is declared`;
  return {
    code: missing === undefined ? 'proof-surplus' : 'proof-missing',
    severity: 'error',
    message,
    ...placesOf(causes),
    help: [advice],
  };
}

function isolationFinding(pod: string, direction: Direction, declared: boolean): Finding {
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
export function undecidedFinding(namespace: string, direction: Direction): Finding {
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
