import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';

/** Folders and files that the built pages are made of. */
const SOURCES = ['web/src', 'web/public', 'web/index.html', 'web/vite.config.ts', 'web/package.json', 'server/src'];

export interface WebBuildOptions {
  readonly tell: (line: string) => void;
}

/** Builds the web when it is missing or older than its sources. Throws when the build fails. */
export async function buildWebIfStale(root: string, { tell }: WebBuildOptions): Promise<void> {
  const built = path.join(root, 'web', 'dist', 'index.html');
  if (existsSync(built)) {
    const builtMs = (await stat(built)).mtimeMs;
    const newest = Math.max(...(await Promise.all(SOURCES.map((source) => newestMs(path.join(root, source))))));
    if (newest <= builtMs) {
      return;
    }
  }
  tell('构建页面 building the web …');
  await runVite(path.join(root, 'web'));
}

/** The latest change below a path; only what the web takes from the server (schemas, contracts) is looked at there. */
async function newestMs(entry: string): Promise<number> {
  const found = await stat(entry).catch(() => null);
  if (found === null) {
    return 0;
  }
  if (!found.isDirectory()) {
    return found.mtimeMs;
  }
  const names = await readdir(entry, { recursive: true, withFileTypes: true });
  const wanted = names.filter((name) => name.isFile() && isWebSource(path.join(name.parentPath, name.name)));
  const times = await Promise.all(wanted.map((name) => stat(path.join(name.parentPath, name.name))));
  return Math.max(0, ...times.map((time) => time.mtimeMs));
}

function isWebSource(file: string): boolean {
  if (!file.includes(`${path.sep}server${path.sep}src${path.sep}`)) {
    return true;
  }
  return /(?:schema|contracts?|client|paging)\.ts$|0-kernel[/\\]pure[/\\]/.test(file);
}

function runVite(webDir: string): Promise<void> {
  const require = createRequire(path.join(webDir, 'package.json'));
  const vite = path.join(path.dirname(require.resolve('vite/package.json')), 'bin', 'vite.js');
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [vite, 'build', '--logLevel', 'warn'], {
      cwd: webDir,
      stdio: ['ignore', 'pipe', 'pipe'],
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
