import { AppError } from '#kernel/errors.ts';
import type { Text } from '#kernel/pure/text.ts';

/** Why an import stands still though its file is good: given up after an error that is not the file's fault. */
export function gaveUp(work: 'import' | 'undo', requestId: string, error: unknown): Text {
  const cause =
    error instanceof AppError ? error.text : { 'zh-CN': '程序或数据库出错', en: 'an error of the program or database' };
  return work === 'import'
    ? {
        'zh-CN': `多次尝试后停下：${cause['zh-CN']}（请求编号 ${requestId}）。已导入的行都在，可以继续，也可以撤销`,
        en: `Given up after several attempts: ${cause.en} (request ${requestId}). The rows so far are in; resume it or undo it`,
      }
    : {
        'zh-CN': `撤销多次尝试后停下：${cause['zh-CN']}（请求编号 ${requestId}）。可以再次撤销，从停下的地方继续`,
        en: `The undo was given up after several attempts: ${cause.en} (request ${requestId}). Undo it again to go on from there`,
      };
}

/** Why an import stands still that somebody interrupted. */
export const STOPPED_BY_HAND: Text = {
  'zh-CN': '被手动停下。已导入的行都在，可以继续，也可以撤销',
  en: 'Stopped by hand. The rows so far are in; resume it or undo it',
};
