import type { ReactNode } from 'react';

/** One column of a grid. Widths are in px and include the padding of 8 on both sides. */
export interface GridColumn<Row> {
  readonly id: string;
  readonly header: string;
  readonly cell: (row: Row) => ReactNode;
  readonly width: number;
  /** Its part of the room that is left; 0 keeps the width. */
  readonly grow?: number;
  /** Numbers stand right, in tabular figures. */
  readonly isNumber?: boolean;
  /** Cannot be hidden; the first column never can. */
  readonly isFixed?: boolean;
  readonly isHiddenAtFirst?: boolean;
}

/** The CSS grid template of the visible columns. */
export function templateOf<Row>(columns: readonly GridColumn<Row>[]): string {
  return columns
    .map(({ width, grow = 0 }) => (grow === 0 ? `${width}px` : `minmax(${width}px, ${grow}fr)`))
    .join(' ');
}

/** The width below which a grid scrolls sideways. */
export function minimumWidth<Row>(columns: readonly GridColumn<Row>[]): number {
  return columns.reduce((sum, column) => sum + column.width, 0);
}
