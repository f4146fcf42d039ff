import { cidr, denyAll, flow, namespace, open } from 'netpact';
import { type Finding, resolveLocation } from '../../lib/diagnostics/finding';
import { compile, onlyFinding } from './compiling';

const shop = namespace('shop', { baseline: denyAll() });
const web = shop.workload('web', { ports: { http: 8080, metrics: 9090 } });
const api = shop.workload('api', { ports: { https: 8443 } });

/** Types keep these from users who do not compute their values. */
const escaped = (value: unknown) => value as never;

/** The error that one flow of a good namespace meets. */
const refusedFlow = (value: unknown): Finding => onlyFinding(compile([shop], [value]));

it('collects all problems at once, each at the line of the call', () => {
  const ns = namespace('Bad_Name', { baseline: open('') });
  const one = flow(web)
    .to(cidr('c', ['nonsense']))
    .port(443);
  const two = flow(api).to(web).port(escaped('grpc'));
  const found = compile([ns, shop], [one, two]).findings;
  expect(found.map(({ code }) => code).toSorted()).toEqual([
    'cidr-invalid',
    'flow-port-undeclared',
    'name-invalid',
    'open-without-reason',
  ]);
  const start = sourceLine();
  for (const { at } of found) {
    const span = resolveLocation(at);
    expect(span?.file).toBe(__filename);
    expect((span?.line ?? 0) - start).toBeGreaterThan(-20);
    expect((span?.line ?? 0) - start).toBeLessThan(0);
  }
});

it('points at the method that was called wrongly, not at the start of the statement', () => {
  const start = sourceLine();
  const value = flow(api).to(web).port(escaped('grpc'));
  expect(resolveLocation(refusedFlow(value).at)).toMatchObject({ file: __filename, line: start + 1, column: 35 });
});

/** The line from which it is called. */
function sourceLine(): number {
  return Number(/finding-places\.test\.ts:(\d+)/.exec((new Error().stack ?? '').split('\n')[2] ?? '')?.[1]);
}
