import { getOrInsert } from '../../../algebra/keyed';
import type { Assumption } from '../../../diagnostics/assumption';
import { type Finding, subjectOf } from '../../../diagnostics/finding';
import { fieldOf, isMap } from '../../manifest-value';
import type {
  NamespaceResource,
  PolicyResource,
  ServiceCaller,
  ServiceResource,
  UnevaluatedPolicy,
  UnreadRoute,
} from '../../resources';
import { checkNetworkPolicy } from '../../validate/network-policy-checks';
import { policyFinding } from '../../validate/policy-problem';
import { readSpec, readTexts } from '../../validate/read-spec';
import type { Source } from '../files/source';
import { isDerived, policyBehind } from '../unevaluated/derived-objects';
import { networkPolicies, type PolicyKind, policyKindOf } from '../unevaluated/policy-kinds';
import { assumptionsOfKinds, readUnevaluated } from '../unevaluated/read-unevaluated';
import { foreignGroupOf, groupOf, identityOf } from './api-group';
import { CustomKinds } from './custom-kinds';
import { FieldReader, ownAnnotations } from './field-reader';
import { controllerOf, foldOwners, type OwnedWorkload } from './fold-owners';
import type { LoadResult, RefusedPolicy } from './load-result';
import { isEvaluatedPolicy, type ManifestObject, nameOfObject } from './manifest-object';
import { readNamespace, readService } from './read-cluster-object';
import { definitionKind, readServiceCaller } from './read-service-caller';
import { podTemplatePath, readWorkload } from './read-workload';
import { isAlike, isSameObject } from './same-object';
import { unreadRoute } from './unread-routes';

/** Takes the objects of an input one by one, and answers what they say together. */
export class ObjectCollector {
  readonly findings: Finding[] = [];
  readonly notes: Finding[] = [];
  readonly assumptions: Assumption[] = [];
  readonly customKinds = new CustomKinds();
  private readonly seen = new Map<string, ManifestObject>();
  private readonly namespaces: NamespaceResource[] = [];
  private readonly services: ServiceResource[] = [];
  private readonly serviceCallers: ServiceCaller[] = [];
  private readonly unreadRoutes: UnreadRoute[] = [];
  private readonly conversions = new Map<string, ServiceCaller>();
  private readonly workloads: OwnedWorkload[] = [];
  private readonly policies = new Map<string, PolicyResource>();
  private readonly unevaluatedPolicies: UnevaluatedPolicy[] = [];
  private readonly refusedPolicies: RefusedPolicy[] = [];
  private readonly otherKinds = new Map<string, number>();
  /** Known when all is: what they are derived from may follow. */
  private readonly perhapsDerived: [ManifestObject, PolicyKind][] = [];
  private policyCount = 0;

  add(object: ManifestObject): void {
    const { kind, apiVersion, manifest } = object;
    const caller = readServiceCaller(object);
    this.customKinds.add(object);
    const route = unreadRoute(object);
    if (route) this.unreadRoutes.push(route);
    if (isEvaluatedPolicy(object)) this.addPolicy(object);
    else if (kind === 'Namespace' && apiVersion === 'v1') {
      if (this.isNew(object, readNamespace)) this.namespaces.push(readNamespace(object, this.findings));
    } else if (kind === 'Service' && apiVersion === 'v1') {
      if (this.isNew(object, readComparably)) this.services.push(readService(object, this.findings));
    } else if (caller?.kind === definitionKind) this.addDefinition(object, caller);
    else if (caller) {
      if (this.isNew(object, calledServices, 'both lead to the same Services: the first is read'))
        this.serviceCallers.push(caller);
    } else {
      const group = groupOf(apiVersion);
      const policyKind = policyKindOf(group, kind);
      // A policy makes no pods, whatever fields somebody gave it.
      const templatePath = policyKind ? undefined : podTemplatePath(object);
      if (policyKind && policyBehind(group, kind, manifest) !== undefined)
        this.perhapsDerived.push([object, policyKind]);
      else if (policyKind && !isDerived(group, kind, manifest)) this.addPolicyKind(object, policyKind);
      else if (templatePath === undefined) this.addWhole(object);
      else if (this.isNew(object, readOwned)) {
        const workload = readWorkload(object, templatePath, this.findings);
        this.workloads.push({ workload, group: foreignGroupOf(apiVersion), owner: controllerOf(manifest) });
      }
    }
  }

