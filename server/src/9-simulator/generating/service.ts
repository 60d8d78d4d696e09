import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Encoding, StoryFile } from '../files/file.ts';
import { createGbkEncoder } from '../files/gbk.ts';
import { tellBlock } from '../story.ts';
import type { World } from '../world.ts';

/** Where the bytes of one file go. */
export interface Sink {
  /** Resolves when more may come. */
  write(bytes: Uint8Array): Promise<void>;
}

/** What one file holds so far. */
export interface Tally {
  readonly rows: number;
  /** Rows that are meant to be refused. */
  readonly faulty: number;
}

export interface Generating {
  readonly files: readonly StoryFile[];
  /** Blocks of people: from this one to before that one. */
  readonly from: number;
  readonly to: number;
  /** Called once for each file that has anything to say, before its first bytes. */
  open(file: StoryFile): Sink;
  readonly signal?: AbortSignal | undefined;
  /** Called between blocks now and then, with the blocks done since `from`. */
  readonly onProgress?: ((blocks: number) => void) | undefined;
}

/** Bytes that wait in memory for each file. */
const FLUSH_BYTES = 1 << 18;
/** Text is encoded in pieces: much at a time takes several times as long per character. */
const PIECE_CHARS = 1 << 14;
/** Other work of the process gets its turn after so many blocks. */
const BLOCKS_PER_TURN = 16;

/** Tells the stories of blocks of people into files; memory holds one block and what waits to be written. */
export async function generate(world: World, generating: Generating): Promise<ReadonlyMap<string, Tally>> {
  const { files, from, to, signal, onProgress } = generating;
  const writers = files.map((file) => createFileWriter(file, generating.open));
  for (let block = from; block < to; block += 1) {
    for (const story of tellBlock(world, block)) {
      for (const writer of writers) {
        writer.file.write(story, writer);
      }
    }
    if ((block - from) % BLOCKS_PER_TURN === BLOCKS_PER_TURN - 1) {
      signal?.throwIfAborted();
      onProgress?.(block - from + 1);
      await nextTurn();
    }
    for (const writer of writers) {
      if (writer.isFull()) {
        await writer.flush();
      }
    }
  }
  signal?.throwIfAborted();
  for (const writer of writers) {
    await writer.flush();
  }
  onProgress?.(to - from);
  return new Map(writers.map(({ file, tally }) => [file.name, tally()]));
}

interface FileWriter {
  readonly file: StoryFile;
  add(line: string, faulty?: boolean): void;
  isFull(): boolean;
  flush(): Promise<void>;
  tally(): Tally;
}

function createFileWriter(file: StoryFile, open: (file: StoryFile) => Sink): FileWriter {
  const encode = encoderOf(file.encoding);
  let sink: Sink | null = null;
  let text = '';
  let pieces: Uint8Array[] = [];
  let waitingBytes = 0;
  let rows = 0;
  let faulty = 0;
  const encodePiece = (): void => {
    if (text !== '') {
      const bytes = encode(text);
      text = '';
      pieces.push(bytes);
      waitingBytes += bytes.byteLength;
    }
  };
  return {
    file,
    add: (line, isFaulty = false) => {
      text += `${line}\n`;
      rows += 1;
      faulty += isFaulty ? 1 : 0;
      if (text.length >= PIECE_CHARS) {
        encodePiece();
      }
    },
    isFull: () => waitingBytes >= FLUSH_BYTES,
    flush: async () => {
      encodePiece();
      if (waitingBytes > 0) {
        const opening = sink === null ? [encode(openingOf(file))] : [];
        const bytes = Buffer.concat([...opening, ...pieces]);
        pieces = [];
        waitingBytes = 0;
        sink ??= open(file);
        await sink.write(bytes);
      }
    },
    tally: () => ({ rows, faulty }),
  };
}

function openingOf({ header, encoding }: StoryFile): string {
  return header === null ? '' : `${encoding === 'utf-8-bom' ? '\uFEFF' : ''}${header}\n`;
}

let gbk: ((text: string) => Uint8Array) | null = null;

function encoderOf(encoding: Encoding): (text: string) => Uint8Array {
  if (encoding !== 'gbk') {
    return (text) => Buffer.from(text, 'utf8');
  }
  gbk ??= createGbkEncoder();
  return gbk;
}
