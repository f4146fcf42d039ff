import { analyze } from '../../../lib/analyze/analysis';
import type { AnalyzeOptions } from '../../../lib/analyze/model/options';
import { auditFacts } from '../../../lib/audit/facts';
import { outsideOf } from '../../../lib/audit/outside/outside-ways';
import { loadTexts } from '../../../lib/k8s/load';
import { outsideTable } from '../../../lib/report/outside/outside-rows';
import { cellsOf } from '../../../lib/report/outside/outside-text';
import { podYaml, policyYaml } from '../shop-yaml';

function outside(text: string, options: AnalyzeOptions = {}) {
  const { resources, findings } = loadTexts([{ file: 'shop.yaml', text }]);
  expect(findings).toEqual([]);
  const analysis = analyze(resources, options);
  return outsideOf({ analysis, facts: auditFacts(analysis) });
}

/** The table as people read it, a row in one line. */
const rows = (text: string, options?: AnalyzeOptions) =>
  outsideTable(outside(text, options), 1).rows.map((row) => cellsOf(row).join(' | '));
const unknown = (text: string, options?: AnalyzeOptions) => outsideTable(outside(text, options), 1).unknown;
const reasons = (text: string, options?: AnalyzeOptions) => outsideTable(outside(text, options), 1).reasons;

const service = (spec: string, name = 'shop/web', annotations = '') => {
  const [namespace, short] = name.split('/');
  return `apiVersion: v1
kind: Service
metadata: {name: ${short}, namespace: ${namespace}, annotations: {${annotations}}}
spec: {selector: {app: ${short}}, ports: [{name: http, port: 80, targetPort: 8080}], ${spec}}
---
`;
};
const ingress = (rules: string, app = 'web') =>
  policyYaml(`shop/${app}`, `podSelector: {matchLabels: {app: ${app}}}\npolicyTypes: [Ingress]\ningress: ${rules}`);
const from = (...cidrs: string[]) =>
  ingress(`[{from: [${cidrs.map((cidr) => `{ipBlock: {cidr: ${cidr}}}`).join(', ')}]}]`);
const web = podYaml('shop/web', ['8080']);

describe('a Service of type LoadBalancer', () => {
  const balancer = (more = '') => service(`type: LoadBalancer${more}`);

  test('is open at its address and at a port of the nodes where nothing isolates the pods', () => {
    expect(rows(web + balancer())).toEqual([
      'anywhere | shop/web[Pod] | LoadBalancer shop/web | TCP 80 to TCP 8080 | nothing isolates it',
      'anywhere | shop/web[Pod] | NodePort shop/web | one of the nodes to TCP 8080 | nothing isolates it',
    ]);
  });

  test('its ranges narrow the load balancer and not the port of the nodes', () => {
    const ranges = ', loadBalancerSourceRanges: [203.0.113.0/24]';
    expect(rows(web + balancer(ranges))).toEqual([
      'anywhere | shop/web[Pod] | NodePort shop/web | one of the nodes to TCP 8080 | nothing isolates it',
      '203.0.113.0/24 | shop/web[Pod] | LoadBalancer shop/web | TCP 80 to TCP 8080 | nothing isolates it',
    ]);
    expect(rows(web + balancer(`${ranges}, allocateLoadBalancerNodePorts: false`))).toHaveLength(1);
  });

  test('a range that cannot be read narrows nothing', () => {
    const text = web + balancer(', loadBalancerSourceRanges: [203.0.113.0]');
    expect(rows(text)[1]).toMatch(/^may: anywhere \[1\] \| shop\/web\[Pod\] \| LoadBalancer/);
    expect(reasons(text)).toEqual(['loadBalancerSourceRanges has 203.0.113.0, which is no CIDR']);
  });

  test('with Local the clients that the policies admit get in, less what the ranges leave out', () => {
    const local = balancer(', externalTrafficPolicy: Local, loadBalancerSourceRanges: [203.0.113.0/24, 192.0.2.0/25]');
    expect(rows(web + local + from('192.0.2.0/24'))).toEqual([
      '192.0.2.0/25 | shop/web[Pod] | LoadBalancer shop/web | TCP 80 to TCP 8080 | web',
      '192.0.2.0/24 | shop/web[Pod] | NodePort shop/web | one of the nodes to TCP 8080 | web',
    ]);
    expect(rows(web + local + from('198.51.100.0/24'))).toEqual([
      '198.51.100.0/24 | shop/web[Pod] | NodePort shop/web | one of the nodes to TCP 8080 | web',
    ]);
  });

  test('an internal one lets private networks in, and says on what that rests', () => {
    const text = web + service('type: LoadBalancer', 'shop/web', 'networking.gke.io/load-balancer-type: Internal');
    expect(rows(text)[1]).toMatch(
      /^may: 10\.0\.0\.0\/8, 100\.64\.0\.0\/10, 172\.16\.0\.0\/12 and 2 more \[1\] \| .* internal LoadBalancer/,
    );
    expect(reasons(text)).toEqual([expect.stringContaining('annotation networking.gke.io/load-balancer-type')]);
  });
});

