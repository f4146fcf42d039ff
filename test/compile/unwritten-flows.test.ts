import {
  allNamespaces,
  type Baseline,
  denyAll,
  denyEgress,
  denyIngress,
  flow,
  foreignNamespace,
  type NamespaceRef,
  namespace,
  open,
  type Pods,
  providedBy,
  type WorkloadOptions,
} from 'netpact';
import type { Finding } from '../../lib/diagnostics/finding';
import { compile, compileCharts, onlyFinding } from './compiling';

type Options = WorkloadOptions<Record<never, never>>;

/** One end of a flow: its namespace, whether a chart lists that, and a workload of it. */
interface End {
  readonly baseline?: Baseline;
  readonly listed?: boolean;
  readonly options?: Options;
}

type Role = 'from' | 'to';

/** Why nothing is written for an end, and what becomes of the end when the advice is followed. */
interface Case {
  readonly end: (role: Role) => End;
  readonly fixed: (role: Role) => Readonly<Record<string, End>>;
}

const inward = (role: Role) => (role === 'to' ? 'ingress' : 'egress');
const deny = (role: Role) => (role === 'to' ? denyIngress() : denyEgress());
const denyWord = (role: Role) => (role === 'to' ? 'denyIngress()' : 'denyEgress()');
const denyOther = (role: Role) => (role === 'to' ? denyEgress() : denyIngress());
const why = 'migrating until May';

const cases: Readonly<Record<string, Case>> = {
  'is in a namespace that was forgotten': {
    end: () => ({ baseline: denyAll() }),
    fixed: (role) => ({
      [`add \`${role}\` to \`namespaces\` of the chart chart`]: { baseline: denyAll(), listed: true },
    }),
  },
  'is in a namespace that was forgotten, and is open': {
    end: () => ({ baseline: open(why) }),
    fixed: (role) => ({
      [`add \`${role}\` to \`namespaces\` of the chart chart, and deny its ${inward(role)}: ${denyWord(role)}`]: {
        baseline: deny(role),
        listed: true,
      },
    }),
  },
  'is in a namespace that was forgotten, and denies the other direction': {
    end: (role) => ({ baseline: denyOther(role) }),
    fixed: (role) => ({
      [`add \`${role}\` to \`namespaces\` of the chart chart, and deny its ${inward(role)}: denyAll()`]: {
        baseline: denyAll(),
        listed: true,
      },
    }),
  },
  'is in a foreign namespace': {
    end: () => ({}),
    fixed: (role) => ({
      [`if ${role} is yours, declare it with a baseline (namespace('${role}', { baseline: denyAll() })) and list that in a chart`]:
        { baseline: denyAll(), listed: true },
    }),
  },
  'is in an open namespace': {
    end: () => ({ baseline: open(why), listed: true }),
    fixed: (role) => ({
      [`deny ${inward(role)} of ${role}: baseline: ${denyWord(role)}`]: { baseline: deny(role), listed: true },
      [`isolate ${role}-pods alone: isolate: '${inward(role)}'`]: {
        baseline: open(why),
        listed: true,
        options: { isolate: inward(role) },
      },
    }),
  },
  'is in a namespace that denies the other direction': {
    end: (role) => ({ baseline: denyOther(role), listed: true }),
    fixed: (role) => ({
      [`deny ${inward(role)} of ${role}: baseline: denyAll()`]: { baseline: denyAll(), listed: true },
      [`isolate ${role}-pods alone: isolate: '${inward(role)}'`]: {
        baseline: denyOther(role),
        listed: true,
        options: { isolate: inward(role) },
      },
    }),
  },
  'is isolated alone the other way': {
    end: (role) => ({ baseline: open(why), listed: true, options: { isolate: role === 'to' ? 'egress' : 'ingress' } }),
    fixed: (role) => ({
      [`deny ${inward(role)} of ${role}: baseline: ${denyWord(role)}`]: { baseline: deny(role), listed: true },
      [`isolate ${role}-pods alone: isolate: 'all'`]: {
        baseline: open(why),
        listed: true,
        options: { isolate: 'all' },
      },
    }),
  },
  'has a baseline that somebody else provides for the other direction': {
    end: (role) => ({
      baseline: providedBy('kyverno/deny', { [role === 'to' ? 'egress' : 'ingress']: true }),
      listed: true,
    }),
    fixed: (role) => ({
      "if it does, say so: providedBy('kyverno/deny', { ingress: true, egress: true })": {
        baseline: providedBy('kyverno/deny', { ingress: true, egress: true }),
        listed: true,
      },
      [`isolate ${role}-pods alone: isolate: '${inward(role)}'`]: {
        baseline: providedBy('kyverno/deny', { [role === 'to' ? 'egress' : 'ingress']: true }),
        listed: true,
        options: { isolate: inward(role) },
      },
    }),
  },
  'is on the host network': {
    end: () => ({ baseline: denyAll(), listed: true, options: { hostNetwork: true } }),
    fixed: () => ({}),
  },
};

