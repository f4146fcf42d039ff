import { createHash } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import { isSystemError } from './system-error';

/** A process, told apart from one that gets its number later and from those of other machines and containers. */
export interface ProcessIdentity {
  readonly pid: number;
  /** When it began, in clock ticks since the boot; `0` where the system does not say. */
  readonly started: string;
  /** The boot and the process namespace that the number belongs to, or the host's name, as a digest. */
  readonly system: string;
}

export function ownIdentity(): ProcessIdentity {
  const own = processStatus('self');
  return { pid: process.pid, started: own?.pid === process.pid ? own.started : '0', system: ownSystem() };
}

/** Whether the process still runs. Undefined where that cannot be known: another machine or container, or a system without /proc. */
export function isRunning({ pid, started, system }: ProcessIdentity): boolean | undefined {
  if (system !== ownSystem()) return undefined;
  try {
    process.kill(pid, 0);
  } catch (error) {
    if (isSystemError(error, 'ESRCH')) return false;
    // It runs as somebody else, so it is there.
    if (!isSystemError(error, 'EPERM')) return undefined;
  }
  const status = started === '0' ? undefined : processStatus(pid);
  if (!status) return undefined;
  // A killed process whose parent has not asked for it yet keeps its number, and does nothing any more.
  return status.started === started && !['Z', 'X'].includes(status.state);
}

interface ProcessStatus {
  readonly pid: number;
  readonly state: string;
  readonly started: string;
}

/** The fields of `/proc/<pid>/stat` (proc_pid_stat(5)): the name, in parentheses, may hold anything. */
function processStatus(pid: number | 'self'): ProcessStatus | undefined {
  const text = systemText(() => fs.readFileSync(`/proc/${pid}/stat`, 'utf8'));
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  const [state, started] = [fields[0], fields[19]];
  return state && started && /^\d+$/.test(started) ? { pid: Number.parseInt(text, 10), state, started } : undefined;
}

function ownSystem(): string {
  const boot = systemText(() => fs.readFileSync('/proc/sys/kernel/random/boot_id', 'utf8'));
  const namespace = systemText(() => fs.readlinkSync('/proc/self/ns/pid'));
  const name = boot && namespace ? `${boot}${namespace}` : os.hostname();
  return createHash('sha256').update(name).digest('hex').slice(0, 12);
}

/** What the system says of itself; nothing where it does not. */
function systemText(read: () => string): string {
  try {
    return read();
  } catch {
    return '';
  }
}
