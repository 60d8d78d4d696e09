import { Readable } from 'node:stream';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { flattenJson } from './flatten-json.ts';
import { jsonColumns, jsonRows } from './json-rows.ts';

async function read(text: string, columns: readonly string[], cut = 1_000_000) {
  const bytes = Buffer.from(text);
  const pieces = Array.from({ length: Math.ceil(bytes.length / cut) }, (_, at) =>
    bytes.subarray(at * cut, (at + 1) * cut),
  );
  const rows: [number, readonly string[]][] = [];
  const faults: number[] = [];
  for await (const batch of jsonRows(Readable.from(pieces), { encoding: 'utf-8', columns })) {
    rows.push(...batch.rows.map((cells, index): [number, readonly string[]] => [batch.firstNo + index, cells]));
    faults.push(...batch.faults.keys());
  }
  return { rows: rows.filter(([, cells]) => cells.length > 0), faults };
}

describe('the rows of a JSON file', () => {
  const objects = [
    { a: 'x', b: 1 },
    { a: '{"[,', b: null },
    { b: 2.5, a: 'ü\n"' },
  ];
  const expected = [
    [1, ['x', '1']],
    [2, ['{"[,', '']],
    [3, ['ü\n"', '2.5']],
  ];

  it.each([
    ['one per line', objects.map((object) => JSON.stringify(object)).join('\n')],
    ['an array', JSON.stringify(objects)],
    ['a pretty array', JSON.stringify(objects, null, 2)],
    [
      'one after the other, each over several lines',
      objects.map((object) => JSON.stringify(object, null, 2)).join('\n'),
    ],
  ])('are the same whether they stand %s, and however the bytes are cut', async (_, text) => {
    for (const cut of [1, 2, 3, 7, 1000]) {
      expect(await read(text, ['a', 'b'], cut)).toEqual({ rows: expected, faults: [] });
    }
  });

  it('have the numbers of their lines, and a broken one is a fault that leaves the others', async () => {
    expect(await read('{"a":1}\n\n{"a":\n[3]\n{"a":4}\n', ['a'])).toEqual({
      rows: [
        [1, ['1']],
        [3, ['{"a":']],
        [4, ['[3]']],
        [5, ['4']],
      ],
      faults: [3, 4],
    });
  });

  it('an array that is cut off is file_unreadable', async () => {
    await expect(read('[{"a":1},{"a":', ['a'])).rejects.toMatchObject({ code: 'file_unreadable', status: 422 });
  });

  it('have the columns of the first objects, in the order in which they come up', async () => {
    const source = Readable.from([Buffer.from('{"a":1,"b":{"c":2}}\n{"d":3}\n')]);
    expect(await jsonColumns(source, { encoding: 'utf-8', objects: 10, maxColumns: 10 })).toEqual(['a', 'b.c', 'd']);
  });
});

it('an object is flattened as people write its values', () => {
  expect([
    ...flattenJson('{"n":202211220000123456,"o":{"p":{"q":true}},"l":["a",1],"m":[{"s":"x"}],"e":null,"f":1.50}'),
  ]).toEqual([
    ['n', '202211220000123456'],
    ['o.p.q', 'true'],
    ['l', 'a;1'],
    ['m.0.s', 'x'],
    ['e', ''],
    // Digits are kept as they stand where one number is too long for arithmetic.
    ['f', '1.50'],
  ]);
});

it('what is written comes back, whatever the texts', () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string({ minLength: 1 }), fc.string()), (object) => {
      expect(Object.fromEntries(flattenJson(JSON.stringify(object)))).toEqual(
        Object.fromEntries(Object.entries(object)),
      );
    }),
  );
});
