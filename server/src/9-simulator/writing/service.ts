import { createHash, type Hash } from 'node:crypto';
import { type FileHandle, mkdir, open, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { AppError } from '#kernel/errors.ts';
import { storyFiles } from '../files/all-files.ts';
import type { StoryFile } from '../files/file.ts';
import { productFile } from '../files/product-file.ts';
import { TRUTH_README } from '../files/truth-files.ts';
import { generate, type Sink } from '../generating/service.ts';
import { FORMAT, type Manifest, type ManifestFile, manifestSchema } from '../manifest.ts';
import type { Parameters } from '../parameters.ts';
import { blocksOf } from '../story.ts';
import { createWorld, type World } from '../world.ts';

export interface WriteOptions {
  readonly dir: string;
  readonly signal?: AbortSignal | undefined;
  /** Share done, 0 to 1. */
  readonly onProgress?: ((share: number) => void) | undefined;
}

const MANIFEST = 'manifest.json';

/** Writes a whole brand into a folder. Throws `folder_not_empty` for one that holds something else. */
export async function writeBrand(parameters: Parameters, options: WriteOptions): Promise<Manifest> {
  const { dir, signal, onProgress } = options;
  await prepareFolder(dir);
  const world = createWorld(parameters);
  const files = storyFiles(world);
  const targets = new Map<string, Target>();
  for (const file of files) {
    targets.set(file.name, await openTarget(path.join(dir, file.name)));
  }
  try {
    const blocks = blocksOf(parameters.customers);
    const tallies = await generate(world, {
      files,
      from: 0,
      to: blocks,
      signal,
      open: (file) => sinkOf(targets, file),
      onProgress: (done) => onProgress?.(done / blocks),
    });
    const written = files.flatMap((file) => {
      const target = targets.get(file.name);
      const tally = tallies.get(file.name);
      return target === undefined || tally === undefined || tally.rows === 0
        ? []
        : [describe(file, { ...tally, target })];
    });
    await dropEmpty(dir, { targets, kept: new Set(written.map(({ name }) => name)) });
    const manifest: Manifest = {
      format: FORMAT,
      parameters,
      files: [await writeProducts(world, dir), ...written],
    };
    await writeFile(path.join(dir, 'truth/README'), TRUTH_README);
    await writeFile(path.join(dir, MANIFEST), `${JSON.stringify(manifest, null, 2)}\n`);
    return manifest;
  } finally {
    for (const { handle } of targets.values()) {
      await handle.close();
    }
  }
}

/** An empty folder, or one that holds a brand: the files that its manifest names are removed, and nothing else. */
async function prepareFolder(dir: string): Promise<void> {
  await mkdir(dir, { recursive: true });
  const found = await readdir(dir);
  const earlier = found.includes(MANIFEST) ? await readFile(path.join(dir, MANIFEST), 'utf8') : null;
  const manifest = earlier === null ? undefined : manifestSchema.safeParse(parseJson(earlier)).data;
  if (found.length > 0 && manifest === undefined) {
    throw new AppError('folder_not_empty', 409, {
      message: {
        'zh-CN': `目录 ${dir} 里有其他文件；请换一个空目录`,
        en: `The folder ${dir} holds other files; name an empty one`,
      },
    });
  }
  // The manifest last: a run that stops in between is still known as one of ours.
  for (const { name } of manifest?.files ?? []) {
    await rm(path.join(dir, name), { force: true });
  }
  await writeFile(path.join(dir, MANIFEST), `${JSON.stringify({ format: FORMAT, parameters: null, files: [] })}\n`);
  await mkdir(path.join(dir, 'truth'), { recursive: true });
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

interface Target {
  readonly handle: FileHandle;
  readonly hash: Hash;
  bytes: number;
}

async function openTarget(file: string): Promise<Target> {
  return { handle: await open(file, 'w'), hash: createHash('sha256'), bytes: 0 };
}

function sinkOf(targets: ReadonlyMap<string, Target>, { name }: StoryFile): Sink {
  const target = targets.get(name);
  if (target === undefined) {
    throw new Error(`No file is open for ${name}`);
  }
  return {
    write: async (bytes) => {
      target.hash.update(bytes);
      target.bytes += bytes.byteLength;
      await target.handle.writeFile(bytes);
    },
  };
}

interface Written {
  readonly rows: number;
  readonly faulty: number;
  readonly target: Target;
}

function describe({ name, intake, encoding }: StoryFile, { rows, faulty, target }: Written): ManifestFile {
  return {
    name,
    kind: intake?.kind ?? null,
    source: intake?.source ?? null,
    encoding,
    rows,
    faulty,
    bytes: target.bytes,
    sha256: target.hash.digest('hex'),
  };
}

/** A small brand may have nobody who orders by phone. */
async function dropEmpty(
  dir: string,
  { targets, kept }: { readonly targets: ReadonlyMap<string, Target>; readonly kept: ReadonlySet<string> },
): Promise<void> {
  const empty = [...targets.keys()].filter((name) => !kept.has(name));
  await Promise.all(empty.map((name) => rm(path.join(dir, name))));
}

async function writeProducts(world: World, dir: string): Promise<ManifestFile> {
  const { header, lines } = productFile(world);
  const bytes = Buffer.from(`${header}\n${lines.join('\n')}\n`);
  await writeFile(path.join(dir, 'products.csv'), bytes);
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const what = { name: 'products.csv', kind: 'products', source: 'catalogue', encoding: 'utf-8' };
  return { ...what, rows: lines.length, faulty: 0, bytes: bytes.byteLength, sha256 };
}