describe('with externalTrafficPolicy: Cluster', () => {
  const port = service('type: NodePort');
  const nodes = (...nodeCidrs: string[]) => ({ cluster: { nodeCidrs } });

  test('nobody gets in where neither clients nor nodes are admitted', () => {
    expect(rows(web + port + ingress('[{from: [{podSelector: {}}]}]'))).toEqual([]);
    expect(rows(web + port + from('10.0.0.0/8'), nodes('192.168.0.0/24'))[0]).toMatch(/^may: 10\.0\.0\.0\/8/);
  });

  test('everybody gets in through nodes that are admitted', () => {
    expect(rows(web + port + from('10.0.0.0/8'), nodes('10.1.0.0/16'))[0]).toMatch(/^may: anywhere \(IPv4\) \[1\]/);
    expect(reasons(web + port + from('10.0.0.0/8'), nodes('10.1.0.0/16'))[0]).toMatch(
      /the nodes are let in, and of the clients only 10\.0\.0\.0\/8$/,
    );
  });

  test('clients that are admitted may be kept out by a node that is not', () => {
    expect(rows(web + port + from('203.0.113.0/24'), nodes('10.1.0.0/16'))[0]).toMatch(
      /^may: 203\.0\.113\.0\/24 \[1\]/,
    );
    expect(reasons(web + port + from('203.0.113.0/24'), nodes('10.1.0.0/16'))[0]).toMatch(/no node is let in$/);
  });

  test('where the nodes are not known, private addresses may be theirs, public ones hardly', () => {
    expect(rows(web + port + from('10.0.0.0/8'))[0]).toMatch(/^may: anywhere \(IPv4\)/);
    expect(rows(web + port + from('203.0.113.0/24'))[0]).toMatch(/^may: 203\.0\.113\.0\/24/);
    expect(reasons(web + port + from('203.0.113.0/24'))[0]).toMatch(
      /everyone gets in where a node is in 203\.0\.113\.0\/24/,
    );
  });

  test('a rule for everyone and blocks of whole families leave nothing open', () => {
    expect(rows(web + port + ingress('[{ports: [{port: 8080}]}]'))[0]).toMatch(/^anywhere \| .* \| web$/);
    expect(rows(web + port + from('0.0.0.0/0', '"::/0"'))[0]).toMatch(/^anywhere \|/);
    expect(rows(web + port + ingress('[{ports: [{port: 80}]}]'))).toEqual([]);
  });

  test('addresses of the cluster itself are none from outside', () => {
    const local = service('type: NodePort, externalTrafficPolicy: Local');
    expect(rows(web + local + from('10.1.0.0/16'), nodes('10.1.0.0/16'))).toEqual([]);
    expect(rows(web + local + from('10.1.0.0/16'), { cluster: { podCidrs: ['10.0.0.0/8'] } })).toEqual([]);
    expect(rows(web + local + from('10.1.0.0/16'))).toHaveLength(1);
  });
});

