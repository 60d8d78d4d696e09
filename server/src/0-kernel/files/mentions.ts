import type { Readable } from 'node:stream';
import { guessEncoding } from '#kernel/files/encoding.ts';
import { readHead } from '#kernel/files/read-head.ts';
import type { FileSource } from '#kernel/files/table.ts';
import { joinStreams, unpackingSteps } from '#kernel/files/unpack.ts';
import { openZip } from '#kernel/files/xlsx/zip.ts';

const HEAD_BYTES = 64 * 1024;
/** A value that lies across two pieces is found in the next one. */
const OVERLAP = 2000;

/**
 * Whether a file has something that the pattern (of NFKC text, see `spellingsOf`) finds: text in any encoding that is
 * read elsewhere, packed or not, and every part of a workbook. What cannot be read counts as a yes.
 */
export async function fileMentions(file: FileSource, pattern: string): Promise<boolean> {
  const wanted = new RegExp(pattern, 'iu');
  try {
    const head = await readHead(await file.open(), { maxBytes: HEAD_BYTES, rest: 'close' });
    if (Buffer.from(head.bytes.subarray(0, 2)).toString('latin1') === 'PK') {
      return await workbookMentions(file, wanted);
    }
    const source = await file.open();
    try {
      const bytes = joinStreams(await unpackingSteps(source, () => undefined));
      return await textMentions(bytes, new TextDecoder(guessEncoding(head.bytes)), wanted);
    } finally {
      source.destroy();
    }
  } catch (error) {
    if ((error as { readonly status?: number }).status === 404) {
      return false;
    }
    return true;
  }
}

async function workbookMentions(file: FileSource, wanted: RegExp): Promise<boolean> {
  const zip = await openZip(file.access);
  try {
    for (const name of zip.names) {
      if (await textMentions(await zip.open(name), new TextDecoder('utf-8'), wanted)) {
        return true;
      }
    }
    return false;
  } finally {
    zip.close();
  }
}

async function textMentions(
  bytes: Readable,
  decoder: InstanceType<typeof TextDecoder>,
  wanted: RegExp,
): Promise<boolean> {
  let rest = '';
  for await (const chunk of bytes) {
    // Streams of bytes.
    const text = (rest + decoder.decode(chunk as Buffer, { stream: true })).normalize('NFKC');
    if (wanted.test(text)) {
      return true;
    }
    rest = text.slice(-OVERLAP);
  }
  return wanted.test((rest + decoder.decode()).normalize('NFKC'));
}
