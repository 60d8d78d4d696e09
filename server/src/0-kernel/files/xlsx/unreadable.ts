import { AppError } from '#kernel/errors.ts';
import type { Text } from '#kernel/pure/text.ts';

/** A file that cannot be read, with the reason and what to do. */
export function unreadable(message: Text, cause?: unknown): AppError {
  return new AppError('file_unreadable', 422, { message, ...(cause === undefined ? {} : { cause }) });
}

/** The same for a workbook that is cut off or damaged. */
export function damagedWorkbook(cause: unknown): AppError {
  return unreadable(
    {
      'zh-CN': 'Excel 文件不完整或已损坏，请重新导出后再上传',
      en: 'The Excel file is cut off or damaged; export it again',
    },
    cause,
  );
}