test('external addresses lead to pods of a Service of any type, for clients of their family', () => {
  expect(rows(web + service('externalIPs: [198.51.100.7, "2001:db8::7"]'))).toEqual([
    'anywhere (IPv4) | shop/web[Pod] | external IP 198.51.100.7 of shop/web | TCP 80 to TCP 8080 | nothing isolates it',
    'anywhere (IPv6) | shop/web[Pod] | external IP 2001:db8::7 of shop/web | TCP 80 to TCP 8080 | nothing isolates it',
  ]);
  expect(rows(web + service('type: ExternalName, externalName: a.example'))).toEqual([]);
  expect(rows(web + service('clusterIP: None'))).toEqual([]);
});

test('a port of the host is judged by its clients; one on the loopback address of the node is none', () => {
  const pod = (host: string) =>
    `apiVersion: v1\nkind: Pod\nmetadata: {name: web, namespace: shop, labels: {app: web}}\nspec: {containers: [{name: a, ports: [{containerPort: 8080, ${host}}]}]}\n---\n`;
  expect(rows(pod('hostPort: 80') + from('203.0.113.0/24'))).toEqual([
    '203.0.113.0/24 | shop/web[Pod] | host port | TCP 80 to TCP 8080 | web',
  ]);
  expect(rows(pod('hostPort: 80, hostIP: 192.0.2.4'))[0]).toContain('| host port on 192.0.2.4 |');
  expect(rows(pod('hostPort: 80, hostIP: 127.0.0.1'))).toEqual([]);
});

describe('pods on the host network', () => {
  const pod = podYaml('shop/web', ['8080'], '', 'hostNetwork: true');

  test('are reached wherever their node is, whatever policies say; that they are not selected is assumed', () => {
    expect(rows(pod)).toEqual(['anywhere | shop/web[Pod] | host network | TCP 8080 | no policy applies there']);
    expect(rows(pod + ingress('[]'))[0]).toMatch(/^may: anywhere \[1\]/);
    expect(reasons(pod + ingress('[]'))).toEqual([
      'whether shop/web selects it is not known: it is on the host network',
    ]);
  });

  test('are reached as pods where the plugin matches them', () => {
    const cni = { name: 'x', enforces: true, hostNetworkPodsAreMatched: true, supportsEndPort: true } as const;
    const options = { cni: { ...cni, supportsSctp: true, supportsNamedPorts: true } };
    expect(rows(pod + ingress('[]'), options)).toEqual([]);
    expect(rows(pod + from('203.0.113.0/24'), options)[0]).toMatch(/^203\.0\.113\.0\/24 \| .* \| web$/);
  });

  test('that declare no port may listen on any', () => {
    expect(rows(podYaml('shop/web', [], '', 'hostNetwork: true'))[0]).toMatch(/^may: anywhere \[1\].* not declared/);
  });
});

