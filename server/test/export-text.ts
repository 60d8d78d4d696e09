import type { ExportValue } from '#intake';

/** A cell of an export as a CSV file would have it, for kinds whose cells are plain. */
export function textOf(cell: ExportValue | undefined): string {
  if (typeof cell === 'object' && cell !== null) {
    throw new Error(`Not plain: ${JSON.stringify(cell)}`);
  }
  return cell === undefined || cell === null ? '' : String(cell);
}
