import { Readable } from 'node:stream';
import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { csvRows } from './csv-rows.ts';
import { createCsvSplitter } from './csv-splitter.ts';

/** The rows of all whole pieces, and the text that was left to the parser. */
function split(pieces: readonly string[], delimiter = ','): { rows: string[][]; odd: string | null } {
  const splitter = createCsvSplitter(delimiter);
  const rows: string[][] = [];
  for (const [index, piece] of pieces.entries()) {
    const part = splitter.push(piece);
    rows.push(...part.rows);
    if (part.odd !== null) {
      return { rows, odd: part.odd + pieces.slice(index + 1).join('') };
    }
  }
  const last = splitter.end();
  return { rows: [...rows, ...last.rows], odd: last.odd };
}

/** What the parser makes of it alone. */
function parsed(text: string, delimiter = ','): string[][] {
  return parse(text, { delimiter, bom: true, relax_column_count: true, relax_quotes: true });
}

describe('cutting CSV into rows', () => {
  it.each([
    [
      'plain cells',
      'a,b\n1,2\n',
      [
        ['a', 'b'],
        ['1', '2'],
      ],
    ],
    [
      'no line end at the end',
      'a,b\n1,2',
      [
        ['a', 'b'],
        ['1', '2'],
      ],
    ],
    ['empty lines and cells', 'a\n\n,\n', [['a'], [''], ['', '']]],
    [
      'lines as Windows ends them',
      'a,b\r\n1,2\r\n',
      [
        ['a', 'b'],
        ['1', '2'],
      ],
    ],
    [
      'lines as old Macs ended them',
      'a,b\r1,2\r',
      [
        ['a', 'b'],
        ['1', '2'],
      ],
    ],
    [
      'quoted cells',
      '"a","b"\n"1,5","x\ny"\n',
      [
        ['a', 'b'],
        ['1,5', 'x\ny'],
      ],
    ],
    ['quotes in quotes', '"say ""hi""",""\n', [['say "hi"', '']]],
    ['a quote inside a plain cell', 'a,5" pipe\n', [['a', '5" pipe']]],
  ])('%s', (_, text, rows) => {
    expect(split([text])).toEqual({ rows, odd: null });
    expect(split([...text])).toEqual({ rows, odd: null });
  });

  it.each([
    ['text after a closing quote', 'a\n"b" c\nd\n', [['a']], '"b" c\nd\n'],
    ['a quote that never closes', 'a\n"b\nc\n', [['a']], '"b\nc\n'],
  ])('leaves to the parser: %s', (_, text, rows, odd) => {
    expect(split([text])).toEqual({ rows, odd });
  });

  it('leaves a row without end to the parser', () => {
    const long = 'x'.repeat(1_100_000);
    expect(split(['a\n', long])).toEqual({ rows: [['a']], odd: long });
  });

  const text = fc
    .array(fc.constantFrom('a', '北', '"', '""', ',', ';', '\n', '\r\n', '\r', ' ', '",', ',"', '"\n', '\n"'), {
      maxLength: 30,
    })
    .map((signs) => signs.join(''));

  it('gives the rows that the parser gives, wherever the text is cut', async () => {
    const property = fc.asyncProperty(text, fc.constantFrom(',', ';'), fc.nat(), async (given, delimiter, cut) => {
      let expected: string[][] | null;
      try {
        expected = parsed(given, delimiter);
      } catch {
        expected = null;
      }
      const at = cut % (given.length + 1);
      const rows: (readonly string[])[] = [];
      const source = Readable.from([given.slice(0, at), given.slice(at)].map((piece) => Buffer.from(piece)));
      let failed = false;
      try {
        for await (const batch of csvRows(source, { delimiter, encoding: 'utf-8' })) {
          rows.push(...batch.rows);
        }
      } catch {
        failed = true;
      }
      expect(failed ? null : rows).toEqual(expected);
    });
    await fc.assert(property, { numRuns: 3000 });
  });
});