describe('behind an ingress controller', () => {
  const site = (host = 'host: shop.example', paths = '/') => `apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: site, namespace: shop}
spec: {rules: [{${host}, http: {paths: [${paths
    .split(' ')
    .map((path) => `{path: ${path}, backend: {service: {name: web, port: {name: http}}}}`)
    .join(', ')}]}}]}
---
`;
  const labels = 'app.kubernetes.io/name: ingress-nginx, app.kubernetes.io/component: controller';
  const controller = podYaml('ingress-nginx/nginx', ['8080'], labels);
  const entrance = (more = '') => service(`type: LoadBalancer${more}`, 'ingress-nginx/nginx');
  const plain = web + service('type: ClusterIP');
  const letsController = ingress('[{from: [{namespaceSelector: {}, podSelector: {matchLabels: {app: nginx}}}]}]');
  const backends = (text: string, options?: AnalyzeOptions) =>
    rows(text, options).filter((row) => row.includes('Ingress'));

  test('a backend is reached by whom the controller is reached by', () => {
    expect(backends(plain + site() + controller + entrance() + letsController)).toEqual([
      'anywhere | shop/web[Pod] | Ingress shop.example/ | TCP 8080 | web',
    ]);
    const local = entrance(
      ', externalTrafficPolicy: Local, loadBalancerSourceRanges: [203.0.113.0/24], allocateLoadBalancerNodePorts: false',
    );
    expect(backends(plain + site() + controller + local)).toEqual([
      '203.0.113.0/24 | shop/web[Pod] | Ingress shop.example/ | TCP 8080 | nothing isolates it',
    ]);
  });

  test('is closed where the backend leaves the controller out, or the controller everybody', () => {
    expect(backends(plain + site() + controller + entrance() + ingress('[{from: [{podSelector: {}}]}]'))).toEqual([]);
    const closed = policyYaml('ingress-nginx/deny', 'podSelector: {}\npolicyTypes: [Ingress]');
    expect(backends(plain + site() + controller + entrance() + closed)).toEqual([]);
  });

  test('is not certain without the controller, or without a way to it', () => {
    expect(backends(plain + site())[0]).toMatch(/^may: anywhere \[1\]/);
    expect(reasons(plain + site())).toEqual(['no ingress controller that is known by its labels is in the input']);
    expect(reasons(plain + site() + controller)[0]).toMatch(
      /^nothing in the input leads from outside to the ingress controller/,
    );
    expect(reasons(plain + site() + from('10.0.0.0/8'))[0]).toMatch(/whom its policies let in may be no controller/);
  });

  describe('of a class', () => {
    const classed = (name: string) => site().replace('spec: {', `spec: {ingressClassName: ${name}, `);
    const onlyLan = ', externalTrafficPolicy: Local, allocateLoadBalancerNodePorts: false';
    const lan = policyYaml(
      'ingress-nginx/lan',
      'podSelector: {}\npolicyTypes: [Ingress]\ningress: [{from: [{ipBlock: {cidr: 10.0.0.0/8}}]}]',
    );
    const inside = plain + controller + entrance(onlyLan) + lan;

    test('that nobody of the input is known by may come from anywhere', () => {
      expect(backends(inside + classed('alb'))[0]).toMatch(/^may: anywhere \[1\] \| shop\/web\[Pod\]/);
      expect(reasons(inside + classed('alb'))).toEqual([
        'whether ingress-nginx/nginx[Pod] serves it, whose class is alb, is not known',
      ]);
      const annotated = site().replace(
        'namespace: shop',
        'namespace: shop, annotations: {kubernetes.io/ingress.class: alb}',
      );
      expect(backends(inside + annotated)).toEqual(backends(inside + classed('alb')));
    });

    test('by whose name a controller is known comes from where that is reached', () => {
      for (const own of [classed('nginx'), classed('nginx-internal'), site()])
        expect(backends(inside + own)).toEqual([
          '10.0.0.0/8 | shop/web[Pod] | Ingress shop.example/ | TCP 8080 | nothing isolates it',
        ]);
    });

    test('is not certain where several are known by it that are reached from different addresses', () => {
      const second = (controller + entrance(', allocateLoadBalancerNodePorts: false'))
        .replaceAll('ingress-nginx}', 'second}')
        .replaceAll('namespace: ingress-nginx', 'namespace: second');
      expect(backends(inside + second + classed('nginx-internal'))[0]).toMatch(/^may: anywhere \[1\]/);
      expect(reasons(inside + second + classed('nginx'))[0]).toMatch(
        /^which of .* and not all of them are reached from there$/,
      );
    });

    test('may get in from the nodes, where its controller is on their network', () => {
      const onNodes = podYaml('ingress-nginx/nginx', ['8080'], labels, 'hostNetwork: true');
      const text = plain + onNodes + classed('nginx') + from('10.0.0.0/8');
      expect(backends(text)[0]).toMatch(/^may: anywhere \[1\] .* web$/);
      expect(reasons(text)).toEqual([
        'ingress-nginx/nginx[Pod] is on the host network: whether the nodes are let in is not known',
      ]);
    });

    test('a controller of another class is none', () => {
      const traefik =
        podYaml('traefik/nginx', ['8080'], 'app.kubernetes.io/name: traefik') +
        service('type: LoadBalancer', 'traefik/nginx');
      expect(backends(inside + traefik + classed('nginx'))).toEqual([
        '10.0.0.0/8 | shop/web[Pod] | Ingress shop.example/ | TCP 8080 | nothing isolates it',
      ]);
    });
  });

  test('a controller with labels of its own may be whoever is let in and is reached from outside', () => {
    const edge = podYaml('shop/edge', ['8080']) + service('type: LoadBalancer', 'shop/edge');
    const letsEdge = ingress('[{from: [{podSelector: {matchLabels: {app: edge}}}]}]');
    for (const more of ['', controller + entrance()]) {
      expect(backends(plain + site() + edge + letsEdge + more)).toEqual([
        'may: anywhere [1] | shop/web[Pod] | Ingress shop.example/ | TCP 8080 | web',
      ]);
      const inside = edge.replace('type: LoadBalancer', 'type: ClusterIP');
      expect(backends(plain + site() + inside + letsEdge + more)).toEqual([]);
      expect(unknown(plain + site() + inside + letsEdge + more)).toEqual(
        more === ''
          ? [
              'Ingress shop/site: no ingress controller that is known by its labels is in the input; shop/web[Pod] lets no other in that is known',
            ]
          : [],
      );
    }
    const asked = site().replace('spec: {', 'spec: {ingressClassName: nginx, ');
    expect(backends(plain + asked + edge + letsEdge + controller + entrance())).toEqual([]);
  });

  test('hosts and paths that lead to the same pods are one row, and ways of their own', () => {
    const text = plain + site('host: shop.example', '/a /b');
    expect(backends(text)[0]).toContain('| Ingress shop.example/a and shop.example/b |');
    expect(outside(text).ways.map(({ host, path }) => [host, path])).toEqual([
      ['shop.example', '/a'],
      ['shop.example', '/b'],
    ]);
    expect(backends(plain + site('host: "*.example"'))[0]).toContain('| Ingress *.example/ |');
  });

  test('routes are ways by their kind; those of a mesh are none', () => {
    const route = (parent: string) =>
      `apiVersion: gateway.networking.k8s.io/v1\nkind: HTTPRoute\nmetadata: {name: r, namespace: shop}\nspec: {parentRefs: [${parent}], rules: [{backendRefs: [{name: web, port: 80}]}]}\n---\n`;
    expect(rows(plain + route('{name: public}'))[0]).toContain('| HTTPRoute * |');
    expect(rows(plain + route('{kind: Service, group: "", name: web}'))).toEqual([]);
  });
});

