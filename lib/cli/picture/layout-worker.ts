import { parentPort, workerData } from 'node:worker_threads';

/** Lays out one graph and ends: a layout cannot be interrupted, but its thread can. */
async function main(dot: string): Promise<void> {
  const viz = await (await import('@viz-js/viz')).instance();
  parentPort?.postMessage(viz.renderString(dot, { format: 'svg', engine: 'dot' }));
}

const dot: unknown = workerData;
if (typeof dot === 'string') void main(dot);
