import type { Readable } from 'node:stream';
import { meaningOf, type NumberMeaning } from '#kernel/files/xlsx/number-formats.ts';
import { damagedWorkbook, unreadable } from '#kernel/files/xlsx/unreadable.ts';
import { readXml } from '#kernel/files/xlsx/xml.ts';
import type { Zip } from '#kernel/files/xlsx/zip.ts';

/** What all sheets of a workbook share. */
export interface Workbook {
  /** Visible sheets, in their order. */
  readonly sheets: readonly Sheet[];
  readonly date1904: boolean;
  /** By the number of a cell's style. */
  readonly meanings: readonly NumberMeaning[];
  /** The part with the texts, or null. */
  readonly texts: string | null;
}

export interface Sheet {
  readonly name: string;
  /** Where it lies in the zip file. */
  readonly part: string;
}

const MAX_PART_BYTES = 64 * 1024 ** 2;
const RELATIONS = '_rels/.rels';

/** Reads what a workbook holds, short of its cells. */
export async function readWorkbook(zip: Zip): Promise<Workbook> {
  const home = await findHome(zip);
  const folder = home.slice(0, home.lastIndexOf('/') + 1);
  const relations = await readRelations(zip, `${folder}_rels/${home.slice(folder.length)}.rels`, folder);
  const sheets: { name: string; id: string; hidden: boolean }[] = [];
  let date1904 = false;
  await readXml(await openSmall(zip, home), {
    open: (name, attributes) => {
      if (name === 'workbookPr') {
        date1904 = isTrue(attributes['date1904']);
      } else if (name === 'sheet') {
        const hidden = (attributes['state'] ?? 'visible') !== 'visible';
        sheets.push({ name: attributes['name'] ?? '', id: relationId(attributes), hidden });
      }
    },
  });
  const byType = (type: string): string | null =>
    [...relations.values()].find((relation) => relation.type === type && zip.names.has(relation.target))?.target ??
    null;
  const styles = byType('styles');
  return {
    sheets: sheets.flatMap(({ name, id, hidden }) => {
      const relation = relations.get(id);
      // Charts are sheets too, without cells.
      return hidden || relation?.type !== 'worksheet' ? [] : [{ name, part: relation.target }];
    }),
    date1904,
    meanings: styles === null ? [] : await readMeanings(await openSmall(zip, styles)),
    texts: byType('sharedStrings'),
  };
}

async function findHome(zip: Zip): Promise<string> {
  const relations = zip.names.has(RELATIONS) ? await readRelations(zip, RELATIONS, '') : new Map<string, Relation>();
  const home = [...relations.values()].find(({ type }) => type === 'officeDocument')?.target ?? 'xl/workbook.xml';
  if (!zip.names.has(home) || !/workbook[^/]*\.xml$/i.test(home)) {
    throw notWorkbook(zip);
  }
  return home;
}

function notWorkbook(zip: Zip) {
  if ([...zip.names].some((name) => name.endsWith('workbook.bin'))) {
    return unreadable({
      'zh-CN': '这是 .xlsb 二进制工作簿，请另存为 XLSX 再上传',
      en: 'This is a binary workbook (.xlsb); save it as XLSX and upload it again',
    });
  }
  return unreadable({
    'zh-CN': '这是压缩包，里面不是 Excel 工作簿；请先解压，再上传其中的 CSV 或 XLSX',
    en: 'This is a zip file that holds no Excel workbook; unpack it and upload the CSV or XLSX inside',
  });
}

/** Parts that are read as a whole are not large in any honest file. */
async function openSmall(zip: Zip, name: string): Promise<Readable> {
  if (zip.size(name) > MAX_PART_BYTES) {
    throw damagedWorkbook(new Error(`The part ${name} is too large`));
  }
  return zip.open(name);
}

interface Relation {
  readonly type: string;
  readonly target: string;
}

async function readRelations(zip: Zip, part: string, folder: string): Promise<ReadonlyMap<string, Relation>> {
  const relations = new Map<string, Relation>();
  await readXml(await openSmall(zip, part), {
    open: (name, attributes) => {
      if (name === 'Relationship') {
        const type = (attributes['Type'] ?? '').split('/').at(-1) ?? '';
        relations.set(attributes['Id'] ?? '', { type, target: targetOf(attributes['Target'] ?? '', folder) });
      }
    },
  });
  return relations;
}

/** Where a relation leads: from the root of the zip file, or from the folder of who names it. */
function targetOf(target: string, folder: string): string {
  if (target.startsWith('/')) {
    return target.slice(1);
  }
  const parts: string[] = [];
  for (const part of `${folder}${target}`.split('/')) {
    if (part === '..') {
      parts.pop();
    } else if (part !== '.' && part !== '') {
      parts.push(part);
    }
  }
  return parts.join('/');
}

function relationId(attributes: Readonly<Record<string, string>>): string {
  const key = Object.keys(attributes).find((name) => name.endsWith(':id'));
  return key === undefined ? '' : (attributes[key] ?? '');
}

function isTrue(value: string | undefined): boolean {
  return value === '1' || value === 'true';
}

async function readMeanings(source: Readable): Promise<NumberMeaning[]> {
  const codes = new Map<number, string>();
  const meanings: NumberMeaning[] = [];
  let inCells = false;
  await readXml(source, {
    open: (name, attributes) => {
      if (name === 'numFmt') {
        codes.set(Number(attributes['numFmtId']), attributes['formatCode'] ?? '');
      } else if (name === 'cellXfs') {
        inCells = true;
      } else if (name === 'xf' && inCells) {
        const id = Number(attributes['numFmtId'] ?? 0);
        meanings.push(meaningOf(id, codes.get(id)));
      }
    },
    close: (name) => {
      inCells = inCells && name !== 'cellXfs';
    },
  });
  return meanings;
}