describe('what is not known is said', () => {
  test('of Services whose pods are not in the input', () => {
    expect(unknown(service('type: NodePort') + podYaml('shop/other'))).toEqual([
      'Service shop/web: its pods are not known: it leads to no workload and port of the input',
    ]);
    expect(unknown(web + service('type: NodePort').replace('selector: {app: web}, ', ''))).toEqual([
      'Service shop/web: its pods are not known: it has no selector',
    ]);
  });

  test('of routes that are not read, many of them in one line; those of the cluster alone are none', () => {
    const route = (name: string, apiVersion: string, kind: string, spec: string, labels = '') =>
      `apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata: {name: ${name}, namespace: shop, labels: {${labels}}}\nspec: {${spec}}\n---\n`;
    const traefik = (name: string) => route(name, 'traefik.io/v1alpha1', 'IngressRoute', 'routes: []');
    const reason = 'routes of this kind are not read, and may lead clients from outside in';
    expect(unknown(web + traefik('a'))).toEqual([`IngressRoute shop/a: ${reason}`]);
    expect(unknown(web + ['a', 'b', 'c', 'd', 'e'].map(traefik).join(''))).toEqual([
      `IngressRoute shop/a, IngressRoute shop/b, IngressRoute shop/c and 2 more: ${reason}`,
    ]);
    const istio = (spec: string) => route('v', 'networking.istio.io/v1', 'VirtualService', spec);
    expect(unknown(web + istio('gateways: [mesh, public]'))).toEqual([`VirtualService shop/v: ${reason}`]);
    expect(unknown(web + istio('gateways: [mesh]') + istio('hosts: [web]').replace('name: v', 'name: w'))).toEqual([]);
    const knative = (labels: string) => route('k', 'serving.knative.dev/v1', 'Service', '', labels);
    expect(unknown(web + knative(''))).toEqual([`Service shop/k: ${reason}`]);
    expect(unknown(web + knative('networking.knative.dev/visibility: cluster-local'))).toEqual([]);
  });

  test('of policies that are not evaluated: an open way is not certain, a closed one not closed', () => {
    const cilium = `apiVersion: cilium.io/v2\nkind: CiliumNetworkPolicy\nmetadata: {name: c, namespace: shop}\nspec: {endpointSelector: {}, ingress: [{}]}\n---\n`;
    expect(rows(web + service('type: NodePort') + cilium)[0]).toMatch(/^may: anywhere \[1\]/);
    const closed = web + service('type: NodePort') + ingress('[]') + cilium;
    expect(rows(closed)).toEqual([]);
    expect(unknown(closed)).toEqual([
      expect.stringMatching(
        /^Service shop\/web: shop\/web\[Pod\]: CiliumNetworkPolicy shop\/c may apply to it, and is not evaluated/,
      ),
    ]);
  });

  test('of labels that controllers give', () => {
    const text = `apiVersion: apps/v1
kind: StatefulSet
metadata: {name: web, namespace: shop}
spec: {template: {metadata: {labels: {app: web}}, spec: {containers: [{name: a, ports: [{containerPort: 8080}]}]}}}
---
`;
    const first = policyYaml(
      'shop/first',
      'podSelector: {matchLabels: {apps.kubernetes.io/pod-index: "0"}}\npolicyTypes: [Ingress]',
    );
    expect(rows(text + service('type: NodePort') + first)[0]).toMatch(/^may: anywhere \[1\]/);
  });
});

