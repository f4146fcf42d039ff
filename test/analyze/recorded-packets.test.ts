import { analyze } from '../../lib/analyze/analysis';
import { connectivityRows } from '../../lib/analyze/connectivity/connectivity';
import { loadPaths } from '../../lib/k8s/load';
import { connectivityJson } from '../../lib/report/connectivity/connectivity-rows';
import { scene } from '../cli/run-netpact';
import { isInRange } from '../evaluator/address';
import { type RecordedCluster, recordedCluster, recordedClusters, wrongPackets } from '../evaluator/recorded-packets';

interface Row {
  readonly src: string;
  readonly dst: string;
  readonly conn: string;
}

/** The rows of a file that the loader takes without a finding, as JSON. */
async function jsonOf(file: string): Promise<string> {
  const { resources, findings, refusedPolicies } = await loadPaths([file]);
  expect([...findings, ...refusedPolicies]).toEqual([]);
  const rows = connectivityRows(analyze(resources), { families: [4] });
  return [...connectivityJson(rows)].join('');
}

test.each(recordedClusters)('the JSON contract says of each packet in cluster %s what it did', async (name) => {
  const cluster = recordedCluster(name);
  expect(wrongIn(cluster, await jsonOf(cluster.file))).toEqual([]);
});

test('the command line prints JSON that says so too', () => {
  const empty = scene();
  for (const name of recordedClusters.filter((_, index) => index % 12 === 0)) {
    const cluster = recordedCluster(name);
    const printed = empty.netpact(['connectivity', cluster.file, '--format', 'json']);
    expect(printed.code).toBe(0);
    expect(wrongIn(cluster, printed.stdout)).toEqual([]);
  }
  empty.remove();
});

// The contract as a stranger reads it: text and numbers only.

function wrongIn(cluster: RecordedCluster, json: string): readonly string[] {
  const rows: readonly Row[] = JSON.parse(json);
  const connsOf = new Map<string, readonly string[]>();
  return wrongPackets(cluster, ({ src, dst, protocol, port }) => {
    const key = `${src} ${dst}`;
    const conns = connsOf.get(key) ?? rows.filter((row) => isEnd(row.src, src) && isEnd(row.dst, dst)).map(connOf);
    connsOf.set(key, conns);
    return conns.some((conn) => isIn(conn, protocol, port));
  });
}

const connOf = ({ conn }: Row): string => conn;

function isIn(conn: string, protocol: string, port: number): boolean {
  if (conn === 'All Connections') return true;
  let current = '';
  return conn.split(',').some((part) => {
    const [word = '', ports = ''] = part.includes(' ') ? part.split(' ') : [current, part];
    current = word;
    const [first = '', last = first] = ports.split('-');
    return current === protocol && Number(first) <= port && port <= Number(last);
  });
}

/** Names of workloads hold a slash; else it is a range that is written, and an address that is asked. */
const isEnd = (written: string, asked: string): boolean =>
  written === asked || (!written.includes('/') && !asked.includes('/') && isInRange(asked, written));
