import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

const folder = path.join(__dirname, '../truth/packets');

/** A port between two ends, and whether packets passed. Ends are `namespace/name[Kind]` or addresses outside the cluster. */
export interface RecordedPacket {
  readonly src: string;
  readonly dst: string;
  readonly protocol: string;
  readonly port: number;
  readonly isOpen: boolean;
}

/** A cluster whose packets were recorded (test/truth/README.md). */
export interface RecordedCluster {
  readonly name: string;
  readonly file: string;
  readonly yaml: string;
  readonly packets: readonly RecordedPacket[];
}

export const recordedClusters: readonly string[] = readdirSync(folder).sort();

export function recordedCluster(name: string): RecordedCluster {
  const file = path.join(folder, name, 'cluster.yaml');
  const lines = readFileSync(path.join(folder, name, 'packets.jsonl'), 'utf8')
    .trim()
    .split('\n');
  return { name, file, yaml: readFileSync(file, 'utf8'), packets: lines.flatMap(packetsOf) };
}

/** The packets that a reading of the cluster gets wrong, said with what they did. */
export function wrongPackets(
  { packets }: RecordedCluster,
  isOpen: (packet: RecordedPacket) => boolean,
): readonly string[] {
  return packets
    .filter((packet) => isOpen(packet) !== packet.isOpen)
    .map((packet) => {
      const { src, dst, protocol, port } = packet;
      return `${src} to ${dst} ${protocol} ${port} was ${packet.isOpen ? 'open' : 'closed'}`;
    });
}

function packetsOf(line: string): readonly RecordedPacket[] {
  const { src, dst, open, closed }: Record<'src' | 'dst', string> & Record<'open' | 'closed', string[]> =
    JSON.parse(line);
  const packet = (text: string, isOpen: boolean): RecordedPacket => {
    const [protocol = '', port] = text.split(' ');
    return { src, dst, protocol, port: Number(port), isOpen };
  };
  return [...open.map((each) => packet(each, true)), ...closed.map((each) => packet(each, false))];
}
