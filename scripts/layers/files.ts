import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import type { Source } from './source-text.ts';

export type LayerRule =
  | 'tier'
  | 'border'
  | 'pure'
  | 'sql'
  | 'schema'
  | 'door'
  | 'web'
  | 'computed'
  | 'place'
  | 'readme'
  | 'suppression';

/** A place where the tree breaks a rule of docs/architecture.md. */
export interface LayerFault {
  /** Relative to the root, with forward slashes. */
  readonly file: string;
  readonly line: number;
  readonly rule: LayerRule;
  readonly message: string;
}

export interface Module {
  /** `server/src/<digit>-<name>` */
  readonly folder: string;
  readonly name: string;
  readonly tier: number;
}

export interface SourceFile {
  readonly file: string;
  readonly source: Source;
  /** Null for what stands above all modules: main, wiring, cli, contracts. */
  readonly module: Module | null;
  /** The file name without `.ts`, or `test`. */
  readonly kind: string;
  readonly pure: boolean;
}

/** Notes a fault of the file in hand. */
export type Say = (line: number, rule: LayerRule, message: string) => void;

const IMPURE_KINDS = new Set(['index', 'service', 'store', 'routes', 'jobs', 'timers', 'test']);
/** `errors`, `context`, `contract`, `paging`, `zod-faults` and every schema of the kernel are held to purity themselves, so pure files may lean on them. */
export const PURE_KERNEL =
  /^(?:pure\/.+|errors\.ts|context\.ts|http\/(?:contract|paging|zod-faults)\.ts|.+\/schema\.ts)$/;

/** Files below the folder, relative to the root; none when it is not there. */
export function listFiles(root: string, folder: string, pattern: RegExp): readonly string[] {
  const start = path.join(root, folder);
  if (!existsSync(start)) {
    return [];
  }
  return readdirSync(start, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(root, path.join(entry.parentPath, entry.name)).split(path.sep).join('/'))
    .filter((file) => pattern.test(file) && !/(?:^|\/)(?:node_modules|dist|generated)\//.test(file))
    .sort();
}

/** The modules of the server, from the folders that hold source. */
export function listModules(files: readonly string[]): readonly Module[] {
  const folders = new Map<string, Module>();
  for (const file of files) {
    const hit = /^server\/src\/(\d)-([a-z]+)\//.exec(file);
    const [prefix, digit, name] = hit ?? [];
    if (prefix !== undefined && digit !== undefined && name !== undefined) {
      folders.set(name, { folder: prefix.slice(0, -1), name, tier: Number(digit) });
    }
  }
  return [...folders.values()];
}

/** What a file is by its name. */
export function kindOf(file: string): string {
  return /\.test\.tsx?$/.test(file) ? 'test' : path.posix.basename(file).replace(/\.tsx?$/, '');
}

/** Whether the file decides from its inputs alone: by its place in the kernel, by its name elsewhere. */
export function isPure(file: string, module: Module | null): boolean {
  if (module === null) {
    return file === 'server/src/contracts.ts';
  }
  if (kindOf(file) === 'test') {
    return false;
  }
  return module.tier === 0 ? PURE_KERNEL.test(file.slice(module.folder.length + 1)) : !IMPURE_KINDS.has(kindOf(file));
}

/** What is neither the kernel, nor above the modules, nor a test, nor a store. */
export function isOutsideStores(file: SourceFile): boolean {
  return file.module !== null && file.module.tier > 0 && file.kind !== 'store' && file.kind !== 'test';
}
