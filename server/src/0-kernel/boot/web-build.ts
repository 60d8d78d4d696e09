import { spawn } from 'node:child_process';
import { readdir, rename, rm, stat } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';

interface Source {
  readonly path: string;
  /** Of a folder, which files count; all without it. */
  readonly only?: RegExp;
}

/** What the built pages are made of; of the server, what the web imports from it. */
const SOURCES: readonly Source[] = [
  { path: 'web/src' },
  { path: 'web/public' },
  { path: 'web/index.html' },
  { path: 'web/vite.config.ts' },
  { path: 'web/compress.ts' },
  { path: 'web/palette.ts' },
  { path: 'web/shell-worker.ts' },
  { path: 'web/shell-worker.js' },
  { path: 'web/package.json' },
  { path: 'package-lock.json' },
  {
    path: 'server/src',
    only: /(?:^|[/\\])(?:schema|contracts?|client|paging|problem)\.ts$|0-kernel[/\\]pure[/\\]/,
  },
];

export interface WebBuildOptions {
  readonly tell: (line: string) => void;
  /** Ends a build that is no longer wanted. */
  readonly signal?: AbortSignal;
}

/** Builds the web when it is missing or older than its sources. Throws when the build fails. */
export async function buildWebIfStale(root: string, options: WebBuildOptions): Promise<void> {
  if (await isStale(root)) {
    options.tell('构建页面 building the web …');
    await buildBeside(path.join(root, 'web'), options);
  }
}

/** Whether the built pages are missing, or older than anything they are made of. */
export async function isStale(root: string): Promise<boolean> {
  const builtMs = await mtimeMs(path.join(root, 'web', 'dist', 'index.html'));
  if (builtMs === null) {
    return true;
  }
  const newest = await Promise.all(SOURCES.map((source) => newestMs(path.join(root, source.path), source.only)));
  return Math.max(...newest) > builtMs;
}

async function mtimeMs(file: string): Promise<number | null> {
  try {
    return (await stat(file)).mtimeMs;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') {
      return null;
    }
    throw error;
  }
}

/** The latest change at or below a path; 0 when there is nothing. A folder counts too: it changes when a file goes. */
async function newestMs(entry: string, only?: RegExp): Promise<number> {
  const own = await mtimeMs(entry);
  if (own === null || !(await stat(entry)).isDirectory()) {
    return own ?? 0;
  }
  const below = await readdir(entry, { recursive: true, withFileTypes: true });
  const wanted = below
    .map((each) => ({ isFolder: each.isDirectory(), path: path.join(each.parentPath, each.name) }))
    .filter((each) => (only === undefined ? true : !each.isFolder && only.test(path.relative(entry, each.path))));
  const times = await Promise.all(wanted.map((each) => mtimeMs(each.path)));
  return Math.max(only === undefined ? own : 0, ...times.map((time) => time ?? 0));
}

/** Builds into a folder of this process and puts it in place when it is whole: another one may serve, or build too. */
async function buildBeside(webDir: string, options: WebBuildOptions): Promise<void> {
  const draft = path.join(webDir, `dist.new-${process.pid}`);
  const old = path.join(webDir, `dist.old-${process.pid}`);
  const built = path.join(webDir, 'dist');
  try {
    await runVite(webDir, draft, options);
    await rename(built, old).catch(ignore('ENOENT'));
    // Not empty: another process put its own there in the meantime, made of the same sources.
    await rename(draft, built).catch(ignore('ENOTEMPTY', 'EEXIST'));
  } finally {
    await rm(draft, { recursive: true, force: true });
    await rm(old, { recursive: true, force: true });
  }
}

function ignore(...codes: readonly string[]): (error: unknown) => void {
  return (error) => {
    if (!(error instanceof Error && 'code' in error && codes.includes(String(error.code)))) {
      throw error;
    }
  };
}

function runVite(webDir: string, outDir: string, { signal }: Pick<WebBuildOptions, 'signal'>): Promise<void> {
  const require = createRequire(path.join(webDir, 'package.json'));
  const vite = path.join(path.dirname(require.resolve('vite/package.json')), 'bin', 'vite.js');
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [vite, 'build', '--logLevel', 'warn', '--outDir', outDir, '--emptyOutDir'], {
      cwd: webDir,
      // Whatever runs us: people are served the production build of libraries, never the one for debugging.
      env: { ...process.env, NODE_ENV: 'production' },
      stdio: ['ignore', 'pipe', 'pipe'],
      ...(signal === undefined ? {} : { signal }),
    });
    let output = '';
    const keep = (chunk: Buffer): void => {
      output = (output + chunk.toString()).slice(-20_000);
    };
    child.stdout.on('data', keep);
    child.stderr.on('data', keep);
    child.once('error', reject);
    child.once('exit', (code) => {
      if (code === 0) {
        resolve();
      } else {
        reject(new Error(`The web could not be built (code ${code}):\n${output}`));
      }
    });
  });
}
