import type { RowFault } from '../imports/kind.ts';

export interface RowLayout {
  /** Cells of the header. */
  readonly width: number;
  /** Field → index of its cell. */
  readonly columns: ReadonlyMap<string, number>;
}

export interface RowToCheck extends RowLayout {
  /** Bytes that are no text have come: see `CsvBatch`. */
  readonly damaged: boolean;
}

/**
 * What is wrong with a row before anyone looks at its values, or null. Missing cells at its end are empty ones; more
 * cells than the header has mean that a comma moved the values into wrong columns.
 */
export function checkRow(cells: readonly string[], { width, columns, damaged }: RowToCheck): RowFault | null {
  if (cells.length > width && cells.slice(width).some((cell) => cell.trim() !== '')) {
    return {
      field: null,
      code: 'row_too_long',
      reason: {
        'zh-CN': `这一行有 ${cells.length} 格，表头只有 ${width} 列；含分隔符的内容要加引号`,
        en: `the row has ${cells.length} cells, the header ${width}; put quotes around text that holds the delimiter`,
      },
      // Whatever stands there may be personal, and in which column it belongs nobody knows.
      value: null,
    };
  }
  return damaged ? unreadableCell(cells, columns) : null;
}

function unreadableCell(cells: readonly string[], columns: ReadonlyMap<string, number>): RowFault | null {
  for (const [field, index] of columns) {
    const cell = cells[index] ?? '';
    if (cell.includes('\uFFFD') || cell.includes('\0')) {
      return {
        field,
        code: 'text_unreadable',
        reason: {
          'zh-CN': '含有无法识别的字符；请把文件另存为 UTF-8 再导入',
          en: 'holds characters that cannot be read; save the file as UTF-8 and import it again',
        },
        value: null,
      };
    }
  }
  return null;
}
