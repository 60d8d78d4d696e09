import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import {
  isPure,
  kindOf,
  type LayerFault,
  listFiles,
  listModules,
  type Module,
  type Say,
  type SourceFile,
} from './layers/files.ts';
import { checkImport } from './layers/imports.ts';
import { importsOf, lineAt, readSource, type Source } from './layers/source-text.ts';
import { checkMigration, checkSql } from './layers/sql.ts';

const ABOVE_MODULES = /^server\/src\/(?:(?:main|wiring|wiring-access|cli|contracts)\.ts|cli\/.+|[a-z-]+\.test\.ts)$/;
const EMPTY_NAMES = /^(?:utils?|helpers?|common|misc|manager)$/;
const WEB_FACES = /^@zhike\/server\/(?:contracts|pure\/.+)$/;
const README_WORDS = ['owns', 'offers', 'emits', 'listens', 'never'];
const GOOD_SUPPRESSION = /oxlint-disable(?:-next-line|-line)?\s+[@\w/-]+(?:\s*,\s*[@\w/-]+)*\s+--\s+\S/;
/** Clocks, chance and the outside world, as a pure file would reach them without an import. */
const IMPURE_CODE =
  /(?<![.\w$])(?:Date\.now\b|new\s+Date\s*(?:\(\s*\)|(?!\s*\())|Date\s*\(\s*\)|(?:process|crypto|performance|console|globalThis)\s*\.|fetch\s*\(|set(?:Timeout|Interval|Immediate)\s*\(|Math\.random\b)/g;

function checkSource(file: SourceFile, modules: readonly Module[], say: Say): void {
  if ((file.module === null && !ABOVE_MODULES.test(file.file)) || EMPTY_NAMES.test(file.kind)) {
    say(1, 'place', 'a module folder is <digit>-<name>, and a file is named after what it does');
  }
  for (const imported of importsOf(file.source)) {
    checkImport(file, imported, modules, say);
  }
  if (file.kind !== 'test' && file.module !== null) {
    checkSql(file, modules, say);
  }
  for (const hit of file.pure ? file.source.code.matchAll(IMPURE_CODE) : []) {
    say(lineAt(file.source.code, hit.index), 'pure', `a pure file may not use ${hit[0].trim()}: pass it in`);
  }
}

function checkSuppressions(source: Source, say: Say): void {
  for (const { at, text } of source.comments) {
    if (/\boxlint-disable/.test(text) && !GOOD_SUPPRESSION.test(text)) {
      say(lineAt(source.code, at), 'suppression', 'name the rule and the reason: oxlint-disable-next-line rule -- why');
    } else if (/\bbiome-ignore lint/.test(text)) {
      say(lineAt(source.code, at), 'suppression', 'Biome only formats here: oxlint-disable-next-line rule -- why');
    }
  }
}

function checkWeb(file: string, source: Source, say: Say): void {
  for (const { line, specifier } of importsOf(source)) {
    if (specifier?.startsWith('@zhike/server') === true && !WEB_FACES.test(specifier)) {
      say(line, 'web', 'the web sees @zhike/server/contracts and @zhike/server/pure/* only');
    }
    if (
      specifier?.startsWith('.') === true &&
      !path.posix.join(path.posix.dirname(file), specifier).startsWith('web/')
    ) {
      say(line, 'web', `${specifier} leaves the web`);
    }
  }
}

function checkReadme(root: string, module: Module, say: Say): void {
  const readme = path.join(root, module.folder, 'README.md');
  const text = existsSync(readme) ? readFileSync(readme, 'utf8').toLowerCase() : '';
  const missing = README_WORDS.filter((word) => !text.includes(word));
  if (missing.length > 0) {
    say(1, 'readme', `README.md must say what the module ${missing.join(', ')}`);
  }
}

/** A name in package.json leads to the face of the module of that name, nowhere else. */
function checkNames(packageJson: string, modules: readonly Module[], say: Say): void {
  const { imports } = JSON.parse(packageJson) as { readonly imports?: Readonly<Record<string, unknown>> };
  for (const { name, folder, tier } of modules) {
    const home = folder.replace('server/', './');
    const faces =
      tier === 0
        ? { [`#${name}/*`]: `${home}/*` }
        : { [`#${name}`]: `${home}/index.ts`, [`#${name}/pure`]: `${home}/pure.ts` };
    for (const [key, target] of Object.entries(imports ?? {})) {
      if ((key === `#${name}` || key.startsWith(`#${name}/`)) && target !== faces[key]) {
        say(1, 'border', `${key} must lead to ${faces[key] ?? 'nothing'}`);
      }
    }
  }
}

/** Every fault of the tree under `root`, by file and line. Reads text only: it needs no compiler and no install. */
export function checkLayers(root: string): readonly LayerFault[] {
  const faults: LayerFault[] = [];
  const sayAt =
    (file: string): Say =>
    (line, rule, message) =>
      faults.push({ file, line, rule, message });
  const read = (file: string): string => readFileSync(path.join(root, file), 'utf8');
  const files = listFiles(root, 'server/src', /\.ts$/);
  const modules = listModules(files);
  for (const file of files) {
    const module = modules.find((each) => file.startsWith(`${each.folder}/`)) ?? null;
    const source = readSource(read(file));
    checkSource({ file, source, module, kind: kindOf(file), pure: isPure(file, module) }, modules, sayAt(file));
    checkSuppressions(source, sayAt(file));
  }
  if (existsSync(path.join(root, 'server/package.json'))) {
    checkNames(read('server/package.json'), modules, sayAt('server/package.json'));
  }
  for (const module of modules) {
    checkReadme(root, module, sayAt(module.folder));
  }
  for (const file of listFiles(root, 'server/migrations/pg', /\.sql$/)) {
    checkMigration(file, read(file), modules, sayAt(file));
  }
  for (const file of listFiles(root, 'web/src', /\.tsx?$/)) {
    checkWeb(file, readSource(read(file)), sayAt(file));
  }
  for (const file of ['server/test', 'web/src', 'scripts', 'bench', 'e2e'].flatMap((folder) =>
    listFiles(root, folder, /\.tsx?$/),
  )) {
    checkSuppressions(readSource(read(file)), sayAt(file));
  }
  return faults.sort((a, b) => a.file.localeCompare(b.file, 'en') || a.line - b.line);
}

if (import.meta.main) {
  const faults = checkLayers(path.resolve(import.meta.dirname, '..'));
  for (const { file, line, rule, message } of faults) {
    console.error(`${file}:${line}: ${message} [${rule}]`);
  }
  console.log(faults.length === 0 ? 'layers: no faults' : `layers: ${faults.length} faults`);
  process.exitCode = faults.length === 0 ? 0 : 1;
}
