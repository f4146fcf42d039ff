import { instance } from '@viz-js/viz';
import { analyze } from '../../lib/analyze/analysis';
import { connectivityRows } from '../../lib/analyze/connectivity/connectivity';
import { diffClusters } from '../../lib/analyze/diff/cluster-diff';
import type { ClusterResources } from '../../lib/k8s/resources';
import { connectivityPicture } from '../../lib/report/connectivity/connectivity-picture';
import { diffPicture } from '../../lib/report/diff/diff-picture';
import { pairRows } from '../../lib/report/diff/pair-rows';
import type { Picture } from '../../lib/report/picture/picture';
import { pictureDot } from '../../lib/report/picture/picture-dot';
import { pictureMermaid } from '../../lib/report/picture/picture-mermaid';
import { cluster } from '../analyze/cluster';
import { randomCluster } from '../analyze/random-cluster';
import { seededRandom } from '../analyze/seeded-random';

/** What a reader of a format can know: full names by id, lines with all their ports, boxes, and what is written beside. */
interface Read {
  readonly nodes: readonly string[];
  readonly groups: readonly string[];
  readonly edges: readonly string[];
}

const families = [4, 6] as const;
const sorted = (items: Iterable<string>): readonly string[] => [...new Set(items)].sort();
const clusterOf = (seed: number): ClusterResources => randomCluster(seededRandom(seed));

/** So many copies of every workload that namespaces are drawn. */
function crowdOf(seed: number): ClusterResources {
  const { namespaces, workloads, policies } = clusterOf(seed);
  const copies = workloads.flatMap((each) =>
    Array.from({ length: Math.ceil(90 / workloads.length) }, (_, index) => ({
      ...each,
      name: `${each.name}-${index}`,
    })),
  );
  return cluster([...namespaces, ...copies, ...policies]);
}

describe('the picture of connectivity', () => {
  it.each([
    ['workloads', clusterOf, 150],
    ['namespaces', crowdOf, 8],
  ])('has a line for every row that a policy limits, and for nothing else; of %s', (_, make, count) => {
    let lines = 0;
    for (let seed = 0; seed < count; seed++) {
      const analysis = analyze(make(seed));
      const picture = connectivityPicture(analysis);
      const drawn = linesOf(picture);
      const names = new Set(picture.groups.flatMap(({ nodes }) => nodes.map(({ name }) => name)));
      const partOf = (name: string) => {
        const namespace = analysis.pods(name)?.namespace;
        return namespace === undefined || names.has(name) ? name : namespace;
      };
      const isOpen = (name: string, direction: 'ingress' | 'egress') => {
        const pods = analysis.pods(name);
        return !pods || !analysis.isIsolated(direction, pods);
      };
      const expected: string[] = [];
      for (const { src, dst, conn } of connectivityRows(analysis, { families }))
        if (isOpen(src, 'egress') && isOpen(dst, 'ingress')) expect([seed, conn]).toEqual([seed, 'All Connections']);
        else expected.push(lineText('plain', partOf(src), partOf(dst), conn));
      expect([seed, sorted(drawn)]).toEqual([seed, sorted(expected)]);
      lines += expected.length;
    }
    expect(lines).toBeGreaterThan(count);
  });
});

describe('the picture of a diff', () => {
  it('has a line for every pair that changed, and for nothing else', () => {
    let lines = 0;
    for (let seed = 0; seed < 40; seed++) {
      const diff = diffClusters(clusterOf(seed), {
        ...clusterOf(seed),
        policies: clusterOf(seed + 1000).policies,
      });
      const picture = diffPicture(diff);
      const names = new Set(picture.groups.flatMap(({ nodes }) => nodes.map(({ name }) => name)));
      const partOf = (name: string) => (names.has(name) ? name : name.replace(/^(.*?)\/.*$/s, '$1'));
      const all = [...diff.changes, ...diff.oneSided];
      const expected: string[] = [];
      for (const kind of ['opened', 'closed', 'changed', 'added', 'removed'] as const)
        for (const part of ['workloads', 'representatives'] as const)
          for (const { src, dst, before, after } of pairRows(all, kind, part)) {
            const ports =
              kind === 'changed' ? `${before} → ${after}` : kind === 'opened' || kind === 'added' ? after : before;
            expected.push(lineText(kind, partOf(src), partOf(dst), ports));
          }
      expect([seed, sorted(linesOf(picture))]).toEqual([seed, sorted(expected)]);
      lines += expected.length;
    }
    expect(lines).toBeGreaterThan(60);
  });
});

