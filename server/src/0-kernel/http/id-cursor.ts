import { invalidInput } from '#kernel/errors.ts';
import { decodeCursor } from '#kernel/pure/cursor.ts';

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/u;

/** The id in the cursor of a list that is ordered by id. Throws `input_invalid` for anything else. */
export function readIdCursor(cursor: string): string {
  const [id] = decodeCursor(cursor) ?? [];
  if (typeof id !== 'string' || !UUID.test(id)) {
    throw invalidInput([
      {
        field: 'cursor',
        code: 'cursor_malformed',
        message: { 'zh-CN': '不是本列表给出的游标', en: 'is not a cursor that this list gave out' },
      },
    ]);
  }
  return id;
}
