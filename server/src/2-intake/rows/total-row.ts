/** Signs that the word for a total begins with, in either language; looked at before anything dearer. */
const FIRST_SIGNS: ReadonlySet<number> = new Set(Array.from('合总小汇本累共tTgGsS', (sign) => sign.charCodeAt(0)));
const TOTAL =
  /^(?:合\s*计|总\s*计|小\s*计|汇\s*总|本页合计|本页小计|累\s*计|共计|total|grand total|sub-?total|sum|共\s*\d+\s*[条行笔件单])[:：]?$/iu;

/** Whether a line is the sum of those above it: its first word says so. */
export function isTotalRow(cells: readonly string[]): boolean {
  for (const cell of cells) {
    if (cell !== '') {
      const text = cell.trim();
      if (text !== '') {
        return FIRST_SIGNS.has(text.charCodeAt(0)) && TOTAL.test(text);
      }
    }
  }
  return false;
}

/** Whether a line has no content at all. */
export function isBlankRow(cells: readonly string[]): boolean {
  return cells.every((cell) => cell === '' || cell.trim() === '');
}
