import { ApiObject, Chart } from 'cdk8s';
import type { Construct } from 'constructs';
import { compileApp } from '../compile/compile-app';
import type { CompiledPolicy } from '../compile/compiled-app';
import type { ChartDeclaration } from '../compile/declaration';
import { captureCallSite } from '../diagnostics/call-site';
import { plainSentence } from '../diagnostics/netpact-error';
import type { Flow } from '../dsl/flow-types';
import type { Invariant } from '../dsl/invariant';
import { flowModelOf, invariantModelOf, namespaceModelOf } from '../dsl/model';
import type { Namespace } from '../dsl/peer';
import { declarationOf, isPolicyApp } from './app-declaration';
import { clockFromEnvironment } from './clock';

export interface FlowChartProps {
  /** The namespaces that this chart owns: the policies in them are netpact's. */
  readonly namespaces: readonly Namespace[];
  readonly flows?: readonly Flow[];
  /** What must stay true of everything that the manifests allow.
   * @default none */
  readonly invariants?: readonly Invariant[];
  /** Put before the names of all policies in this chart's namespaces, where others write policies too.
   * @default '' */
  readonly namePrefix?: string;
}

const brand = Symbol.for('netpact.FlowChart');

/** Namespaces and flows as a construct: how the values of the language enter a cdk8s tree. */
export class FlowChart extends Chart {
  readonly declaration: ChartDeclaration;
  #hasObjects = false;

  constructor(scope: Construct, id: string, props: FlowChartProps) {
    super(scope, id, { disableResourceNameHashes: true });
    this.declaration = chartDeclaration(this.node.path, props);
    Object.defineProperty(this, brand, { value: true });
    if (!isPolicyApp(this.node.root)) this.node.addValidation({ validate: () => this.#compileInPlainApp() });
  }

  /** Whether a construct is a FlowChart, also one of another installed copy of netpact. */
  static isFlowChart(construct: unknown): construct is FlowChart {
    return typeof construct === 'object' && construct !== null && brand in construct;
  }

  /**
   * In somebody's plain cdk8s App, validation is the last step before cdk8s collects the objects to write, and the first at
   * which all charts are known: a flow of one chart may need a policy in a namespace of another.
   */
  #compileInPlainApp(): string[] {
    const compiled = compileApp(declarationOf(this.node.root), clockFromEnvironment());
    const own = compiled.findings.filter(({ severity }) => severity === 'error');
    if (own.length > 0) return isFirstFlowChart(this) ? own.map(plainSentence) : [];
    if (!this.#hasObjects) addObjects(this, compiled.policies);
    this.#hasObjects = true;
    return [];
  }
}

function addObjects(chart: FlowChart, policies: readonly CompiledPolicy[]): void {
  const owned = new Set(chart.declaration.namespaces.map(({ name }) => name));
  for (const { manifest } of policies) {
    const { namespace, name } = manifest.metadata;
    if (!owned.has(namespace)) continue;
    new ApiObject(chart, `${namespace}-${name}`, { ...manifest, metadata: { ...manifest.metadata } });
  }
}

/** Problems belong to the app; one chart reports them for all. */
function isFirstFlowChart(chart: FlowChart): boolean {
  return chart.node.root.node.findAll().find(FlowChart.isFlowChart) === chart;
}

function chartDeclaration(id: string, props: FlowChartProps): ChartDeclaration {
  return {
    id,
    namePrefix: props.namePrefix ?? '',
    namespaces: modelsOf('namespaces', props.namespaces, namespaceModelOf),
    flows: modelsOf('flows', props.flows ?? [], flowModelOf),
    invariants: modelsOf('invariants', props.invariants ?? [], invariantModelOf),
    site: captureCallSite(),
  };
}

/** Values that escaped the types (a computed list with a hole, another library's object) fail here, at the user's line. */
function modelsOf<M>(what: string, values: readonly unknown[], read: (value: unknown) => M | undefined): readonly M[] {
  return values.map((value, index) => {
    const model = read(value);
    if (model === undefined) throw new TypeError(`FlowChart: ${what}[${index}] is not made by netpact`);
    return model;
  });
}
