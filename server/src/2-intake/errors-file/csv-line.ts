/** What a spreadsheet would run: a formula sign in front, half or full width, also behind a tab or a line break. */
const FORMULA = /^[\t\r\n ]*[=+\-@＝＋－＠]|^[\t\r]/;
/** Negative amounts and phone numbers begin with a sign too, and do nothing. */
const PLAIN_NUMBER = /^[+-][\d ().,-]*$/;

/** One line by RFC 4180, with an apostrophe before cells that a spreadsheet would run as a formula. */
export function csvLine(cells: readonly string[]): string {
  return `${cells.map((cell) => quoted(harmless(cell))).join(',')}\r\n`;
}

function harmless(cell: string): string {
  return FORMULA.test(cell) && !PLAIN_NUMBER.test(cell) ? `'${cell}` : cell;
}

function quoted(cell: string): string {
  return /[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}
