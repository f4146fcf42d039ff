import { ApiObject, Chart } from 'cdk8s';
import type { Construct, IConstruct } from 'constructs';
import { proveObjects } from '../analyze/verify/prove-manifests';
import { compileApp } from '../compile/compile-app';
import type { ChartDeclaration } from '../compile/declaration';
import type { CompiledPolicy } from '../compile/policy-draft';
import { captureCallSite } from '../diagnostics/call-site';
import type { Finding } from '../diagnostics/finding';
import { NetpactError, plainSentence } from '../diagnostics/netpact-error';
import type { Disjoint } from '../dsl/disjoint';
import type { Flow } from '../dsl/flow';
import type { Included } from '../dsl/include';
import type { Invariant } from '../dsl/invariant';
import { patternsOf } from '../dsl/manifest-patterns';
import type { Namespace } from '../dsl/peer';
import type { Refused } from '../dsl/symbols';
import { chartDeclarationOf, declarationOf, declareChart, isPolicyApp } from './app-declaration';
import { chartLists, checkedScope } from './chart-lists';
import { clockFromEnvironment } from './clock';

export interface FlowChartProps {
  /** The namespaces that this chart owns: the policies in them are netpact's. */
  readonly namespaces: readonly Namespace[];
  /** Who may talk to whom: `flow(web).to(api).port('http')`.
   * @default none */
  readonly flows?: readonly Flow[];
  /** What must stay true of everything that the manifests allow.
   * @default none */
  readonly invariants?: readonly Invariant[];
  /** What the proof takes for granted of pods, and says so: `disjoint(web, api)`.
   * @default none */
  readonly assumptions?: readonly Disjoint[];
  /** Manifests of other owners that the proof takes into account: `include('vendor/*.yaml')`.
   * @default none */
  readonly includes?: readonly Included[];
  /** Where what is deployed stands: files, folders or patterns (`manifests/**`), relative to the folder that netpact runs in. Declared
   * workloads are held to the pods there.
   * @default none: nothing is checked against workloads */
  readonly manifests?: string | readonly string[];
  /** Put before the names of all policies in this chart's namespaces, where others write policies too.
   * @default '' */
  readonly namePrefix?: string;
}

/** The props themselves, and the sentence for whoever gives one value, or a function, where a list is taken. */
export type SaidLists<Props> = {
  readonly [K in keyof Props]:
    | Props[K]
    | (NonNullable<Props[K]> extends readonly unknown[] ? Refused<'this is a list: say [one] or [...several]'> : never);
};

/** Namespaces and flows as a construct: how the values of the language enter a cdk8s tree. */
export class FlowChart extends Chart {
  /** Namespaces and flows as a construct, below a `PolicyApp` or a cdk8s `App`. Throws a NetpactError where the props hold something that netpact did not make. */
  constructor(scope: Construct, id: string, props: SaidLists<FlowChartProps>) {
    super(checkedScope(scope, id), id, { disableResourceNameHashes: true });
    declareChart(this, chartDeclaration(this.node.path, props));
    if (!isPolicyApp(this.node.root)) this.node.addValidation({ validate: () => this.#compileInPlainApp() });
  }

  /** Whether a construct is a FlowChart, also one of another installed copy of netpact. */
  static isFlowChart(construct: unknown): construct is FlowChart {
    return chartDeclarationOf(construct) !== undefined;
  }

  /**
   * The objects that this chart owns. In a PolicyApp they are not in the tree, because the app writes them itself; there it
   * throws a NetpactError with everything that is refused of what all charts declare, and every failure of the proof.
   */
  override toJson(): unknown[] {
    if (!isPolicyApp(this.node.root)) return super.toJson();
    const { policies, errors } = provedPolicies(this.node.root);
    if (errors.length > 0) throw new NetpactError(errors);
    return ownPolicies(this, policies).map(({ manifest }) => manifest);
  }

  /**
   * In somebody's plain cdk8s App, validation is the last step before cdk8s collects the objects to write, and the first at
   * which all charts are known: a flow of one chart may need a policy in a namespace of another. The first chart does it for all.
   */
  #compileInPlainApp(): string[] {
    const charts = this.node.root.node.findAll().filter(FlowChart.isFlowChart);
    if (charts[0] !== this) return [];
    const { policies, errors } = provedPolicies(this.node.root);
    for (const chart of charts) setObjects(chart, errors.length > 0 ? [] : ownPolicies(chart, policies));
    return errors.map(plainSentence);
  }
}

/** What all charts below a root compile to, and why it may not be written. */
function provedPolicies(root: IConstruct): {
  readonly policies: readonly CompiledPolicy[];
  readonly errors: readonly Finding[];
} {
  const { policies, findings, intent } = compileApp(declarationOf(root), clockFromEnvironment());
  const refusals = findings.filter(isError);
  const manifests = policies.map(({ manifest }) => manifest);
  return {
    policies,
    errors: refusals.length > 0 ? refusals : proveObjects(intent, manifests).findings.filter(isError),
  };
}

const isError = ({ severity }: Finding): boolean => severity === 'error';

/** Where a chart keeps the objects that it was given: a global symbol, so that two installed copies meet. */
const objectsKey = Symbol.for('netpact.objects');

/** Puts policies into the tree, instead of those that were put there when the app was synthesized before. */
function setObjects(
  chart: FlowChart & { [objectsKey]?: readonly string[] },
  policies: readonly CompiledPolicy[],
): void {
  for (const id of chart[objectsKey] ?? []) chart.node.tryRemoveChild(id);
  chart[objectsKey] = policies.map(({ manifest }) => {
    const { namespace, name } = manifest.metadata;
    return new ApiObject(chart, `${namespace}-${name}`, { ...manifest, metadata: { ...manifest.metadata } }).node.id;
  });
}

function ownPolicies(chart: FlowChart, policies: readonly CompiledPolicy[]): readonly CompiledPolicy[] {
  const owned = new Set(chartDeclarationOf(chart)?.namespaces.map(({ name }) => name));
  return policies.filter(({ manifest }) => owned.has(manifest.metadata.namespace));
}

function chartDeclaration(id: string, props: SaidLists<FlowChartProps>): ChartDeclaration {
  const site = captureCallSite();
  const isAsked = props !== undefined && 'manifests' in props;
  const manifests = isAsked ? patternsOf(props.manifests, `manifests of the FlowChart ${id}`, site) : [];
  return { id, namePrefix: props?.namePrefix ?? '', ...chartLists(id, props), manifests, site };
}
