import type { Readable } from 'node:stream';
import { StringDecoder } from 'node:string_decoder';
import { SaxesParser } from 'saxes';
import { AppError } from '#kernel/errors.ts';
import { damagedWorkbook } from '#kernel/files/xlsx/unreadable.ts';

/** Who hears what stands in an XML file; names come without their prefix. */
export interface XmlListener {
  open?(name: string, attributes: Readonly<Record<string, string>>): void;
  text?(text: string): void;
  close?(name: string): void;
}

/** More than this without any tag is no workbook of any program. */
const MAX_SILENT_BYTES = 8 * 1024 ** 2;

/** Reads an XML file; after each piece of it `pause` may end the reading (true) or take its time. */
export async function readXml(
  source: Readable,
  listener: XmlListener,
  pause: () => boolean = () => false,
): Promise<void> {
  for await (const _ of xmlSteps(source, listener)) {
    if (pause()) {
      return;
    }
  }
}

/** Reads an XML file piece by piece: a step for each, with the bytes read so far. */
export async function* xmlSteps(source: Readable, listener: XmlListener): AsyncGenerator<number> {
  const decoder = new StringDecoder('utf8');
  let bytes = 0;
  let silent = 0;
  const parser = parserOf(listener, () => {
    silent = 0;
  });
  try {
    for await (const chunk of source) {
      // Streams of zip parts are streams of bytes.
      const buffer = chunk as Buffer;
      bytes += buffer.length;
      silent += buffer.length;
      parser.write(decoder.write(buffer));
      if (silent > MAX_SILENT_BYTES) {
        throw new Error('There is no tag in megabytes');
      }
      yield bytes;
    }
    parser.write(decoder.end()).close();
    yield bytes;
  } catch (error) {
    throw error instanceof AppError ? error : damagedWorkbook(error);
  } finally {
    source.destroy();
  }
}

function parserOf(listener: XmlListener, onTag: () => void): SaxesParser {
  const parser = new SaxesParser({ xmlns: false, position: false });
  parser.on('error', (error) => {
    throw error;
  });
  parser.on('opentag', ({ name, attributes }) => {
    onTag();
    listener.open?.(localName(name), attributes);
  });
  parser.on('text', (text) => listener.text?.(text));
  parser.on('cdata', (text) => listener.text?.(text));
  parser.on('closetag', ({ name }) => {
    onTag();
    listener.close?.(localName(name));
  });
  return parser;
}

function localName(name: string): string {
  const colon = name.indexOf(':');
  return colon < 0 ? name : name.slice(colon + 1);
}
