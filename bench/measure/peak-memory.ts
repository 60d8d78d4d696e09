import { readdir, readFile } from 'node:fs/promises';

/** The most that each kind of process held at one time, in MB. */
export interface PeakMemory {
  /** This process, all of it. */
  readonly nodeMb: number;
  /** All backends of the database together, without what they share. */
  readonly databaseMb: number;
  /** The analytic engine, where it runs. */
  readonly analyticMb: number;
}

const EVERY_MS = 500;

/** Samples the memory of this process and of the servers it started, from /proc: elsewhere than on Linux theirs is 0. */
export function watchMemory(): { stop(): Promise<PeakMemory> } {
  const peak = { nodeMb: 0, databaseMb: 0, analyticMb: 0 };
  const sample = async (): Promise<void> => {
    peak.nodeMb = Math.max(peak.nodeMb, process.memoryUsage().rss / 2 ** 20);
    const servers = await descendants(process.pid);
    const sum = (isDatabase: boolean): number =>
      servers
        .filter((each) => each.isDatabase === isDatabase)
        .reduce((total, { anonymousMb }) => total + anonymousMb, 0);
    peak.databaseMb = Math.max(peak.databaseMb, sum(true));
    peak.analyticMb = Math.max(peak.analyticMb, sum(false));
  };
  const timer = setInterval(() => {
    sample().catch(() => undefined);
  }, EVERY_MS);
  return {
    stop: async () => {
      clearInterval(timer);
      await sample();
      return peak;
    },
  };
}

interface Server {
  readonly pid: number;
  readonly parent: number;
  readonly isDatabase: boolean;
  readonly anonymousMb: number;
}

async function descendants(root: number): Promise<readonly Server[]> {
  const names = await readdir('/proc').catch(() => []);
  const all = (await Promise.all(names.filter((name) => /^\d+$/.test(name)).map(readProcess))).filter(
    (each) => each !== null,
  );
  const found: Server[] = [];
  let parents = new Set([root]);
  while (parents.size > 0) {
    const children = all.filter(({ parent }) => parents.has(parent));
    found.push(...children);
    parents = new Set(children.map(({ pid }) => pid));
  }
  return found;
}

async function readProcess(name: string): Promise<Server | null> {
  const status = await readFile(`/proc/${name}/status`, 'utf8').catch(() => '');
  const parent = /^PPid:\s+(\d+)/m.exec(status)?.[1];
  return parent === undefined
    ? null
    : {
        pid: Number(name),
        parent: Number(parent),
        isDatabase: /^Name:\s+postgres/m.test(status),
        anonymousMb: Number(/^RssAnon:\s+(\d+)/m.exec(status)?.[1] ?? 0) / 1024,
      };
}