test('pods that nothing else leads to are one line for each namespace', () => {
  const { rows: none, openPods } = outsideTable(
    outside(podYaml('shop/a') + podYaml('shop/b') + podYaml('ops/c') + web + from('203.0.113.0/24')),
    4,
  );
  expect(none).toEqual([]);
  expect(openPods).toEqual([
    'ops: c (from anywhere; nothing isolates it)',
    'shop: a, b (from anywhere; nothing isolates them)',
    'shop: web (from 203.0.113.0/24; let in by web)',
  ]);
});

test('the order of the input changes nothing', () => {
  const cilium = (name: string) =>
    `apiVersion: cilium.io/v2\nkind: CiliumNetworkPolicy\nmetadata: {name: ${name}, namespace: shop}\nspec: {endpointSelector: {}}\n---\n`;
  const text = [web, service('type: LoadBalancer'), cilium('b'), cilium('a'), from('10.0.0.0/8'), podYaml('shop/api')];
  const [forth, back] = [text.join(''), text.toReversed().join('')];
  expect([rows(back), reasons(back), unknown(back)]).toEqual([rows(forth), reasons(forth), unknown(forth)]);
});

test('the internet comes first, and what is certain before what is not', () => {
  const pods = ['a', 'b', 'c'].map((name) => podYaml(`shop/${name}`, ['8080'])).join('');
  const text =
    pods +
    service('type: NodePort, externalTrafficPolicy: Local', 'shop/a') +
    service('type: NodePort', 'shop/b') +
    service('type: LoadBalancer', 'shop/c') +
    ingress('[{from: [{ipBlock: {cidr: 10.0.0.0/8}}]}]', 'a') +
    ingress('[{from: [{ipBlock: {cidr: 10.0.0.0/8}}]}]', 'b');
  expect(outside(text).ways.map(({ pods: { name }, kind }) => `${kind} ${name}`)).toEqual([
    'LoadBalancer shop/c[Pod]',
    'NodePort shop/c[Pod]',
    'NodePort shop/b[Pod]',
    'NodePort shop/a[Pod]',
  ]);
});
