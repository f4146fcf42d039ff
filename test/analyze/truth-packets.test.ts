import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { containsPort, type PortSet } from '../../lib/algebra/port-set';
import { type Analysis, analyze } from '../../lib/analyze/analysis';
import { portsOfAddress } from './ports-of-address';
import { readManifests } from './read-manifests';

const folder = path.resolve(__dirname, '../../../shared/truth/packets');

interface PacketLine {
  readonly src: string;
  readonly dst: string;
  readonly open: readonly string[];
  readonly closed: readonly string[];
}

(existsSync(folder) ? describe : describe.skip)(`what real packets did (${folder}; skipped where absent)`, () => {
  test.each(existsSync(folder) ? readdirSync(folder) : [])('cluster %s', (name) => {
    const file = path.join(folder, name, 'cluster.yaml');
    const analysis = analyze(readManifests(readFileSync(file, 'utf8'), file));
    const lines = readFileSync(path.join(folder, name, 'packets.jsonl'), 'utf8')
      .trim()
      .split('\n');
    const wrong = lines.flatMap((text) => {
      const line = JSON.parse(text) as PacketLine;
      const ports = portsBetween(analysis, line.src, line.dst);
      const says = (port: string) => {
        const [protocol, number] = port.split(' ');
        if (protocol !== 'TCP' && protocol !== 'UDP' && protocol !== 'SCTP') throw new RangeError(port);
        return containsPort(ports, protocol, Number(number));
      };
      return [
        ...line.open.filter((port) => !says(port)).map((port) => `${line.src} to ${line.dst} ${port} was open`),
        ...line.closed.filter(says).map((port) => `${line.src} to ${line.dst} ${port} was closed`),
      ];
    });
    expect(wrong).toEqual([]);
  });
});

function portsBetween(analysis: Analysis, src: string, dst: string): PortSet {
  const source = analysis.pods(src);
  const destination = analysis.pods(dst);
  if (source && destination) return analysis.between(source, destination);
  if (source) return portsOfAddress(analysis.addresses('egress', source), dst);
  if (destination) return portsOfAddress(analysis.addresses('ingress', destination), src);
  throw new RangeError(`${src} or ${dst} is unknown`);
}
