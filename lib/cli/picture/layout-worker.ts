import { parentPort, workerData } from 'node:worker_threads';

/** Lays out one graph and ends: a layout cannot be interrupted, but its thread can. */
async function main(dot: string): Promise<void> {
  const viz = await (await import('@viz-js/viz')).instance();
  const draw = (graph: string): string => viz.renderString(graph, { format: 'svg', engine: 'dot' });
  const across = draw(dot);
  const isLong = aspectOf(across) > longAspect && across.length < quickBytes;
  const down = isLong ? draw(dot.replace('rankdir=LR', 'rankdir=TB')) : across;
  parentPort?.postMessage(withSubstitutes(aspectOf(down) < 1 / longAspect ? across : down));
}

/** A chain drawn from left to right is a line that nobody can read on a screen; downwards it fits. */
const longAspect = 3;
/** A larger drawing took long enough already. */
const quickBytes = 500_000;

/** Width by height. */
function aspectOf(svg: string): number {
  const [, width, height] = /viewBox="\S+ \S+ (\S+) (\S+)"/.exec(svg) ?? [];
  return Number(width) / Number(height);
}

/** Where a reader has no Verdana, fonts as wide as it take its place. In names from manifests quotes are escaped. */
const withSubstitutes = (svg: string): string =>
  svg.replaceAll('font-family="Verdana"', 'font-family="Verdana,DejaVu Sans,sans-serif"');

const dot: unknown = workerData;
if (typeof dot === 'string') void main(dot);
