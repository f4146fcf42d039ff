import path from 'node:path';
import { Worker } from 'node:worker_threads';

/** How long a layout may take; Graphviz needs seconds for what nobody can read any more. */
const mostMilliseconds = 10_000;

/** A drawing, or why there is none. */
export type Drawing = { readonly svg: string } | { readonly reason: string };

/** Draws a graph as SVG with Graphviz in WebAssembly, in a thread that is ended where it takes too long. */
export function layOut(dot: string): Promise<Drawing> {
  const milliseconds = timeLimit(process.env);
  return new Promise((resolve) => {
    const worker = new Worker(path.join(__dirname, 'layout-worker.js'), { workerData: dot });
    const finish = (drawing: Drawing) => {
      clearTimeout(timer);
      void worker.terminate();
      resolve(drawing);
    };
    const timer = setTimeout(
      () => finish({ reason: `the layout took more than ${milliseconds / 1000} s` }),
      milliseconds,
    );
    worker.on('message', (svg: unknown) => finish(typeof svg === 'string' ? { svg } : { reason: 'the layout failed' }));
    worker.on('error', (error: Error) => finish({ reason: `the layout failed: ${error.message}` }));
  });
}

/** NETPACT_LAYOUT_SECONDS changes the limit, for slow machines. */
function timeLimit(env: NodeJS.ProcessEnv): number {
  const seconds = Number(env.NETPACT_LAYOUT_SECONDS);
  return env.NETPACT_LAYOUT_SECONDS && seconds >= 0 ? seconds * 1000 : mostMilliseconds;
}
