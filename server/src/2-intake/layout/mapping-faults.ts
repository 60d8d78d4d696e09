import { AppError, type Fault, invalidInput } from '#kernel/errors.ts';
import { type LoadedKind, missingFields, type NamedKind } from '../imports/find-kind.ts';
import type { ImportField } from '../imports/kind.ts';
import { type Mapping, mappingSchema } from '../imports/schema.ts';
import { resolveMapping } from './guess.ts';

/** Headers are shown up to here: a text file that is no table can have thousands. */
const SHOWN_HEADERS = 60;

/** The mapping of a request. Throws `input_invalid` when it is no JSON of field → header. */
export function parseMapping(text: string): Mapping {
  try {
    return mappingSchema.parse(JSON.parse(text));
  } catch (cause) {
    throw invalidInput(
      [
        {
          field: 'mapping',
          code: 'mapping_invalid',
          message: {
            'zh-CN': '应为 JSON，例如 {"number":"订单号"}',
            en: 'should be JSON such as {"number":"Order No"}',
          },
        },
      ],
      cause,
    );
  }
}

/** Throws 422 `mapping_incomplete` naming every field without a column, every unknown name, and the columns there are. */
export function requireMapping(loaded: LoadedKind<NamedKind>, mapping: Mapping, headers: readonly string[]): void {
  const resolved = resolveMapping(mapping, headers, loaded.fields);
  const faults = [
    ...missingFields(loaded, new Set(Object.keys(mapping))).map((field) => missingFault(loaded, field)),
    ...(resolved.ok ? [] : resolved.unknownFields.map((name) => unknownField(loaded, name))),
    ...(resolved.ok ? [] : resolved.unknownHeaders.map(unknownHeader)),
  ];
  if (faults.length > 0) {
    const zh = faults.map((fault) => fault.message['zh-CN']).join('；');
    const en = faults.map((fault) => fault.message.en).join('; ');
    throw new AppError('mapping_incomplete', 422, {
      message: {
        'zh-CN': `列对应不完整：${zh}。文件的列有：${listHeaders(headers, '、')}`,
        en: `The columns do not fit: ${en}. The file has: ${listHeaders(headers, ', ')}`,
      },
      faults,
    });
  }
}

/** Field → index of its column; empty for a mapping that does not fit. */
export function placesOf(
  mapping: Mapping,
  headers: readonly string[],
  fields: readonly ImportField[],
): ReadonlyMap<string, number> {
  const resolved = resolveMapping(mapping, headers, fields);
  return resolved.ok ? resolved.columns : new Map();
}

function listHeaders(headers: readonly string[], separator: string): string {
  const shown = headers.slice(0, SHOWN_HEADERS).join(separator);
  return headers.length > SHOWN_HEADERS ? `${shown} … (${headers.length})` : shown;
}

function missingFault({ fields }: LoadedKind<NamedKind>, name: string): Fault {
  const field = fields.find((candidate) => candidate.name === name);
  return {
    field: name,
    code: 'column_missing',
    message: {
      'zh-CN': `缺少“${field?.label['zh-CN'] ?? name}”列（${name}）`,
      en: `no column for ${field?.label.en ?? name} (${name})`,
    },
  };
}

function unknownField({ fields }: LoadedKind<NamedKind>, name: string): Fault {
  const known = fields.map((field) => field.name).join(', ');
  return {
    field: name,
    code: 'field_unknown',
    message: {
      'zh-CN': `没有字段“${name}”，可用的有：${known}`,
      en: `there is no field "${name}"; there are: ${known}`,
    },
  };
}

function unknownHeader(name: string): Fault {
  return {
    field: 'mapping',
    code: 'column_unknown',
    message: { 'zh-CN': `文件里没有列“${name}”`, en: `the file has no column "${name}"` },
  };
}
