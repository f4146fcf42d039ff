import path from 'node:path';
import { ApiObject, App, Chart } from 'cdk8s';
import { proveFiles, proveObjects } from '../analyze/verify/prove-manifests';
import { unusedFlows } from '../compile/check/flows';
import { unusedSettings } from '../compile/check/workloads';
import type { CompiledApp } from '../compile/compile-app';
import { compileApp } from '../compile/compile-app';
import type { ExceptionClock, PolicyForm } from '../compile/declaration';
import type { Finding } from '../diagnostics/finding';
import { NetpactError, plainSentence } from '../diagnostics/netpact-error';
import { takeDeclaredFlows, takeDeclaredSettings, takeReadings } from '../dsl/declared';
import { planOutput } from '../k8s/emit/output-plan';
import { renderManifests } from '../k8s/emit/render-manifests';
import { writeOutputSync } from '../k8s/emit/write-output';
import type { NetworkPolicy } from '../k8s/network-policy';
import { declarationOf, keepSettings, markPolicyApp, type PolicySettings, settingsIn } from './app-declaration';
import { checkedClock, clockFromEnvironment } from './clock';
import {
  askedEnvironment,
  type ChosenEnvironment,
  chooseEnvironment,
  type EnvironmentFields,
  type EnvironmentOf,
  type NoFields,
  noneDeclared,
} from './environments';
import { FlowChart } from './flow-chart';
import { currentHost, type HostedApp } from './host';

export interface PolicyAppProps<Fields extends EnvironmentFields = NoFields, Name extends string = string>
  extends PolicySettings<Fields, Name> {
  /** Where `synth()` writes, each environment in a folder of its own; `netpact synth --out` and cdk8s's own setting win.
   * @default dist/k8s */
  readonly outdir?: string;
}

/** What an app compiles to. With an error among `findings`, nothing of it is ever written. */
export interface CompiledPolicies {
  /** In the order of their namespaces; `comment` is the line that stands over the policy in the YAML, without `#`. */
  readonly policies: readonly { readonly manifest: NetworkPolicy; readonly comment: string }[];
  readonly findings: readonly Finding[];
  /** What the proof took for granted, as the line of proof of `netpact synth` says it; empty where nothing was proved. */
  readonly assumptions: readonly string[];
}

/** The root of a netpact app: its `synth()` writes one file of policies per namespace, or nothing if something is wrong. */
export class PolicyApp<Fields extends EnvironmentFields = NoFields, Name extends string = string> extends App {
  /** What `netpact synth --env` (or NETPACT_ENV) said: one of the names in `environments`, where the app declares them. */
  readonly env: Name | undefined;
  readonly #environment: ChosenEnvironment | undefined;
  /** What the command line gets of this app. */
  readonly #hosted: HostedApp;

  /**
   * The root of a netpact app. Throws a NetpactError where the props make no sense, or it was not asked for one of its environments.
   */
  constructor(props: PolicyAppProps<Fields, Name> = {}) {
    const host = currentHost();
    const chosen = chooseEnvironment('a PolicyApp', props.environments, host?.listed);
    super({ outdir: outdirOf(props, host ? undefined : chosen) });
    this.#environment = chosen;
    // The type says of which names it can be one; that it is one of them was just checked.
    this.env = (chosen?.name ?? askedEnvironment()) as Name | undefined;
    this.#hosted = {
      compile: (clock, form) => compileWhole(this, clock, form),
      outdir: this.outdir,
      environments: chosen?.names ?? [],
      synthesized: false,
    };
    markPolicyApp(this);
    keepSettings(this, settingsIn(props, chosen));
    host?.apps.push(this.#hosted);
  }

  /**
   * The fields of the environment that was asked for: hand them to the functions that make your values. Throws a NetpactError
   * where the app declares no environments.
   */
  get environment(): EnvironmentOf<Fields> {
    if (!this.#environment) throw noneDeclared();
    return this.#environment.fields as EnvironmentOf<Fields>;
  }

  /**
   * All policies, and everything there is to say about them, the proof and the invariants included; refusals are among the
   * findings, and where there is one nothing is proved. Nothing is written.
   * Without a clock it is that of NETPACT_NOW, else the machine's. Throws a RangeError where
   * NETPACT_NOW, or what the clock shows, is no date.
   */
  compile(clock: ExceptionClock = clockFromEnvironment()): CompiledPolicies {
    const compiled = compileWhole(this, checkedClock(clock));
    if (compiled.findings.some(({ severity }) => severity === 'error')) return { ...compiled, assumptions: [] };
    const { findings, assumptions } = proveObjects(
      compiled.intent,
      compiled.policies.map(({ manifest }) => manifest),
    );
    return { ...compiled, findings: [...compiled.findings, ...findings], assumptions };
  }

  /**
   * Writes the manifests; throws a NetpactError with every refusal, and then writes nothing, and what `compile()` throws.
   * Under `netpact synth` the command writes.
   */
  override synth(): void {
    this.#hosted.synthesized = true;
    if (currentHost()) return;
    const compiled = compileWhole(this, clockFromEnvironment());
    refuseErrors(compiled.findings);
    const files = renderManifests(compiled.policies, { layout: 'per-namespace' });
    const request = { outDir: this.outdir, files, allowRemoved: false };
    const findings = [
      ...compiled.findings,
      ...planOutput(request).findings,
      ...proveFiles(compiled.intent, files).findings,
    ];
    refuseErrors(findings);
    for (const warning of findings) process.stderr.write(`${plainSentence(warning)}\n`);
    writeOutputSync(request);
  }
}

/** Where an app writes by itself: each environment in a folder of its own, as `netpact synth` has it. */
function outdirOf({ outdir }: { readonly outdir?: string }, chosen: ChosenEnvironment | undefined): string {
  const base = process.env.CDK8S_OUTDIR ?? outdir ?? 'dist/k8s';
  return chosen ? path.join(base, chosen.name) : base;
}

function refuseErrors(findings: readonly Finding[]): void {
  const errors = findings.filter(({ severity }) => severity === 'error');
  if (errors.length > 0) throw new NetpactError(errors);
}

function compileWhole(app: App, clock: ExceptionClock, form?: PolicyForm): CompiledApp {
  const declaration = declarationOf(app);
  const compiled = compileApp({ ...declaration, form: form ?? declaration.form }, clock);
  const used = declaration.charts.flatMap(({ flows }) => flows);
  const findings = [
    ...compiled.findings,
    // A process that makes several apps declares workloads for all of them; only the command line knows that there is one.
    ...unusedSettings(takeDeclaredSettings(), declaration.charts, currentHost() ? 'error' : 'warning'),
    ...unusedFlows(takeDeclaredFlows(), used),
    ...unwrittenObjects(app),
    ...takeReadings(),
  ];
  return { ...compiled, findings };
}

/** A PolicyApp writes policies only; other charts, and objects put into a FlowChart, would silently be left out. */
function unwrittenObjects(app: App): readonly Finding[] {
  const found = app.node.findAll().flatMap((construct) => {
    if (Chart.isChart(construct)) return FlowChart.isFlowChart(construct) ? [] : [`the chart ${construct.node.path}`];
    const isInFlowChart = ApiObject.isApiObject(construct) && FlowChart.isFlowChart(Chart.of(construct));
    return isInFlowChart ? [`the object ${construct.node.path}`] : [];
  });
  return found.map((what) => ({
    code: 'chart-not-written',
    severity: 'error',
    message: `${what} would not be written: a PolicyApp writes network policies only`,
    help: ['use a plain cdk8s App for it: FlowCharts work there too, and cdk8s writes all charts'],
  }));
}
