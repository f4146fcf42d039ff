import fc from 'fast-check';
import {
  allPorts,
  containsPort,
  countPorts,
  coverPorts,
  formatPorts,
  intersectPorts,
  isSubsetOfPorts,
  noPorts,
  type PortSet,
  portRange,
  rangesOfPorts,
  subtractPorts,
  unionAllPorts,
  unionPorts,
} from '../../lib/algebra/port-set';

const protocol = fc.constantFrom('SCTP' as const, 'TCP' as const, 'UDP' as const);
const edge = fc.constantFrom(1, 2, 79, 80, 81, 443, 65534, 65535);
const range = fc.tuple(protocol, edge, edge).map(([name, a, b]) => portRange(name, Math.min(a, b), Math.max(a, b)));
const ports: fc.Arbitrary<PortSet> = fc.array(range, { maxLength: 5 }).map((all) => all.reduce(unionPorts, noPorts));
const point = fc.tuple(protocol, edge);

describe('port sets', () => {
  test('union, intersection and difference hold exactly the ports that their names say', () => {
    fc.assert(
      fc.property(ports, ports, point, (a, b, [name, port]) => {
        const [inA, inB] = [containsPort(a, name, port), containsPort(b, name, port)];
        expect(containsPort(unionPorts(a, b), name, port)).toBe(inA || inB);
        expect(containsPort(intersectPorts(a, b), name, port)).toBe(inA && inB);
        expect(containsPort(subtractPorts(a, b), name, port)).toBe(inA && !inB);
      }),
    );
  });

  test('equal sets are one object, however they were made', () => {
    fc.assert(
      fc.property(ports, ports, ports, (a, b, c) => {
        expect(unionPorts(a, b)).toBe(unionPorts(b, a));
        expect(unionPorts(unionPorts(a, b), c)).toBe(unionPorts(a, unionPorts(b, c)));
        expect(intersectPorts(a, unionPorts(b, c))).toBe(unionPorts(intersectPorts(a, b), intersectPorts(a, c)));
        expect(subtractPorts(allPorts, unionPorts(a, b))).toBe(
          intersectPorts(subtractPorts(allPorts, a), subtractPorts(allPorts, b)),
        );
        expect(unionPorts(subtractPorts(a, b), intersectPorts(a, b))).toBe(a);
        expect(isSubsetOfPorts(a, b)).toBe(unionPorts(a, b) === b);
        expect(countPorts(a) + countPorts(b)).toBe(countPorts(unionPorts(a, b)) + countPorts(intersectPorts(a, b)));
      }),
    );
  });

  test('the union of many at once is the chain of unions', () => {
    fc.assert(
      fc.property(fc.array(ports, { maxLength: 6 }), (sets) => {
        expect(unionAllPorts(sets)).toBe(sets.reduce(unionPorts, noPorts));
      }),
    );
  });

  test('runs of one protocol never touch', () => {
    fc.assert(
      fc.property(ports, (a) => {
        const runs = rangesOfPorts(a);
        for (const [index, run] of runs.entries()) {
          const next = runs[index + 1];
          if (next?.protocol === run.protocol) expect(next.first).toBeGreaterThan(run.last + 1);
        }
      }),
    );
  });

  test('text names each protocol once, SCTP before TCP before UDP', () => {
    const web = [
      portRange('UDP', 53, 53),
      portRange('TCP', 80, 80),
      portRange('TCP', 443, 444),
      portRange('TCP', 445, 445),
    ];
    expect(formatPorts(web.reduce(unionPorts))).toBe('TCP 80,443-445,UDP 53');
    expect(formatPorts(unionPorts(portRange('TCP'), portRange('SCTP', 5, 5)))).toBe('SCTP 5,TCP 1-65535');
    expect(formatPorts(allPorts)).toBe('All Connections');
    expect(formatPorts(noPorts)).toBe('No Connections');
    expect((['SCTP', 'TCP', 'UDP'] as const).map((name) => portRange(name)).reduce(unionPorts)).toBe(allPorts);
  });

  test('a cover remembers for each port exactly who gave it', () => {
    fc.assert(
      fc.property(fc.array(ports, { maxLength: 4 }), point, (given, [name, port]) => {
        const pieces = coverPorts(given.map((each, index) => [index, each] as const));
        const at = pieces.filter((piece) => containsPort(piece.ports, name, port));
        const givers = given.flatMap((each, index) => (containsPort(each, name, port) ? [index] : []));
        expect(at.map((piece) => piece.givers)).toEqual(givers.length > 0 ? [givers] : []);
      }),
    );
  });
});
