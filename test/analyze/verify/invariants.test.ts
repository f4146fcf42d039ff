import {
  cidr,
  cluster,
  denyAll,
  denyIngress,
  flow,
  foreignNamespace,
  type Invariant,
  internet,
  namespace,
  namespacesWhere,
  never,
  nodes,
  only,
  open,
  providedBy,
} from 'netpact';
import { proveObjects } from '../../../lib/analyze/verify/prove-manifests';
import { type ChartParts, type CompileOptions, compileCharts } from '../../compile/compiling';

/** The codes and messages of everything that the proof has to say about one chart. */
function said(chart: ChartParts, options: CompileOptions = {}): readonly string[] {
  const { policies, findings, intent } = compileCharts([chart], options);
  expect(findings.filter(({ severity }) => severity === 'error')).toEqual([]);
  return proveObjects(
    intent,
    policies.map(({ manifest }) => manifest),
  ).findings.map(({ code, message }) => `${code}: ${message}`);
}

const shop = namespace('shop', { baseline: denyAll() });
const web = shop.workload('web', { ports: { http: 8080 } });
const api = shop.workload('api', { ports: { http: 8080, metrics: 9090 } });
const db = shop.workload('db', { ports: { pg: 5432 } });
const tiers = [flow(web).to(api).port('http'), flow(api).to(db).port('pg')];
const chart = { namespaces: [shop], flows: tiers };

describe('never(a).to(b)', () => {
  it('holds where no rule lets a reach b, though b is reached by others', () => {
    expect(
      said({ ...chart, invariants: [never(web).to(db), never(db).to(web, api), never(internet()).to(db)] }),
    ).toEqual([]);
  });

  it('is violated by a flow, with the connection as counterexample', () => {
    expect(said({ ...chart, invariants: [never(web).to(api)] })).toEqual([
      'invariant-violated: "never shop/web to shop/api" does not hold: the manifests allow shop/web to shop/api on TCP 8080',
    ]);
  });

  it('speaks of the asked ports only', () => {
    expect(said({ ...chart, invariants: [never(web).to(api).port('metrics')] })).toEqual([]);
    expect(said({ ...chart, invariants: [never(web).to(api).port('http')] })).toHaveLength(1);
  });

  it('is violated by an open namespace, where nothing is isolated', () => {
    const lab = namespace('lab', { baseline: open('an experiment') });
    const tool = lab.workload('tool');
    const [violation] = said({ namespaces: [lab], invariants: [never(internet()).to(tool)] });
    expect(violation).toMatch(/^invariant-violated: "never internet to lab\/tool" .* on All Connections$/);
  });

  it('counts foreign ends as not isolated', () => {
    const billing = foreignNamespace('billing').workload('ledger');
    const loose = namespace('loose', { baseline: denyIngress() });
    const cron = loose.workload('cron');
    const flows = [flow(web).to(api).port('http')];
    expect(said({ namespaces: [shop, loose], flows, invariants: [never(cron).to(billing)] })).toEqual([
      'invariant-violated: "never loose/cron to billing/ledger" does not hold: the manifests allow loose/cron to billing/ledger on All Connections',
    ]);
    expect(said({ namespaces: [shop, loose], flows, invariants: [never(web).to(billing)] })).toEqual([]);
  });

  it('cannot be proved where it depends on labels that nobody declared', () => {
    const flows = [
      flow(namespacesWhere('prod', { env: 'prod' }))
        .to(web)
        .port('http'),
    ];
    const unknown = foreignNamespace('monitoring').workload('prometheus');
    expect(said({ namespaces: [shop], flows, invariants: [never(unknown).to(web)] })).toEqual([
      'invariant-unproved: "never monitoring/prometheus to shop/web" cannot be proved because the labels of a namespace that no chart lists are not known: monitoring/prometheus to shop/web on TCP 8080 may be allowed',
    ]);
    const known = foreignNamespace('monitoring', { labels: { env: 'tools' } }).workload('prometheus');
    expect(said({ namespaces: [shop], flows, invariants: [never(known).to(web)] })).toEqual([]);
  });
});

describe('only(a).mayReach(b)', () => {
  it('holds where a is the only one, and does not ask that a can', () => {
    expect(
      said({ ...chart, invariants: [only(api).mayReach(db), only(web).mayReach(api), only(db).mayReach(web)] }),
    ).toEqual([]);
  });

  it('is violated by a pod that nobody declared', () => {
    const flows = [
      ...tiers,
      flow(shop.pods('scrapers', { role: 'scraper' }))
        .to(api)
        .port('metrics'),
    ];
    const [violation] = said({ namespaces: [shop], flows, invariants: [only(web).mayReach(api)] });
    expect(violation).toMatch(/the manifests allow shop\/\[.*role=scraper.*\] to shop\/api on TCP 9090$/);
  });

  it('is violated by addresses, and holds once they are named', () => {
    const office = cidr('office', ['198.51.100.0/24']);
    const flows = [...tiers, flow(office).to(api).port('http')];
    expect(said({ namespaces: [shop], flows, invariants: [only(web).mayReach(api)] })).toEqual([
      'invariant-violated: "only shop/web may reach shop/api" does not hold: the manifests allow 198.51.100.0-198.51.100.255 to shop/api on TCP 8080',
    ]);
    expect(said({ namespaces: [shop], flows, invariants: [only(web, office).mayReach(api)] })).toEqual([]);
  });

  it('does not except the other replicas of b', () => {
    const flows = [...tiers, flow(db).to(db).port('pg')];
    expect(said({ namespaces: [shop], flows, invariants: [only(api).mayReach(db)] })).toEqual([
      'invariant-violated: "only shop/api may reach shop/db" does not hold: the manifests allow shop/db to shop/db on TCP 5432',
    ]);
  });

  it('cannot be proved where an ipBlock covers pods and the plugin decides', () => {
    const profile = cluster({ podCidrs: ['10.244.0.0/16'] });
    const vpc = cidr('vpc', ['10.0.0.0/8']).includingPods();
    const flows = [...tiers, flow(vpc).to(db).port('pg')];
    const [first] = said(
      { namespaces: [shop], flows, invariants: [only(api, vpc).mayReach(db)] },
      { cluster: profile },
    );
    expect(first).toMatch(
      /^invariant-unproved: .* because whether an ipBlock matches pods depends on the network plugin/,
    );
  });
});

