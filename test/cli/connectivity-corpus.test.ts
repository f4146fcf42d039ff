import path from 'node:path';
import { corpus, describeCorpus } from '../corpus';
import { scene } from './run-netpact';

// Who is reached by whom on what, worked out by hand from the manifests. `*` is everyone else.
const anywhere = '0.0.0.0-255.255.255.255';

interface Row {
  readonly src: string;
  readonly dst: string;
  readonly conn: string;
}

/** The rows as `conn from sources`, by destination; `*` where all others reach it. */
function byDestination(rows: readonly Row[]): Record<string, string[]> {
  const short = (name: string) => name.replace(/^[^/]*\//, '').replace(/\[.*\]$/, '');
  const ends = new Set(rows.flatMap(({ src, dst }) => [short(src), short(dst)]));
  const table: Record<string, string[]> = {};
  for (const dst of ends) {
    const byConn = new Map<string, string[]>();
    for (const row of rows)
      if (short(row.dst) === dst) byConn.set(row.conn, [...(byConn.get(row.conn) ?? []), short(row.src)]);
    const lines = [...byConn].map(([conn, sources]) => `${conn} from ${sources.sort().join(' ')}`);
    if (lines.length > 0) table[dst] = lines.sort();
  }
  return table;
}

function connectivity(folder: string): Record<string, string[]> {
  const empty = scene();
  const run = empty.netpact(['connectivity', path.join(corpus, folder), '--format', 'json']);
  empty.remove();
  expect(run.code).toBe(0);
  return byDestination(JSON.parse(run.stdout) as Row[]);
}

describeCorpus('connectivity of manifests of public projects', () => {
  test('online boutique: each service hears its callers alone, the frontend everyone', () => {
    const everyone = [
      'adservice cartservice checkoutservice currencyservice emailservice frontend loadgenerator paymentservice',
      'productcatalogservice recommendationservice redis-cart shippingservice',
    ].join(' ');
    expect(connectivity('online-boutique')).toEqual({
      [anywhere]: [`All Connections from ${everyone}`],
      adservice: ['TCP 9555 from frontend'],
      cartservice: ['TCP 7070 from checkoutservice frontend'],
      checkoutservice: ['TCP 5050 from frontend'],
      currencyservice: ['TCP 7000 from checkoutservice frontend'],
      emailservice: ['TCP 8080 from checkoutservice'],
      frontend: [`All Connections from ${anywhere} ${everyone.replace('frontend ', '')}`],
      paymentservice: ['TCP 50051 from checkoutservice'],
      productcatalogservice: ['TCP 3550 from checkoutservice frontend recommendationservice'],
      recommendationservice: ['TCP 8080 from frontend'],
      'redis-cart': ['TCP 6379 from cartservice'],
      shippingservice: ['TCP 50051 from checkoutservice frontend'],
    });
  });

  test('Argo CD: metrics are open to all pods, redis and the repo server to their clients, the server to the world', () => {
    const all = ['application-controller', 'applicationset-controller', 'dex-server', 'notifications-controller'];
    const pods = [...all, 'redis', 'repo-server', 'server'].map((name) => `argocd-${name}`);
    const but = (...names: string[]) => pods.filter((pod) => !names.includes(pod.slice('argocd-'.length))).join(' ');
    expect(connectivity('argo-cd/namespace-install.yaml')).toEqual({
      [anywhere]: [`All Connections from ${pods.join(' ')}`],
      'argocd-application-controller': [`TCP 8082 from ${but('application-controller')}`],
      'argocd-applicationset-controller': [`TCP 7000,8080 from ${but('applicationset-controller')}`],
      'argocd-dex-server': ['TCP 5556-5558 from argocd-server', `TCP 5558 from ${but('dex-server', 'server')}`],
      'argocd-notifications-controller': [`TCP 9001 from ${but('notifications-controller')}`],
      'argocd-redis': ['TCP 6379 from argocd-application-controller argocd-repo-server argocd-server'],
      'argocd-repo-server': [
        `TCP 8081,8084 from ${but('dex-server', 'redis', 'repo-server')}`,
        'TCP 8084 from argocd-dex-server argocd-redis',
      ],
      'argocd-server': [`All Connections from ${anywhere} ${but('server')}`],
    });
  });

  test('kube-prometheus: without the Prometheus pods only the adapter can be reached, and what is on the host network', () => {
    const others = 'blackbox-exporter grafana kube-state-metrics node-exporter';
    expect(connectivity('kube-prometheus')).toEqual({
      [anywhere]: [`All Connections from ${others} prometheus-adapter prometheus-operator`],
      'node-exporter': [
        `All Connections from ${anywhere} blackbox-exporter grafana kube-state-metrics prometheus-adapter prometheus-operator`,
      ],
      'prometheus-adapter': [`All Connections from ${anywhere} ${others} prometheus-operator`],
    });
  });

  test('kube-prometheus: node-exporter is on the host network, and the answer says what was assumed of it', () => {
    const empty = scene();
    const folder = path.join(corpus, 'kube-prometheus');
    const run = empty.netpact(['connectivity', folder]);
    expect(run.stdout).toContain('assumed[host-network]: ');
    expect(run.stderr).toMatch(/^assumed\[host-network\]: .*node-exporter\[DaemonSet\]/m);
    expect(empty.netpact(['connectivity', folder, '--strict']).code).toBe(1);
    const known = empty.netpact(['connectivity', folder, '--strict', '--cni', 'calico']);
    expect([known.code, known.stderr]).toEqual([0, '']);
    empty.remove();
  });
});
