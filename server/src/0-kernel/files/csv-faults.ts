import { CsvError } from 'csv-parse';
import { AppError } from '#kernel/errors.ts';

/** What to tell people when a row cannot be cut into cells; `row` counts from 1 at the header. */
export function rowUnreadable(error: CsvError, row: number): AppError {
  return new AppError('file_unreadable', 422, {
    message: {
      'zh-CN': `从第 ${row} 行起无法读取（表头是第 1 行）：有引号没有闭合，或一行超过 1 MB`,
      en: `Row ${row} cannot be read (the header being row 1): a quote is not closed, or the row is over 1 MB`,
    },
    cause: error,
  });
}

/** The same for a gzip file that is cut off or damaged; null for any other error. */
export function gzipUnreadable(error: unknown): AppError | null {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (!code.startsWith('Z_')) {
    return null;
  }
  return new AppError('file_unreadable', 422, {
    message: {
      'zh-CN': 'gzip 文件不完整或已损坏，请重新导出后再上传',
      en: 'The gzip file is cut off or damaged; export it again',
    },
    cause: error,
  });
}

/** An error while reading rows, as people should hear it. */
export function readingFault(error: unknown, row: number): unknown {
  return error instanceof CsvError ? rowUnreadable(error, row) : (gzipUnreadable(error) ?? error);
}
