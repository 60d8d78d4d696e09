import { randomBytes } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { parse } from 'csv-parse/sync';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Olap, openOlap } from '#kernel/db/olap.ts';
import { createLogger } from '#kernel/logging/logger.ts';
import { ANALYTIC_URL, requireAddress } from '#test/addresses.ts';
import { describeWithData } from '#test/data-sets.ts';
import { matchFiles } from './service.ts';
import { matchText } from './summary.ts';

let dir = '';
beforeAll(async () => {
  dir = await mkdtemp(path.join(os.tmpdir(), 'zhike-match-'));
});
afterAll(async () => {
  await rm(dir, { recursive: true, force: true });
});

/** An analytic database for one run, as the command starts an engine for one run. */
async function withOlap<T>(work: (olap: Olap) => Promise<T>): Promise<T> {
  const database = `match_${randomBytes(6).toString('hex')}`;
  const olap = openOlap({ url: requireAddress(ANALYTIC_URL), database, log: createLogger({ level: 'silent' }) });
  try {
    return await work(olap);
  } finally {
    await olap.dropDatabase();
    await olap.close();
  }
}

type Content = string | Buffer;

async function match(files: readonly Content[], map: Readonly<Record<string, string>>) {
  const names = await Promise.all(
    files.map(async (content, place) => {
      const file = path.join(dir, `${place}.csv`);
      await writeFile(file, content);
      return file;
    }),
  );
  return matchNamed(names, map);
}

async function matchNamed(files: readonly string[], map: Readonly<Record<string, string>>) {
  const mapFile = path.join(dir, 'map.json');
  await writeFile(mapFile, JSON.stringify(map));
  const out = path.join(dir, 'out');
  const [first = '', second] = files;
  const summary = await withOlap((olap) =>
    matchFiles(olap, { files: second === undefined ? [first] : [first, second], map: mapFile, out }),
  );
  const read = async (name: string): Promise<string> => readFile(path.join(out, name), 'utf8');
  return {
    summary,
    pairs: await read('pairs.csv'),
    clusters: await read('clusters.csv'),
    review: await read('review.csv'),
  };
}

const SURNAMES = ['陈', '林', '黄', '周', '徐', '孙', '马', '朱', '胡', '郭', '何', '高'];
const GIVEN = ['国翠', '有芬', '世伟', '秀兰', '建军', '琴巧', '梓怡', '桂英', '明华', '志强', '晓燕', '文杰', '丽娟'];

/** A person for each number, all different. */
function person(number: number) {
  const day = String(1 + (number % 28)).padStart(2, '0');
  const month = String(1 + (number % 12)).padStart(2, '0');
  return {
    name: `${SURNAMES[number % 12]}${GIVEN[number % 13]}`,
    birth: `${1950 + (number % 50)}-${month}-${day}`,
    mobile: `13${String(800_000_000 + number * 7_654_321).slice(-9)}`,
    email: `u${number * 7919}@example.com`,
  };
}

const MAP = { 编号: 'id', 姓名: 'fullName', 生日: 'birthDate', 手机: 'phone', 邮箱: 'email' };
type Person = ReturnType<typeof person>;

function rowsOf(prefix: string, people: readonly Person[]): string {
  const lines = people.map(
    ({ name, birth, mobile, email }, place) => `${prefix}${place}, ${name} ,${birth},${mobile},${email}`,
  );
  return `编号, 姓名 ,生日,手机,邮箱\n${lines.join('\n')}\n`;
}

const PEOPLE = Array.from({ length: 120 }, (_, number) => person(number));
const AGAIN: readonly Person[] = PEOPLE.slice(0, 40).map((one, number) => {
  const changes: readonly Partial<Person>[] = [
    {},
    { mobile: `+86 ${one.mobile.slice(0, 3)}-${one.mobile.slice(3, 7)}-${one.mobile.slice(7)}`, email: '' },
    { email: one.email.toUpperCase(), birth: one.birth.replaceAll('-', '') },
    { mobile: `${one.mobile.slice(0, 10)}${(Number(one.mobile[10]) + 1) % 10}` },
    { birth: '', name: one.name.replace('陈', '陳') },
  ];
  return { ...one, ...changes[number % changes.length] };
});

