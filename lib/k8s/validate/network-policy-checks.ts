import { type ManifestMap, typeName } from '../manifest-value';
import { checkEach, decodeList, decodeMap, decodeString } from './decode';
import { checkIpBlock } from './ip-block';
import { checkLabelSelector } from './labels';
import { checkObjectMeta } from './object-meta';
import { checkPolicyPort } from './policy-port';
import { invalid, type PolicyProblem, type Report } from './policy-problem';

const apiVersion = 'networking.k8s.io/v1';
const deprecatedVersions = ['extensions/v1beta1', 'networking.k8s.io/v1beta1'];
/** `status` was a field of 1.24 to 1.27 and is in dumps of such clusters: read past, with a note of the loader. */
const policyFields = ['apiVersion', 'kind', 'metadata', 'spec', 'status'];
const peerFields = ['podSelector', 'namespaceSelector', 'ipBlock'];
const specFields = ['podSelector', 'policyTypes', 'ingress', 'egress'];

/**
 * Everything for which Kubernetes 1.36 refuses a NetworkPolicy, and what it warns of, in the order of its own checks
 * (docs/semantics.md 19–23). `manifest` is the object as it was read; no problem of severity error means that it is stored.
 */
export function checkNetworkPolicy(manifest: ManifestMap): readonly PolicyProblem[] {
  const problems: PolicyProblem[] = [];
  const report: Report = (problem) => problems.push(problem);
  decodeMap(manifest, '', policyFields, report);
  checkVersion(manifest, report);
  checkObjectMeta(manifest.metadata, report);
  const spec = decodeMap(manifest.spec, 'spec', specFields, report);
  if (!spec) return problems;
  checkLabelSelector(spec.podSelector, 'spec.podSelector', report);
  checkEach(spec.ingress, 'spec.ingress', checkIngressRule, report);
  checkEach(spec.egress, 'spec.egress', checkEgressRule, report);
  checkPolicyTypes(spec.policyTypes, report);
  return problems;
}

function checkVersion(manifest: ManifestMap, report: Report): void {
  const { kind, apiVersion: version } = manifest;
  if (kind !== 'NetworkPolicy') {
    const is = kind === undefined || kind === '' ? 'is missing' : `is ${typeName(kind)}`;
    report(invalid('kind', 'FieldValueInvalid', `${is}: the kind is "NetworkPolicy"`, 'write kind: NetworkPolicy'));
  }
  if (version === apiVersion) return;
  const help = `write apiVersion: ${apiVersion}`;
  if (typeof version === 'string' && deprecatedVersions.includes(version)) {
    const message = `is ${version}, which Kubernetes no longer serves`;
    report({ ...invalid('apiVersion', 'FieldValueInvalid', message, help), code: 'deprecated-api-version' });
    return;
  }
  const is = version === undefined || version === '' ? 'is missing' : `is ${typeName(version)}`;
  report(invalid('apiVersion', 'FieldValueInvalid', `${is}: NetworkPolicy is an object of ${apiVersion}`, help));
}

/** The check of a rule; `peersField` is `from` or `to`. */
function ruleCheck(peersField: 'from' | 'to') {
  return (value: unknown, field: string, report: Report): void => {
    const rule = decodeMap(value, field, [peersField, 'ports'], report);
    checkEach(rule?.ports, `${field}.ports`, checkPolicyPort, report);
    checkEach(rule?.[peersField], `${field}.${peersField}`, checkPeer, report);
  };
}

const checkIngressRule = ruleCheck('from');
const checkEgressRule = ruleCheck('to');

/** Checks a peer (docs/semantics.md 22). */
function checkPeer(value: unknown, field: string, report: Report): void {
  const peer = decodeMap(value, field, peerFields, report);
  if (!peer) return;
  const given = peerFields.filter((name) => peer[name] !== null && peer[name] !== undefined);
  if (given.includes('podSelector')) checkLabelSelector(peer.podSelector, `${field}.podSelector`, report);
  if (given.includes('namespaceSelector'))
    checkLabelSelector(peer.namespaceSelector, `${field}.namespaceSelector`, report);
  if (given.includes('ipBlock')) checkIpBlock(peer.ipBlock, `${field}.ipBlock`, report);
  if (given.length === 0) {
    const help = 'add a podSelector, a namespaceSelector or an ipBlock';
    report(invalid(field, 'FieldValueRequired', 'is empty: an entry must say who the peer is', help));
  } else if (given.length > 1 && given.includes('ipBlock')) {
    const message = 'has an ipBlock and a selector, and a peer is either addresses or pods';
    report(invalid(field, 'FieldValueForbidden', message, 'make two entries of it'));
  }
}

function checkPolicyTypes(value: unknown, report: Report): void {
  const types = decodeList(value, 'spec.policyTypes', report) ?? [];
  if (types.length > 2) {
    report(
      invalid('spec.policyTypes', 'FieldValueInvalid', `has ${types.length} entries, and at most two are allowed`),
    );
    return;
  }
  for (const [index, raw] of types.entries()) {
    const field = `spec.policyTypes[${index}]`;
    const type = decodeString(raw, field, report);
    if (type === undefined || type === 'Ingress' || type === 'Egress') continue;
    const meant = ['Ingress', 'Egress'].find((name) => name.toLowerCase() === type.trim().toLowerCase());
    const message = `is ${JSON.stringify(type)}: the types are "Ingress" and "Egress"`;
    report(invalid(field, 'FieldValueNotSupported', message, ...(meant ? [`write ${meant}`] : [])));
  }
}
