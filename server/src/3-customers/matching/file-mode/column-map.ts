import { AppError, type Fault, invalidInput } from '#kernel/errors.ts';
import { COLUMNS_OF, MATCH_FIELDS, type MatchField, RECORD_COLUMNS } from '../columns.ts';
import type { RawRecord } from '../prepare.ts';

/** Which column of a file is what: header name → field. Several columns of one field are read as one, texts each by itself. */
export type ColumnMap = ReadonlyMap<string, MatchField>;

const FIELDS: ReadonlySet<string> = new Set(MATCH_FIELDS);

function isField(value: unknown): value is MatchField {
  return typeof value === 'string' && FIELDS.has(value);
}

/** Reads a map. Throws AppError `input_invalid`, which names each wrong entry and the fields that there are. */
export function readColumnMap(json: string): ColumnMap {
  const given = parsed(json);
  const faults: Fault[] = [];
  const map = new Map<string, MatchField>();
  for (const [column, field] of Object.entries(given)) {
    if (isField(field)) {
      map.set(column.trim(), field);
    } else {
      faults.push({
        field: column,
        code: 'field_unknown',
        message: {
          'zh-CN': `列 ${column} 对应的 ${JSON.stringify(field)} 不是可用的名称，可用的有：${MATCH_FIELDS.join('、')}`,
          en: `column ${column} is mapped to ${JSON.stringify(field)}, which is not one of ${MATCH_FIELDS.join(', ')}`,
        },
      });
    }
  }
  const ids = [...map].filter(([, field]) => field === 'id').map(([column]) => column);
  if (ids.length !== 1 && faults.length === 0) {
    faults.push({
      field: ids[1] ?? 'id',
      code: 'id_needed',
      message: {
        'zh-CN': `映射里必须正好有一列是 id，现在有 ${ids.length} 列`,
        en: `exactly one column must be mapped to id; there are ${ids.length}`,
      },
    });
  }
  if (map.size < 2 && faults.length === 0) {
    faults.push({
      field: 'map',
      code: 'fields_needed',
      message: { 'zh-CN': '除 id 外至少要有一列', en: 'at least one column besides id is needed' },
    });
  }
  if (faults.length > 0) {
    throw invalidInput(faults);
  }
  return map;
}

function parsed(json: string): object {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch (cause) {
    throw notAMap(cause);
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw notAMap(undefined);
  }
  return value;
}

function notAMap(cause: unknown): AppError {
  return new AppError('map_unreadable', 400, {
    message: {
      'zh-CN': '映射文件应是一个 JSON 对象，例如 {"rec_id":"id","name":"fullName"}',
      en: 'The map must be a JSON object, such as {"rec_id":"id","name":"fullName"}',
    },
    cause,
  });
}

/** The columns of the engine's table that a map fills. A Chinese address names its area where no column does. */
export function columnsOf(map: ColumnMap): readonly string[] {
  const filled = new Set<string>();
  let texts = 0;
  for (const field of map.values()) {
    if (field === 'text') {
      filled.add(`text_${texts}`);
      texts += 1;
    } else if (field !== 'id') {
      for (const column of COLUMNS_OF[field]) {
        filled.add(column);
      }
    }
  }
  if (filled.has('address')) {
    filled.add('city');
  }
  if (filled.has('surname') && [...map.values()].includes('fullName')) {
    filled.add('gender');
  }
  return [
    ...RECORD_COLUMNS.filter((column) => filled.has(column)),
    ...[...filled].filter((column) => column.startsWith('text_')),
  ];
}

/** Takes the mapped cells out of rows of one file. Throws AppError `column_missing`, which names the columns there are. */
export function rowReader(
  map: ColumnMap,
  options: { readonly header: readonly string[]; readonly file: string },
): (cells: readonly string[]) => { readonly id: string; readonly raw: RawRecord } {
  const header = options.header.map((name) => name.trim());
  const missing = [...map.keys()].filter((column) => !header.includes(column));
  if (missing.length > 0) {
    throw columnMissing(missing, { ...options, header });
  }
  const places = [...map].map(([column, field]) => ({ field, place: header.indexOf(column) }));
  return (cells) => {
    const values: Partial<Record<Exclude<MatchField, 'id' | 'text'>, string>> = {};
    const texts: string[] = [];
    let id = '';
    for (const { field, place } of places) {
      const cell = cells[place]?.trim() ?? '';
      if (field === 'id') {
        id = cell;
      } else if (field === 'text') {
        texts.push(cell);
      } else if (cell !== '') {
        const before = values[field];
        values[field] = before === undefined ? cell : `${before}${field === 'birthDate' ? '-' : ' '}${cell}`;
      }
    }
    return { id, raw: { values, texts } };
  };
}

function columnMissing(
  missing: readonly string[],
  { header, file }: { readonly header: readonly string[]; readonly file: string },
): AppError {
  return new AppError('column_missing', 400, {
    message: {
      'zh-CN': `文件 ${file} 里没有映射中的列 ${missing.join('、')}；现有的列：${header.join('、')}`,
      en: `The file ${file} has no column ${missing.join(', ')}, which the map names. It has: ${header.join(', ')}`,
    },
    faults: missing.map((name) => ({
      field: name,
      code: 'column_missing',
      message: { 'zh-CN': '文件里没有这一列', en: 'There is no such column in the file' },
      row: 1,
    })),
  });
}
