import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { seededRandom } from '../analyze/seeded-random';
import { declaredMatrix } from '../evaluator/declared-matrix';
import { type End, mayConnect, type Packet } from '../evaluator/may-connect';
import { policiesIn } from '../evaluator/policies';
import { probesOf } from '../evaluator/probes';
import { providedBaselines } from '../evaluator/provided-baselines';
import { acceptedApp } from './accepted-app';
import { renderedOf } from './compiling';
import { type RandomApp, randomApp, randomAppWithProfile } from './random-app';

/** NETPACT_SEED replays one app (NETPACT_APPS=1) or starts another run. */
const firstSeed = Number(process.env.NETPACT_SEED ?? 20261121);
const apps = Number(process.env.NETPACT_APPS ?? 320);
const probesPerApp = 300;

const anyApp = fc.oneof(randomApp, randomAppWithProfile);

describe('what is declared against what is written', () => {
  test(`${apps} random apps agree on every probe`, () => {
    const seen = { apps: 0, allowed: 0, denied: 0 };
    for (let seed = firstSeed; seed < firstSeed + apps; seed++) {
      const verdicts = fc.sample(anyApp, { seed, numRuns: 1 }).flatMap((app) => verdictsOf(app, seed));
      if (verdicts.some(isWrong)) throw new Error(explanation(seed));
      if (verdicts.length > 0) seen.apps += 1;
      for (const { declared } of verdicts) seen[declared ? 'allowed' : 'denied'] += 1;
    }
    if (apps < 300) return;
    // Agreement says something only where apps are taken and both answers are common.
    expect(seen.apps).toBeGreaterThanOrEqual(300);
    expect(Math.min(seen.allowed, seen.denied)).toBeGreaterThan((apps * probesPerApp) / 4);
  });

  test('the declared side imports nothing of netpact but types of the language', () => {
    const folder = path.join(__dirname, '../evaluator');
    const imports = readdirSync(folder)
      .filter((file) => file.endsWith('.ts'))
      .flatMap((file) => [
        ...readFileSync(path.join(folder, file), 'utf8').matchAll(/^import [^;]*? from '([^']*)';/gms),
      ])
      .filter(([, target = '']) => /\/lib\/|^netpact/.test(target))
      .map(([statement]) => statement);
    expect(imports.length).toBeGreaterThan(0);
    expect(
      imports.filter((each) => !/^import type [^;]* from '\.\.\/\.\.\/lib\/(dsl\/|k8s\/network-policy')/s.test(each)),
    ).toEqual([]);
  });
});

interface Verdict {
  readonly packet: Packet;
  readonly declared: boolean;
  readonly emitted: boolean;
}

const isWrong = ({ declared, emitted }: Verdict): boolean => declared !== emitted;

/** What the declarations of an app say of probes, and what the YAML that is written for it does. None where it is refused. */
function verdictsOf(app: RandomApp, seed: number): readonly Verdict[] {
  const accepted = acceptedApp(app);
  if (!accepted) return [];
  const { declarations, compiled } = accepted;
  const policies = [...policiesIn(...Object.values(renderedOf(compiled))), ...providedBaselines(declarations)];
  const isDeclared = declaredMatrix(declarations);
  return probesOf({ declarations, policies }, seededRandom(seed), probesPerApp).map((packet) => ({
    packet,
    declared: isDeclared(packet),
    emitted: mayConnect(policies, packet),
  }));
}

/** How to replay a seed, and the smallest app that shrinking finds from it, with what it is wrong about. */
function explanation(seed: number): string {
  const isRight = fc.property(anyApp, (app) => !verdictsOf(app, seed).some(isWrong));
  const [app] = fc.check(isRight, { seed, numRuns: 1 }).counterexample ?? fc.sample(anyApp, { seed, numRuns: 1 });
  const wrong = app ? verdictsOf(app, seed).filter(isWrong) : [];
  return [
    `replay with NETPACT_SEED=${seed} NETPACT_APPS=1:`,
    ...wrong.slice(0, 10).map(sentenceOf),
    fc.stringify(app),
  ].join('\n');
}

function sentenceOf({ packet: { from, to, port, protocol }, declared }: Verdict): string {
  const verdict = declared ? 'declared, and denied' : 'not declared, and allowed';
  return `${nameOf(from)} to ${nameOf(to)} ${protocol} ${port}: ${verdict}`;
}

const nameOf = (end: End): string => (typeof end === 'string' ? end : JSON.stringify(end));