describe('zhike identity match', () => {
  it('[C009] finds the same people in one file, however their phones, names and dates are written', async () => {
    const { summary, pairs, clusters } = await match([rowsOf('r', [...PEOPLE, ...AGAIN])], MAP);
    const found = new Set(
      pairs
        .trimEnd()
        .split('\n')
        .slice(1)
        .map((line) => line.split(',').slice(0, 2).join('+')),
    );
    for (const number of AGAIN.keys()) {
      expect(found).toContain(`r${number}+r${PEOPLE.length + number}`);
    }
    expect(found.size).toBe(AGAIN.length);
    expect(clusters.split('\n')[0]).toBe('id,cluster');
    expect(summary).toMatchObject({ records: [160, 0], links: 40, clusters: 120, candidatePairs: (160 * 159) / 2 });
    expect(matchText(summary, 'zh-CN')).toContain('候选对：12720');
    expect(matchText(summary, 'en')).toContain('Threshold ');
  });

  it('links two files, reads gzip, and writes the same bytes again', async () => {
    const files = [rowsOf('a', PEOPLE), gzipSync(rowsOf('b', AGAIN))];
    const first = await match(files, MAP);
    expect(first.summary).toMatchObject({ records: [120, 40], links: 40, candidatePairs: 4800 });
    expect(first.pairs).toMatch(/^a,b,probability\na0,b0,[01]\.\d{6}\n/);
    const second = await match(files, MAP);
    expect([second.pairs, second.clusters, second.review]).toEqual([first.pairs, first.clusters, first.review]);
  });

  it('says which file a record is from when both use the same ids', async () => {
    const { clusters } = await match([rowsOf('r', PEOPLE), rowsOf('r', AGAIN)], MAP);
    expect(clusters).toMatch(/^id,cluster,file\nr0,1,a\n/);
    expect(clusters).toContain('\nr0,1,b\n');
  });

  it('compares names that stand in each other’s columns, and passes over what is missing', async () => {
    const map = { id: 'id', first: 'givenName', last: 'surname', born: 'birthDate', town: 'city' };
    const plain = PEOPLE.map(({ birth }, number) => [
      `Given${number * 37}x`,
      `Sur${number * 91}y`,
      birth,
      `Town${number % 30}`,
    ]);
    const changed = plain
      .slice(0, 30)
      .map(([first, last, born, town], number) =>
        number % 3 === 0
          ? [last, first, born, town]
          : number % 3 === 1
            ? ['', last, born, town]
            : [first, last, born, ''],
      );
    const lines = [...plain, ...changed].map((cells, place) => `${place},${cells.join(',')}`);
    const { pairs } = await match([`id,first,last,born,town\n${lines.join('\n')}\n`], map);
    const found = pairs
      .trimEnd()
      .split('\n')
      .slice(1)
      .map((line) => line.split(',').slice(0, 2).join('+'));
    expect(new Set(found)).toEqual(new Set(changed.map((_, number) => `${number}+${120 + number}`)));
  });

  it('names the column that the map has and the file has not, and the name that is none', async () => {
    const content = rowsOf('r', PEOPLE.slice(0, 3));
    await expect(match([content], { ...MAP, 地址: 'addressLine' })).rejects.toMatchObject({
      code: 'column_missing',
      message: expect.stringContaining('has no column 地址'),
      faults: [{ field: '地址' }],
    });
    await expect(match([content], { ...MAP, 手机: 'mobile' })).rejects.toMatchObject({
      code: 'input_invalid',
      faults: [{ field: '手机', code: 'field_unknown' }],
    });
    await expect(match([content], { 姓名: 'fullName' })).rejects.toMatchObject({ faults: [{ code: 'id_needed' }] });
    await expect(match([`${content}r0,王五,,,\n`], MAP)).rejects.toMatchObject({
      code: 'id_repeated',
      faults: [{ row: 5 }],
    });
    await expect(matchNamed([path.join(dir, 'none.csv')], MAP)).rejects.toMatchObject({ code: 'file_missing' });
  });

  it('has nothing to say about a file of one row, or of none', async () => {
    const one = await match([rowsOf('r', PEOPLE.slice(0, 1))], MAP);
    expect([one.pairs, one.clusters]).toEqual(['a,b,probability\n', 'id,cluster\nr0,1\n']);
    expect((await match([rowsOf('r', [])], MAP)).clusters).toBe('id,cluster\n');
  });
});

type Row = Readonly<Record<string, string>>;

async function readRows(file: string): Promise<readonly Row[]> {
  const bytes = await readFile(file);
  const text = bytes[0] === 0x1f ? gunzipSync(bytes) : bytes;
  return parse(text, {
    columns: (header: string[]) => header.map((name) => name.trim()),
    trim: true,
    bom: true,
  }) as Row[];
}

interface Asked {
  readonly files: readonly string[];
  readonly map: Readonly<Record<string, string>>;
  readonly entityOf: (row: Row) => string;
}

