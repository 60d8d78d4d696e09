import { once } from 'node:events';
import { PassThrough, Readable } from 'node:stream';
import type { ImportRow, Intake } from '#intake';
import { type Context, systemContext } from '#kernel/context.ts';
import { AppError } from '#kernel/errors.ts';
import type { Kernel } from '#kernel/module.ts';
import { storyFiles } from '../files/all-files.ts';
import type { StoryFile } from '../files/file.ts';
import { productFile } from '../files/product-file.ts';
import { generate, type Sink } from '../generating/service.ts';
import type { Parameters } from '../parameters.ts';
import type { Shelf } from '../shelf/service.ts';
import { blocksOf } from '../story.ts';
import { createWorld, type World } from '../world.ts';

/** What came in of one kind. */
export interface LoadedKind {
  readonly kind: string;
  readonly accepted: number;
  readonly rejected: number;
}

export interface LoadSummary {
  readonly parameters: Parameters;
  readonly kinds: readonly LoadedKind[];
}

export interface LoadOptions {
  readonly signal?: AbortSignal | undefined;
  /** Share done, 0 to 1, and what is at work. */
  readonly onProgress?: ((share: number, text: string) => void) | undefined;
}

export interface Loading {
  /**
   * Takes a simulated brand in by the same ways as everybody's data: files by the import kinds, interactions as
   * records. Stopped and called again with the same parameters it goes on where it was; nothing is taken in twice.
   */
  load(parameters: Parameters, options?: LoadOptions): Promise<LoadSummary>;
}

/** People of one part: what of the files waits on disk for its import at a time. */
const BLOCKS_PER_PART = 4096;
const RECORDS_PER_BATCH = 500;
const INTERACTIONS = 'interactions';

type Needs = Pick<Kernel, 'transaction'>;

export interface LoadingNeeds {
  readonly intake: Pick<Intake, 'imports' | 'running' | 'records'>;
  /** Pictures and listings, last of all. */
  readonly shelf: Shelf;
}

/** The way of the simulated brand into the platform. */
export function createLoading(kernel: Needs, { intake, shelf }: LoadingNeeds): Loading {
  return {
    load: async (parameters, options = {}) => {
      const world = createWorld(parameters);
      const context = systemContext('simulate');
      const counts = new Map<string, LoadedKind>();
      const loading: Run = { kernel, intake, context, world, options, counts };
      await shelf.open();
      await loadProducts(loading);
      const blocks = blocksOf(parameters.customers);
      for (let from = 0; from < blocks; from += BLOCKS_PER_PART) {
        await loadPart(loading, { from, to: Math.min(blocks, from + BLOCKS_PER_PART), blocks });
      }
      await shelf.fill(world.catalogue.products, { signal: options.signal });
      return { parameters, kinds: [...counts.values()] };
    },
  };
}

interface Run {
  readonly kernel: Needs;
  readonly intake: Pick<Intake, 'imports' | 'running' | 'records'>;
  readonly context: Context;
  readonly world: World;
  readonly options: LoadOptions;
  /** By kind; grows as files come in. */
  readonly counts: Map<string, LoadedKind>;
}

/** Blocks of people, and how many there are in all. */
interface Part {
  readonly from: number;
  readonly to: number;
  readonly blocks: number;
}

/** Of the work of a part, what its files are; the rest are interactions. */
const FILES_SHARE = 0.9;

/** The share of the whole that is done when so much of the part is. */
function shareOf({ from, to, blocks }: Part, ofPart: number): number {
  return (from + (to - from) * ofPart) / blocks;
}

/** Every file is made once in the same pass; then they are taken in one after the other. */
async function loadPart(run: Run, part: Part): Promise<void> {
  const files = storyFiles(run.world).filter((file) => file.intake !== null);
  const uploads: { readonly file: StoryFile; readonly sink: UploadSink }[] = [];
  const imports: { readonly file: StoryFile; readonly id: string }[] = [];
  const interactions = createLineSink();
  try {
    await generate(run.world, {
      files,
      ...part,
      signal: run.options.signal,
      open: (file) => {
        // Records have no import: they come in by another way.
        if (file.intake?.kind === INTERACTIONS) {
          return interactions;
        }
        const sink = upload(run, { file, part });
        uploads.push({ file, sink });
        return sink;
      },
    });
    for (const { file, sink } of uploads) {
      imports.push({ file, id: await sink.finish() });
    }
  } catch (error) {
    await Promise.all(uploads.map(({ sink }) => sink.abandon()));
    throw error;
  }
  const inOrder = imports.toSorted((a, b) => files.indexOf(a.file) - files.indexOf(b.file));
  for (const [place, { file, id }] of inOrder.entries()) {
    const share = shareOf(part, (FILES_SHARE * place) / inOrder.length);
    const row = await runImport(run, { id, name: file.name, share });
    count(run, file.intake?.kind ?? '', row);
  }
  await loadInteractions(run, part, interactions.lines());
}

