import { constants } from 'node:os';

/** The signals that ask a process to end. */
const ending = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

let holders = 0;
let received: NodeJS.Signals | undefined;

/**
 * Keeps signals from ending the process until they are released: those that nobody else listens to, since a listener of the program's
 * own decides what comes then. Node tells of a signal only between two turns of its event loop.
 */
export function holdSignals(): void {
  holders += 1;
  for (const signal of ending) if (process.listenerCount(signal) === 0) process.on(signal, listen);
}

/** The signal that came while signals were held. */
export function heldSignal(): NodeJS.Signals | undefined {
  return received;
}

/** Ends the process by the signal that came, whoever else holds signals. */
export function endByHeldSignal(): void {
  if (received !== undefined) endBy(received);
}

/** Ends the process by the signal that came; one that comes later ends it at once. */
export function releaseSignals(): void {
  holders -= 1;
  if (holders === 0) endByHeldSignal();
}

/** The same for a process that is somebody else's: while Node has a listener, no signal ends a loop of the program. */
export function releaseAndForgetSignals(): void {
  releaseSignals();
  if (holders === 0) stopListening();
}

function listen(signal: NodeJS.Signals): void {
  received ??= signal;
  if (holders === 0 && process.listenerCount(signal) === 1) endBy(signal);
}

function stopListening(): void {
  for (const signal of ending) process.off(signal, listen);
}

/** By the signal itself, so that whoever waits sees what it would have seen: a shell says 130 or 143. */
function endBy(signal: NodeJS.Signals): never {
  stopListening();
  process.kill(process.pid, signal);
  // The first process of a container is not ended by its own signals.
  process.exit(128 + constants.signals[signal]);
}
