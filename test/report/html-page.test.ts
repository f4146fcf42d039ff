import { createHash } from 'node:crypto';
import { Script } from 'node:vm';
import { analyze } from '../../lib/analyze/analysis';
import { diffClusters } from '../../lib/analyze/diff/cluster-diff';
import type { ClusterResources } from '../../lib/k8s/resources';
import { connectivityPicture } from '../../lib/report/connectivity/connectivity-picture';
import { diffPicture } from '../../lib/report/diff/diff-picture';
import { htmlPage } from '../../lib/report/html/page';
import { pageData } from '../../lib/report/html/page-data';
import { cluster, policy, workload } from '../analyze/cluster';

const hostile = '</script><script>alert(1)</script><img src=x onerror=alert(1)>&"\u2028';
const web = workload('shop/web', { app: 'web' });
const api = { ...workload('shop/api', { app: 'api' }), name: hostile };
const deny = policy('shop/deny', '{podSelector: {}, policyTypes: [Ingress, Egress]}');

function pageOf(resources: ClusterResources, before?: ClusterResources): string {
  const analysis = analyze(resources);
  const diff = before && diffClusters(before, resources);
  const picture = diff ? diffPicture(diff, [hostile]) : connectivityPicture(analysis, {}, [hostile]);
  const data = pageData({ analysis, picture, ...(diff && { diff }), yamlOf: () => hostile });
  return htmlPage(data, undefined);
}

const scripts = (page: string) => [...page.matchAll(/<script([^>]*)>([\s\S]*?)<\/script>/g)];

describe('the page', () => {
  it('runs its own script and style, and nothing else', () => {
    const page = pageOf(cluster([web, api, deny]));
    const csp = /http-equiv="Content-Security-Policy" content="([^"]*)"/.exec(page)?.[1] ?? '';
    expect(csp).toMatch(/^default-src 'none'; script-src 'sha256-[^ ]*'; style-src 'sha256-[^ ]*'; /);
    const style = /<style>([\s\S]*?)<\/style>/.exec(page)?.[1] ?? '';
    for (const text of [style, scripts(page)[1]?.[2] ?? ''])
      expect(csp).toContain(`sha256-${createHash('sha256').update(text).digest('base64')}`);
    const tags = page.replace(/(<script[^>]*>)[\s\S]*?<\/script>/g, '$1').match(/<[a-z][^>]*>/g) ?? [];
    expect(tags.filter((tag) => /\s(?:src|on\w+|style)=|\shref="[^#]/.test(tag))).toEqual([]);
  });

  it('has a script that parses', () => {
    const [, own] = scripts(pageOf(cluster([web])));
    expect(() => new Script(own?.[2] ?? '')).not.toThrow();
  });

  it('keeps names from manifests text, whatever is in them', () => {
    const page = pageOf(cluster([web, api, deny]), cluster([web]));
    expect(scripts(page)).toHaveLength(2);
    expect(page).not.toContain('<img');
    const data = JSON.parse(scripts(page)[0]?.[2] ?? '');
    expect(data.pods.map(({ name }: { name: string }) => name)).toContain(`shop/${hostile}[Deployment]`);
  });

  it('names the addresses of the graph as its rows do, so that a pick finds them', () => {
    const out = (name: string, peer: string) =>
      policy(`shop/${name}`, `{podSelector: {matchLabels: {app: ${name}}}, policyTypes: [Egress], egress: [${peer}]}`);
    const analysis = analyze(
      cluster([
        web,
        workload('shop/db', { app: 'db' }),
        out('web', '{}'),
        out('db', '{to: [{ipBlock: {cidr: 10.0.0.0/8}}]}'),
      ]),
    );
    const { nodes, rows } = pageData({ analysis, picture: connectivityPicture(analysis), yamlOf: () => '' });
    const ends = new Set(rows.flat());
    expect(Object.entries(nodes).filter(([id]) => id.startsWith('x'))).toHaveLength(2);
    for (const [id, name] of Object.entries(nodes)) if (id.startsWith('x')) expect(ends).toContain(name);
  });

  it('says first what changed where it is about a diff', () => {
    const page = pageOf(cluster([web, deny]), cluster([web]));
    expect(page.indexOf('id="changes"')).toBeLessThan(page.indexOf('id="graph"'));
    expect(JSON.parse(scripts(page)[0]?.[2] ?? '')).toMatchObject({ title: 'netpact diff: narrowed' });
  });
});