  /** Of a definition of custom resources only what converts it is read, so that two which differ are no mistake here. */
  private addDefinition({ kind }: ManifestObject, caller: ServiceCaller): void {
    this.countUnread(kind);
    getOrInsert(this.conversions, JSON.stringify([caller.name, caller.references]), () => caller);
  }

  /** A policy that a chart brings as a hook may be in force or not: it is read as one of a kind that is not evaluated. */
  addHook(object: ManifestObject): void {
    const { apiVersion, kind } = object;
    const of = isEvaluatedPolicy(object) ? networkPolicies : policyKindOf(groupOf(apiVersion), kind);
    if (of?.role === 'policy' || of?.role === 'reference')
      this.unevaluatedPolicies.push(readUnevaluated({ ...object, group: 'helm.sh/hook' }, of));
  }

  /** Counts an object that was recognised by its kind alone. */
  countUnread(kind: string): void {
    this.otherKinds.set(kind, (this.otherKinds.get(kind) ?? 0) + 1);
  }

  /** How many objects were added, of whatever kind. */
  get count(): number {
    let others = 0;
    for (const number of this.otherKinds.values()) others += number;
    return others + this.seen.size + this.policyCount + this.perhapsDerived.length;
  }

  /** What was added says together; `sources` are what it was read of. */
  result(sources: readonly Source[]): LoadResult {
    for (const [object, policyKind] of this.perhapsDerived.splice(0)) this.addPerhapsDerived(object, policyKind);
    const { findings, notes, assumptions, namespaces, services, policyCount, refusedPolicies, otherKinds } = this;
    const workloads = foldOwners(this.workloads);
    const policies = [...this.policies.values()];
    const { unevaluatedPolicies, unreadRoutes } = this;
    const serviceCallers = [...this.serviceCallers, ...this.conversions.values()];
    const read = { namespaces, workloads, services, serviceCallers, policies, unevaluatedPolicies };
    const resources = { ...read, ...(unreadRoutes.length > 0 && { unreadRoutes }) };
    const texts = new Map(sources.map(({ file, text }) => [file, text]));
    const assumed = [...assumptions, ...assumptionsOfKinds(unevaluatedPolicies)];
    const customKinds = this.customKinds.result();
    return {
      resources,
      findings,
      notes,
      assumptions: assumed,
      policyCount,
      refusedPolicies,
      otherKinds,
      customKinds,
      texts,
    };
  }

  private addPolicy(object: ManifestObject): void {
    const { namespace, name, manifest, origin } = object;
    this.policyCount++;
    const subject = { ...subjectOf(object), kind: 'NetworkPolicy' };
    if (manifest.status !== undefined) {
      const message = `${nameOfObject(object)}: status is not part of the policy and is ignored`;
      this.note('status-ignored', message, object, 'status');
    }
    const problems = checkNetworkPolicy(manifest);
    for (const problem of problems) this.findings.push(policyFinding(problem, subject, origin));
    const errors = problems.filter(({ severity }) => severity === 'error');
    // Names that are generated never clash; of two policies with one name the last is in force.
    const key = this.isNamed(object) ? identityOfPolicy(object) : `generated ${this.policyCount}`;
    const isRefused = errors.some(({ isTolerated }) => !isTolerated);
    const policy = isRefused ? undefined : toPolicy(object);
    if (this.isNamed(object)) this.isNew(object, readPolicy);
    if (errors.length > 0) {
      const tolerated = policy ? { tolerated: policy } : {};
      this.refusedPolicies.push({ namespace, name, manifest, problems, origin, ...tolerated });
    } else if (policy) this.policies.set(key, policy);
  }

  /** Counts an object of which nothing is read; false where it is none. */
  addWhole(object: ManifestObject): boolean {
    this.countUnread(object.kind);
    if (object.kind !== '') return true;
    const reader = new FieldReader(object, this.findings);
    if (object.manifest.items === undefined)
      reader.refuse('kind', 'is missing: every object needs a kind and an apiVersion');
    else reader.refuse('items', 'is no list: to kubectl, an object of any kind that has items is a list of them');
    return false;
  }

  private addPolicyKind(object: ManifestObject, of: PolicyKind): void {
    const { apiVersion, kind } = object;
    const title = nameOfObject(object);
    this.countUnread(kind);
    if (of.role === 'staged') {
      const message = `${title}: a staged policy of ${apiVersion} enforces nothing, and changes no answer`;
      this.note('policy-staged', message, object, 'kind');
    } else if (of.role === 'other-layer') {
      const message = `${title}: ${apiVersion} decides in the mesh, on connections that the network let through; answers speak of the network alone`;
      this.note('policy-of-mesh', message, object, 'kind');
    } else if (!this.isNamed(object) || this.isNew(object, withoutAnnotations)) {
      const message = `${title}: objects of ${apiVersion} are not evaluated, although they can allow and deny`;
      this.note('policy-kind-not-evaluated', message, object, 'kind');
      this.unevaluatedPolicies.push(readUnevaluated({ ...object, group: groupOf(apiVersion) }, of));
    }
  }