function count({ counts }: Run, kind: string, row: Pick<ImportRow, 'accepted' | 'rejected'>): void {
  const before = counts.get(kind) ?? { kind, accepted: 0, rejected: 0 };
  counts.set(kind, { kind, accepted: before.accepted + row.accepted, rejected: before.rejected + row.rejected });
}

interface UploadSink extends Sink {
  /** Ends the file; the id of its import. */
  finish(): Promise<string>;
  /** Nothing of the file is kept, unless it was whole already. */
  abandon(): Promise<void>;
}

/** A file on its way into the platform while it is made; who was interrupted gets the import of the first time. */
function upload(run: Run, { file, part }: { readonly file: StoryFile; readonly part: Part }): UploadSink {
  const stream = new PassThrough();
  const created = createImport(run, { file, key: `${file.name}/${part.from}`, body: stream });
  // A refusal ends the stream, and is told by whoever writes or finishes next.
  created.catch(() => stream.destroy());
  stream.on('error', () => undefined);
  return {
    write: async (bytes) => {
      if (stream.destroyed) {
        await created;
      }
      if (!stream.write(bytes)) {
        await Promise.race([once(stream, 'drain'), created]);
      }
    },
    finish: async () => {
      stream.end();
      return (await created).id;
    },
    abandon: async () => {
      stream.destroy();
      await created.catch(() => undefined);
    },
  };
}

interface Creating {
  readonly file: Pick<StoryFile, 'name'> & {
    readonly intake: { readonly kind: string; readonly source: string } | null;
  };
  readonly key: string;
  readonly body: Readable;
}

function createImport({ intake, context, world }: Run, { file, key, body }: Creating): Promise<{ id: string }> {
  const { seed, customers, years, until } = world.parameters;
  return intake.imports.create(
    context,
    {
      kind: file.intake?.kind ?? '',
      source: file.intake?.source ?? '',
      fileName: file.name,
      currency: 'CNY',
      enqueue: false,
      idempotencyKey: `simulate/${seed}/${customers}/${years}/${until}/${key}`,
    },
    body,
  );
}

async function loadProducts(run: Run): Promise<void> {
  const { header, lines } = productFile(run.world);
  const file = { name: 'products.csv', intake: { kind: 'products', source: 'catalogue' } };
  const body = Readable.from([Buffer.from(`${header}\n${lines.join('\n')}\n`)]);
  const { id } = await createImport(run, { file, key: file.name, body });
  count(run, 'products', await runImport(run, { id, name: file.name, share: 0 }));
}

interface Importing {
  readonly id: string;
  readonly name: string;
  readonly share: number;
}

/** To its end, also when an earlier load was stopped in the middle of it. */
async function runImport(run: Run, { id, name, share }: Importing): Promise<ImportRow> {
  const { intake, kernel, context, options } = run;
  const { signal } = options;
  if ((await intake.imports.get(context, id)).status === 'failed') {
    await kernel.transaction(context, (tx) => intake.imports.resume(tx, context, id, { enqueue: false }));
  }
  try {
    await intake.running.run(context, id, {
      wait: true,
      ...(signal === undefined ? {} : { signal }),
      onProgress: (row) => options.onProgress?.(share, `${name} ${row.rowsDone}`),
    });
  } catch (error) {
    if (signal?.aborted === true) {
      await intake.running.stop(context, id);
    } else {
      await intake.running.giveUp(context, id, error);
    }
    throw error;
  }
  const row = await intake.imports.get(context, id);
  if (row.status === 'failed') {
    throw new AppError('simulation_not_loaded', 500, {
      message: {
        'zh-CN': `${name} 没有导入完：${row.failure?.['zh-CN'] ?? ''}`,
        en: `${name} was not taken in: ${row.failure?.en ?? ''}`,
      },
    });
  }
  return row;
}

interface LineSink extends Sink {
  /** The lines written so far. */
  lines(): readonly string[];
}

/** Keeps the lines of a part: some twenty thousand. */
function createLineSink(): LineSink {
  const lines: string[] = [];
  let rest = '';
  return {
    write: async (bytes) => {
      const pieces = (rest + Buffer.from(bytes).toString('utf8')).split('\n');
      rest = pieces.pop() ?? '';
      for (const piece of pieces) {
        lines.push(piece);
      }
    },
    lines: () => lines,
  };
}

/** Interactions have no import kind: they come in as other systems send them. */
async function loadInteractions(run: Run, part: Part, lines: readonly string[]): Promise<void> {
  for (let at = 0; at < lines.length; at += RECORDS_PER_BATCH) {
    run.options.signal?.throwIfAborted();
    const batch = lines.slice(at, at + RECORDS_PER_BATCH).map((line): unknown => JSON.parse(line));
    const results = await run.intake.records.take(run.context, batch);
    const rejected = results.filter(({ outcome }) => outcome === 'rejected').length;
    count(run, INTERACTIONS, { accepted: results.length - rejected, rejected });
    const ofPart = FILES_SHARE + ((1 - FILES_SHARE) * at) / lines.length;
    run.options.onProgress?.(shareOf(part, ofPart), INTERACTIONS);
  }
}