/** F1 of the links, and of all pairs within the clusters; and how right those are that may be merged unseen. */
async function measure({ files, map, entityOf }: Asked) {
  const { summary, pairs, clusters } = await matchNamed(files, map);
  const idColumn = Object.keys(map).find((column) => map[column] === 'id')!;
  const entities = new Map<string, string>();
  const sides = new Map<string, number>();
  for (const [side, file] of files.entries()) {
    for (const row of await readRows(file)) {
      entities.set(row[idColumn]!, entityOf(row));
      sides.set(row[idColumn]!, side);
    }
  }
  const pairsIn = (keyOf: (id: string) => string): number => {
    const counts = new Map<string, [number, number]>();
    for (const id of entities.keys()) {
      const count = counts.get(keyOf(id)) ?? [0, 0];
      count[sides.get(id) === 0 ? 0 : 1] += 1;
      counts.set(keyOf(id), count);
    }
    return counts.values().reduce((sum, [a, b]) => sum + (files.length === 1 ? (a * (a - 1)) / 2 : a * b), 0);
  };
  const truePairs = pairsIn((id) => entities.get(id)!);
  const links = pairs
    .trimEnd()
    .split('\n')
    .slice(1)
    .map((line) => line.split(','));
  const isRight = ([a, b]: readonly string[]): boolean => entities.get(a!) === entities.get(b!);
  const clusterOf = new Map(
    clusters
      .trimEnd()
      .split('\n')
      .slice(1)
      .map((line) => line.split(',')) as [string, string][],
  );
  const both = pairsIn((id) => `${clusterOf.get(id)}|${entities.get(id)}`);
  const merges = links.filter(([, , probability]) => Number(probability) >= summary.mergeThreshold.probability);
  const f1 = (right: number, found: number): number => (2 * right) / (found + truePairs);
  return {
    links: f1(links.filter(isRight).length, links.length),
    closure: f1(
      both,
      pairsIn((id) => clusterOf.get(id)!),
    ),
    mergePrecision: merges.filter(isRight).length / merges.length,
  };
}

const FEBRL = {
  rec_id: 'id',
  given_name: 'givenName',
  surname: 'surname',
  street_number: 'text',
  address_1: 'addressLine',
  address_2: 'text',
  suburb: 'city',
  postcode: 'postcode',
  state: 'state',
  date_of_birth: 'birthDate',
};
const LONG = { timeout: 300_000 };

describeWithData('febrl', 'zhike identity match on FEBRL', (folder) => {
  const entityOf = (row: Row): string => row['rec_id']!.split('-')[1]!;
  const of = (...names: readonly string[]): Pick<Asked, 'files' | 'entityOf'> => ({
    files: names.map((name) => path.join(folder, `${name}.csv`)),
    entityOf,
  });

  it('[C009] finds the duplicates of data sets 1 and 2, without the social security number', LONG, async () => {
    const first = await measure({ ...of('dataset1'), map: FEBRL });
    expect(first.links).toBeGreaterThanOrEqual(0.994);
    const second = await measure({ ...of('dataset2'), map: FEBRL });
    expect(second.closure).toBeGreaterThanOrEqual(0.9966);
  });

  it('[C009] links data set 4, with and without the social security number', LONG, async () => {
    expect((await measure({ ...of('dataset4a', 'dataset4b'), map: FEBRL })).links).toBeGreaterThanOrEqual(0.999);
    const map = { ...FEBRL, soc_sec_id: 'nationalId' };
    expect((await measure({ ...of('dataset4a', 'dataset4b'), map })).links).toBeGreaterThanOrEqual(0.999);
  });
});

describeWithData('rldata500', 'zhike identity match on RLdata500', (folder) => {
  it('[C009] finds the duplicates of German names, where blocked pairs alone mislead', LONG, async () => {
    const map = {
      rec_id: 'id',
      fname_c1: 'givenName',
      lname_c1: 'surname',
      by: 'birthDate',
      bm: 'birthDate',
      bd: 'birthDate',
    };
    const files = [path.join(folder, 'RLdata500.csv')];
    expect((await measure({ files, map, entityOf: (row) => row['ent_id']! })).links).toBeGreaterThanOrEqual(0.9898);
  });
});

describeWithData('splink_fake_1000', 'zhike identity match on names that are missing and swapped', (folder) => {
  it('[C009] finds who is one person', LONG, async () => {
    const map = {
      unique_id: 'id',
      first_name: 'givenName',
      surname: 'surname',
      dob: 'birthDate',
      city: 'city',
      email: 'email',
    };
    const files = [path.join(folder, 'fake_1000.csv')];
    expect((await measure({ files, map, entityOf: (row) => row['cluster']! })).closure).toBeGreaterThanOrEqual(0.8477);
  });
});

describeWithData('cn_customers_synthetic', 'zhike identity match on Chinese customers of five sources', (folder) => {
  it('[C009] finds who is one person, and keeps households apart', LONG, async () => {
    const map = {
      record_id: 'id',
      name: 'fullName',
      gender: 'gender',
      mobile: 'phone',
      landline: 'phone2',
      email: 'email',
      birth_date: 'birthDate',
      address: 'addressLine',
    };
    const truth = new Map(
      (await readRows(path.join(folder, 'truth.csv'))).map((row) => [row['record_id'], row['entity_id']!]),
    );
    const found = await measure({
      files: [path.join(folder, 'records.csv')],
      map,
      entityOf: (row) => truth.get(row['record_id'])!,
    });
    expect(found.closure).toBeGreaterThanOrEqual(0.9816);
    expect(found.mergePrecision).toBeGreaterThanOrEqual(0.995);
  });
});