  private addPerhapsDerived(object: ManifestObject, of: PolicyKind): void {
    const name = policyBehind(groupOf(object.apiVersion), object.kind, object.manifest);
    const isThere = name !== undefined && this.policies.has(identityOfPolicy({ ...object, name }));
    if (isThere) this.countUnread(object.kind);
    else this.addPolicyKind(object, of);
  }

  private isNamed({ manifest, name }: ManifestObject): boolean {
    return fieldOf(manifest, 'metadata', 'name') === name;
  }

  /**
   * Whether no object of this identity came before; one that did is noted if it says the same, and an error if it does not.
   * `read` answers what netpact reads of an object, undefined for nothing; `alike` says what follows where that is the same.
   */
  private isNew(object: ManifestObject, read: ReadObject, alike = 'both say the same: it is read once'): boolean {
    const isPolicy = isEvaluatedPolicy(object);
    const identity = isPolicy ? identityOfPolicy(object) : identityOf(object);
    const first = this.seen.get(identity);
    if (!first) {
      this.seen.set(identity, object);
      return true;
    }
    const code = isPolicy ? 'duplicate-policy' : 'duplicate-object';
    if (isSameObject(first.manifest, object.manifest) || isAlike(read(first, []), read(object, this.findings))) {
      this.note(code, `${nameOfObject(object)} is in the input twice, and ${alike}`, object);
      return false;
    }
    this.findings.push({
      code,
      severity: 'error',
      message: `${nameOfObject(object)} is in the input twice, and the two differ`,
      at: () => object.origin.span('metadata.name'),
      related: [{ at: () => first.origin.span('metadata.name'), message: 'first declared here' }],
      help: ['keep one of them, or pass the environments one at a time'],
      subject: subjectOf(object),
    });
    return false;
  }

  private note(code: string, message: string, object: ManifestObject, field = 'metadata.name'): void {
    const at = () => object.origin.span(field, 'key');
    this.notes.push({ code, severity: 'info', message, at, subject: subjectOf(object) });
  }
}

function toPolicy({ namespace, name, manifest, origin }: ManifestObject): PolicyResource {
  const metadata = manifest.metadata;
  const { labels, annotations } = isMap(metadata) ? metadata : {};
  return {
    namespace,
    ...(!fieldOf(metadata, 'namespace') && { isUnplaced: true }),
    name,
    labels: readTexts(labels) ?? {},
    annotations: readTexts(annotations) ?? {},
    spec: readSpec(manifest),
    origin,
  };
}

/** However its kind and version are written. */
const identityOfPolicy = (object: ManifestObject): string =>
  identityOf({ ...object, apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy' });

/** All that an object says of which nobody knows what it means: a NetworkSet is selected by its labels. */
function withoutAnnotations({ manifest }: ManifestObject): object {
  const { status: _, metadata, ...rest } = manifest;
  return { ...rest, labels: fieldOf(metadata, 'labels') ?? {} };
}

type ReadObject = (object: ManifestObject, findings: Finding[]) => object | undefined;

function readOwned(object: ManifestObject, findings: Finding[]): object | undefined {
  const templatePath = podTemplatePath(object);
  if (templatePath === undefined) return undefined;
  return { ...readWorkload(object, templatePath, findings), owner: controllerOf(object.manifest) };
}

/** A dump has the ports of nodes that the cluster chose. */
function readComparably(object: ManifestObject, findings: Finding[]): object {
  const service = readService(object, findings);
  return { ...service, ports: service.ports.map(({ nodePort: _, ...port }) => port) };
}

/** The same Ingress for two stages differs in its hosts. */
function calledServices(object: ManifestObject): object | undefined {
  const caller = readServiceCaller(object);
  return caller && { ...caller, references: caller.references.map(({ hosts: _, paths: __, ...called }) => called) };
}

/** Of annotations, netpact reads its own. */
function readPolicy(object: ManifestObject): object | undefined {
  const { manifest } = object;
  const isRefused = checkNetworkPolicy(manifest).some((each) => each.severity === 'error' && !each.isTolerated);
  return isRefused ? undefined : { ...toPolicy(object), annotations: ownAnnotations(manifest) };
}
