import { closeSync, openSync, readSync, unlinkSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { newId } from '#kernel/clock.ts';
import { damagedWorkbook } from '#kernel/files/xlsx/unreadable.ts';
import { readXml } from '#kernel/files/xlsx/xml.ts';

/** Texts per block on disk. */
const BLOCK = 512;
/** Blocks that are kept at hand. */
const BLOCKS_AT_HAND = 64;
/** Characters that stay in memory; beyond, blocks lie on disk. */
const MAX_AT_HAND = 24 * 1024 ** 2;

/** The texts that cells of a workbook refer to by number; in bounded memory however many there are. */
export interface SharedTexts {
  get(index: number): string;
  close(): void;
}

export const NO_TEXTS: SharedTexts = { get: () => '', close: () => undefined };

/** Reads them all. The caller closes them. */
export async function readSharedTexts(source: Readable, maxAtHand = MAX_AT_HAND): Promise<SharedTexts> {
  const texts = new TextBlocks(maxAtHand);
  let text = '';
  let inText = false;
  let inReading = false;
  try {
    await readXml(source, {
      open: (name) => {
        if (name === 'si') {
          text = '';
        } else if (name === 'rPh') {
          inReading = true;
        }
        inText = name === 't' && !inReading;
      },
      text: (part) => {
        text += inText ? part : '';
      },
      close: (name) => {
        inText = false;
        if (name === 'rPh') {
          inReading = false;
        } else if (name === 'si') {
          texts.add(unescapeText(text));
        }
      },
    });
  } catch (error) {
    texts.close();
    throw error;
  }
  return texts;
}

/** Workbooks write signs that XML cannot hold as `_x000D_`. */
export function unescapeText(text: string): string {
  return text.includes('_x')
    ? text.replace(/_x([0-9A-Fa-f]{4})_/g, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)))
    : text;
}

interface Place {
  readonly at: number;
  readonly bytes: number;
}

class TextBlocks implements SharedTexts {
  readonly #maxAtHand: number;
  #atHand: Map<number, readonly string[]> = new Map();
  #size = 0;
  #count = 0;
  #block: string[] = [];
  #file: number | null = null;
  #places: Place[] = [];
  #end = 0;

  constructor(maxAtHand: number) {
    this.#maxAtHand = maxAtHand;
  }

  add(text: string): void {
    this.#block.push(text);
    this.#count += 1;
    this.#size += text.length;
    if (this.#block.length === BLOCK) {
      this.#keep(this.#block);
      this.#block = [];
    }
  }

  get(index: number): string {
    if (!(index >= 0 && index < this.#count)) {
      throw damagedWorkbook(new Error('A cell refers to a text that is not there'));
    }
    const blockNo = Math.floor(index / BLOCK);
    const inLast = this.#count - this.#block.length <= index;
    const block = inLast ? this.#block : (this.#atHand.get(blockNo) ?? this.#load(blockNo));
    return block[index % BLOCK] ?? '';
  }

  close(): void {
    if (this.#file !== null) {
      closeSync(this.#file);
      this.#file = null;
    }
  }

  #keep(block: readonly string[]): void {
    const no = Math.floor((this.#count - 1) / BLOCK);
    this.#atHand.set(no, block);
    if (this.#file === null && this.#size > this.#maxAtHand) {
      this.#moveOut();
    } else if (this.#file !== null) {
      this.#write(block);
      this.#atHand.delete(no);
    }
  }

  #moveOut(): void {
    const path = join(tmpdir(), `zhike-texts-${newId()}`);
    this.#file = openSync(path, 'wx+', 0o600);
    // Without a name it is gone when the process is.
    unlinkSync(path);
    for (const block of this.#atHand.values()) {
      this.#write(block);
    }
    this.#atHand = new Map();
  }

  #write(block: readonly string[]): void {
    const bytes = Buffer.from(JSON.stringify(block));
    writeSync(this.#file ?? -1, bytes, 0, bytes.length, this.#end);
    this.#places.push({ at: this.#end, bytes: bytes.length });
    this.#end += bytes.length;
  }

  #load(no: number): readonly string[] {
    const place = this.#places[no];
    if (place === undefined) {
      return [];
    }
    const bytes = Buffer.alloc(place.bytes);
    readSync(this.#file ?? -1, bytes, 0, place.bytes, place.at);
    // What #write wrote.
    const block = JSON.parse(bytes.toString()) as string[];
    if (this.#atHand.size >= BLOCKS_AT_HAND) {
      const [oldest = 0] = this.#atHand.keys();
      this.#atHand.delete(oldest);
    }
    this.#atHand.set(no, block);
    return block;
  }
}