describe('dot, Mermaid and SVG', () => {
  it('show the same nodes, groups and lines', async () => {
    const viz = await instance();
    for (let seed = 0; seed < 15; seed++) {
      const after = clusterOf(seed + 1000);
      const pictures = [
        connectivityPicture(analyze(clusterOf(seed))),
        connectivityPicture(analyze(crowdOf(seed))),
        diffPicture(diffClusters(clusterOf(seed), { ...clusterOf(seed), policies: after.policies }), ['assumed']),
      ];
      for (const picture of pictures) {
        const dot = pictureDot(picture);
        const fromDot = readDot(dot);
        expect(readMermaid(pictureMermaid(picture))).toEqual(fromDot);
        expect(readSvg(viz.renderString(dot, { format: 'svg' }))).toEqual(fromDot);
        expect(fromDot.edges).toHaveLength(picture.edges.length);
        expect(fromDot.nodes).toHaveLength(
          picture.groups.flatMap(({ nodes }) => nodes).length + picture.externals.length,
        );
      }
    }
  });

  it('say what is not decided and what is assumed, as a comment and beside the graph', async () => {
    const same = clusterOf(1);
    const diff = diffClusters(same, { ...same, policies: clusterOf(2).policies });
    const undecided = 'whether pods that nobody named are reached was not found out';
    const assumed = 'assumed[host-network]: "host"\nnetwork pods are like any pod';
    const picture = diffPicture({ ...diff, verdict: 'undecided', undecided: [undecided] }, [assumed]);
    const [dot, mermaid] = [pictureDot(picture), pictureMermaid(picture)];
    expect(dot).toContain(`// undecided: ${undecided}\n`);
    expect(dot).toContain('// assumed[host-network]: "host" network pods are like any pod\n');
    expect(dot).toContain(`\n  label="diff: undecided\\nundecided: ${undecided}\\n`);
    expect(mermaid).toContain(`  %% "undecided: ${undecided}"\n`);
    expect(mermaid).toContain(`  notes["diff: undecided<br/>undecided: ${undecided}<br/>`);
    const svg = (await instance()).renderString(dot, { format: 'svg' });
    expect(svg).toContain(`>undecided: ${undecided}<`);
  });
});

/** Lines by full names: one for each range of addresses and each text of ports. */
function linesOf({ groups, externals, edges }: Picture): readonly string[] {
  const names = new Map<string, readonly string[]>([
    ...groups.flatMap(({ nodes }) => nodes.map(({ id, name }) => [id, [name]] as const)),
    ...externals.map(({ id, name }) => [id, name.split(', ')] as const),
  ]);
  return edges.flatMap(({ from, to, ports, look }) =>
    (names.get(from) ?? []).flatMap((source) =>
      (names.get(to) ?? []).flatMap((target) => ports.map((each) => lineText(look, source, target, each))),
    ),
  );
}

function lineText(look: string, from: string, to: string, ports: string): string {
  return `${look} ${from} -> ${to}: ${ports.replaceAll('All Connections', 'every port')}`;
}

const unquoted = (text: string) => text.replace(/\\(.)/g, (_, mark) => (mark === 'n' ? '\n' : mark));

function readDot(dot: string): Read {
  const text = '"((?:[^"\\\\]|\\\\.)*)"';
  const nodes = dot.matchAll(new RegExp(`^ +([nx]\\d+) \\[.*, label=${text}, tooltip=${text}`, 'gm'));
  const edges = dot.matchAll(new RegExp(`^ +(\\w+) -> (\\w+) \\[.*edgetooltip=${text}`, 'gm'));
  const groups = dot.matchAll(new RegExp(`^    label=${text};`, 'gm'));
  return {
    nodes: sorted(
      [...nodes].map(([, id, label = '', name = '']) => `${id} ${unquoted(label)} = ${nameOf(unquoted(name))}`),
    ),
    groups: [...groups].map(([, label = '']) => unquoted(label)),
    edges: sorted([...edges].map(([, from, to, ports = '']) => `${from} ${to} ${unquoted(ports)}`)),
  };
}

/** A tooltip without what it says of isolation. */
const nameOf = (tooltip: string) => tooltip.replace(/: (?:in part )?not isolated for .*$/s, '');

const unescaped = (text: string) =>
  text.replaceAll('<br/>', '\n').replace(/#(\d+);/g, (_, code) => String.fromCharCode(Number(code)));

function readMermaid(mermaid: string): Read {
  const comments = new Map(
    [...mermaid.matchAll(/^ {2}%% "([nx]\d+(?: to [nx]\d+)?): (.*)"$/gm)].map(([, key = '', text = '']) => [
      key,
      unescaped(text),
    ]),
  );
  const nodes = mermaid.matchAll(/^ +([nx]\d+)[[({]+"(.*)"[\])}]+$/gm);
  const edges = mermaid.matchAll(/^ {2}(\w+) -->\|"(.*)"\| (\w+)$/gm);
  return {
    nodes: sorted(
      [...nodes].map(
        ([, id = '', label = '']) => `${id} ${unescaped(label)} = ${comments.get(id) ?? unescaped(label)}`,
      ),
    ),
    groups: [...mermaid.matchAll(/^ {2}subgraph s\d+\["(.*)"\]$/gm)].map(([, label = '']) => unescaped(label)),
    edges: sorted(
      [...edges].map(
        ([, from, label = '', to]) => `${from} ${to} ${comments.get(`${from} to ${to}`) ?? unescaped(label)}`,
      ),
    ),
  };
}

const fromXml = (text: string) =>
  text
    .replace(/&#(\d+);/g, (_, code) => String.fromCharCode(Number(code)))
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&amp;', '&');

function readSvg(svg: string): Read {
  const parts = svg.split(/(?=<g id="\w+" class=")/);
  const partsOf = (what: string) => parts.filter((part) => part.includes(` class="${what}`));
  const textOf = (part: string) =>
    fromXml([...part.matchAll(/<text [^>]*>([^<]*)<\/text>/g)].map(([, line]) => line).join('\n'));
  const titleOf = (part: string) => fromXml(/xlink:title="([^"]*)"/.exec(part)?.[1] ?? '');
  return {
    nodes: sorted(
      partsOf('node').map((part) => `${/id="(\w+)"/.exec(part)?.[1]} ${textOf(part)} = ${nameOf(titleOf(part))}`),
    ),
    groups: partsOf('cluster').map(textOf),
    edges: sorted(partsOf('edge').map((part) => `${/class="edge \w+ (\w+ \w+)"/.exec(part)?.[1]} ${titleOf(part)}`)),
  };
}
