import { readdirSync, readFileSync } from 'node:fs';

/** Every process below the given ones, nearest first: what `kill` alone would leave behind. Linux only. */
export function descendantsOf(pids: readonly number[]): readonly number[] {
  const parents = readParents();
  const found: number[] = [];
  let level: readonly number[] = pids;
  while (level.length > 0) {
    const wanted = new Set(level);
    level = [...parents].filter(([, parent]) => wanted.has(parent)).map(([pid]) => pid);
    found.push(...level);
  }
  return found;
}

/** Whether the kernel still runs it; a zombie that waits for its parent does not count. */
export function isRunning(pid: number): boolean {
  return stateOf(pid) !== null && stateOf(pid) !== 'Z';
}

/** Ends them all at once with SIGKILL, as a power cut would, and their children too. Returns who was hit. */
export function killAll(pids: readonly number[]): readonly number[] {
  const all = [...pids, ...descendantsOf(pids)];
  for (const pid of all) {
    signal(pid, 'SIGKILL');
  }
  return all;
}

/** Sends a signal; false when there is no such process any more. */
export function signal(pid: number, name: NodeJS.Signals): boolean {
  try {
    return process.kill(pid, name);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ESRCH') {
      return false;
    }
    throw error;
  }
}

function readParents(): ReadonlyMap<number, number> {
  const parents = new Map<number, number>();
  for (const name of readdirSync('/proc')) {
    const parent = /^\d+$/.test(name) ? statOf(Number(name))?.[1] : undefined;
    if (parent !== undefined) {
      parents.set(Number(name), Number(parent));
    }
  }
  return parents;
}

function stateOf(pid: number): string | null {
  return statOf(pid)?.[0] ?? null;
}

/** State and parent, the two fields after the command, which may itself hold spaces and brackets. */
function statOf(pid: number): readonly string[] | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  } catch {
    // It ended between being listed and being read.
    return null;
  }
}