describe('a namespace whose isolation another tool provides', () => {
  const provided = (directions: Parameters<typeof providedBy>[1]) => {
    const crm = namespace('crm', { baseline: providedBy('kyverno/default-deny', directions) });
    return { crm, app: crm.workload('app', { ports: { http: 80 } }) };
  };
  const dns = foreignNamespace('kube-system').workload('dns', { labels: { 'k8s-app': 'kube-dns' } });

  it('counts as isolated in the directions that are provided', () => {
    const { crm, app } = provided({ ingress: true, egress: true, dns: true });
    expect(
      said({
        namespaces: [shop, crm],
        flows: [...tiers, flow(web).to(app).port('http')],
        invariants: [only(web).mayReach(app), never(app).to(internet())],
      }),
    ).toEqual([]);
    const halfway = provided({ ingress: true });
    expect(
      said({ ...chart, namespaces: [shop, halfway.crm], invariants: [never(halfway.app).to(internet())] }),
    ).toHaveLength(1);
  });

  it('reaches the DNS that is provided with it', () => {
    const { crm, app } = provided({ ingress: true, egress: true, dns: true });
    expect(said({ ...chart, namespaces: [shop, crm], invariants: [never(app).to(dns)] })[0]).toMatch(
      /crm\/app to kube-system\/.* on TCP 53,UDP 53$/,
    );
    expect(said({ ...chart, namespaces: [shop, crm], invariants: [never(app).to(dns).port(80)] })).toEqual([]);
  });
});

describe('pods on the host network', () => {
  const options = { cluster: cluster({ nodeCidrs: ['10.1.0.0/16', '10.9.0.0/16'] }) };
  const ops = namespace('ops', { baseline: denyAll() });
  const agent = ops.workload('agent', { hostNetwork: true });
  const withAgent = (flows: NonNullable<ChartParts['flows']>, ...invariants: Invariant[]) =>
    said({ namespaces: [shop, ops], flows, invariants }, options);

  it('of its own node always reach a pod, and so does the node: that they never do is not proved', () => {
    const because = 'cannot be proved because no policy keeps a node, and the pods on its host network, from the pods';
    for (const from of [agent, nodes(), ops.allPods()])
      expect(withAgent(tiers, never(from).to(web))).toEqual([expect.stringContaining(because)]);
  });

  it('are reached where every node is: by all of its addresses, not by some', () => {
    const some = cidr('some', ['10.1.7.0/24']);
    expect(withAgent(tiers, never(web).to(agent))).toEqual([]);
    expect(withAgent([...tiers, flow(web).to(agent).port(9100)], never(web).to(agent))).toEqual([
      'invariant-violated: "never shop/web to ops/agent" does not hold: the manifests allow shop/web to ops/agent on TCP 9100',
    ]);
    expect(withAgent([...tiers, flow(web).to(some).port(9100)], never(web).to(agent))).toEqual([
      expect.stringMatching(
        /^invariant-unproved: .* because whether an ipBlock holds every address of the nodes is not/,
      ),
    ]);
  });

  it('are those whom only() names, by the addresses of their nodes', () => {
    const flows = [...tiers, flow(agent).to(db).port('pg')];
    expect(withAgent(flows, only(api, agent).mayReach(db))).toEqual([]);
    expect(withAgent(flows, only(api).mayReach(db))).toEqual([
      expect.stringContaining('ops/agent to shop/db on TCP 5432'),
    ]);
    expect(withAgent(tiers, only(api).mayReach(db))).toEqual([]);
  });

  it('are open to everybody', () => {
    expect(withAgent(tiers, never(internet()).to(agent))).toEqual([
      expect.stringMatching(/^invariant-violated: "never internet to ops\/agent"/),
    ]);
  });

  it('may be at addresses that only() names: then they are of those who may', () => {
    const office = cidr('office', ['198.51.100.0/24']);
    const flows = [...tiers, flow(office).to(api).port('http')];
    const invariants = [only(web, office).mayReach(api)];
    expect(said({ namespaces: [shop, ops], flows, invariants })).toEqual([]);
    expect(said({ namespaces: [shop, ops], flows, invariants: [only(web).mayReach(api)] })).toHaveLength(1);
  });
});
