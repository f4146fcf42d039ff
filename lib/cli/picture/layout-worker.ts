import { parentPort, workerData } from 'node:worker_threads';

/** Lays out one graph and ends: a layout cannot be interrupted, but its thread can. */
async function main(dot: string): Promise<void> {
  const viz = await (await import('@viz-js/viz')).instance();
  parentPort?.postMessage(withSubstitutes(viz.renderString(dot, { format: 'svg', engine: 'dot' })));
}

/** Where a reader has no Verdana, fonts as wide as it take its place. In names from manifests quotes are escaped. */
const withSubstitutes = (svg: string): string =>
  svg.replaceAll('font-family="Verdana"', 'font-family="Verdana,DejaVu Sans,sans-serif"');

const dot: unknown = workerData;
if (typeof dot === 'string') void main(dot);
