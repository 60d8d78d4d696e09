import { wallClockOf, type Zone } from '#kernel/pure/dates.ts';
import type { Text } from '#kernel/pure/text.ts';

/** The head of the last column of files about people. */
export const MARK_LABEL: Text = { 'zh-CN': '知客导出标记', en: 'Zhike export mark' };

/**
 * Who took a file, when, and which one it was. It stands in every row, so that it is still there when somebody sends
 * a part of the file on; and as a column, since a line of its own would be a broken row to whatever reads the file.
 */
export function exportMark(
  { id, who, at }: { readonly id: string; readonly who: string; readonly at: Date },
  zone: Zone,
): string {
  return `${who} ${wallClockOf(at, zone).slice(0, 16)} #${id.slice(-6)}`;
}

/** Whether a column of a file that comes back is the mark: it says nothing about anybody in it. */
export function isMarkHeader(header: string): boolean {
  const trimmed = header.trim();
  return trimmed === MARK_LABEL['zh-CN'] || trimmed === MARK_LABEL.en;
}