/** What is wrong with the flow between two ends. */
function found(from: End, to: End): readonly Finding[] {
  const listed: NamespaceRef[] = [];
  const peer = (role: Role, { baseline, listed: isListed, options }: End): Pods => {
    const value = baseline ? namespace(role, { baseline }) : foreignNamespace(role);
    if (isListed) listed.push(value);
    // What the workload takes is not known here: it declares no ports.
    return value.workload(`${role}-pods`, options) as unknown as Pods;
  };
  const declared = flow(peer('from', from)).to(peer('to', to)).port(80);
  const errors = compile(listed, [declared]).findings.filter(({ severity }) => severity === 'error');
  // Its node is no matter here: host-network ends need a profile that knows nodes.
  return errors.filter(({ code }) => code !== 'node-cidrs-missing');
}

const pairs = Object.keys(cases).flatMap((from) => Object.keys(cases).map((to) => [from, to] as const));

it.each(pairs)('each advice helps where the source %s and the target %s', (from, to) => {
  const [source, target] = [cases[from], cases[to]];
  if (!source || !target) throw new Error('no such case');
  const errors = found(source.end('from'), target.end('to'));
  expect(errors.length).toBeGreaterThan(0);
  for (const { code, help = [] } of errors) {
    expect(code).toBe('flow-writes-nothing');
    for (const advice of help) {
      if (advice.startsWith('leave the flow out')) continue;
      const fixedTarget = target.fixed('to')[advice];
      const fixedSource = source.fixed('from')[advice];
      expect([advice, fixedSource ?? fixedTarget]).toEqual([advice, expect.anything()]);
      const stillWrong = [
        ...(fixedTarget ? [found(source.end('from'), fixedTarget)] : []),
        ...(fixedSource ? [found(fixedSource, target.end('to'))] : []),
      ].flat();
      // Where two namespaces were forgotten, both are told, and either is enough for the flow.
      expect(stillWrong).toEqual([]);
    }
  }
});

describe('namespaces that were forgotten', () => {
  const shop = namespace('shop', { baseline: denyAll() });
  const orders = namespace('orders', { baseline: denyAll() });
  const web = shop.workload('web');
  const api = orders.workload('api');
  const ledger = orders.workload('ledger');

  it('are one error, however many flows have no policy for it', () => {
    const flows = [flow(api).to(ledger).port(80), flow(api).to(api).port(80), flow(ledger).to(api).port(81)];
    const finding = onlyFinding(compile([shop], flows));
    expect(finding).toMatchObject({
      message:
        'the flow from orders/api to orders/ledger and 2 more flows would have no policy: no chart lists namespace orders',
      help: ['add `orders` to `namespaces` of the chart chart'],
      constants: [{ word: 'orders' }],
      all: [
        'orders/api may reach orders/ledger on TCP 80',
        'orders/api may reach orders/api on TCP 80',
        'orders/ledger may reach orders/api on TCP 81',
      ],
    });
  });

  it('are told one by one where two are forgotten', () => {
    const { findings } = compile([], [flow(web).to(api).port(80)]);
    expect(findings.map(({ help }) => help)).toEqual([
      ['add `orders` to `namespaces` of the chart chart'],
      ['add `shop` to `namespaces` of the chart chart'],
    ]);
  });

  it('are known by name where the flow names a foreign value of it', () => {
    const foreign = foreignNamespace('shop').workload('x');
    const charts = [{ namespaces: [orders], flows: [flow(api).to(web).port(80)] }];
    const withForeign = compileCharts([
      ...charts,
      { id: 'b', namespaces: [], flows: [flow(foreign).to(foreign).port(1)] },
    ]);
    expect(onlyFinding(withForeign).help).toEqual(['add `shop` to `namespaces` of the chart b']);
  });
});

it('a flow between namespaces by label has nowhere to be written', () => {
  const everyone = allNamespaces();
  expect(onlyFinding(compile([], [flow(everyone).to(everyone).port(80)]))).toMatchObject({
    message:
      'the flow from all-namespaces to all-namespaces would have no policy: namespaces by label belong to whoever labels them',
    help: ['name the workload or the namespace that it is about, at one end'],
  });
});

it('a namespace without a baseline is told once, and not for its flows as well', () => {
  const far = foreignNamespace('far');
  expect(compile([far], [flow(far.workload('a')).to(far.workload('b')).port(80)]).findings).toMatchObject([
    { code: 'namespace-without-baseline' },
  ]);
});

it('a workload that says isolate to nobody is told once, and not for its flows as well', () => {
  const far = foreignNamespace('far');
  const db = far.workload('db', { isolate: 'all' });
  expect(compile([], [flow(db).to(db).port(80)]).findings).toMatchObject([{ code: 'workload-unreached' }]);
});
