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

/** The CSS grid template of the visible columns; the outer ones get the inset of the page on top. */
export function templateOf<Row>(columns: readonly GridColumn<Row>[]): string {
  return columns
    .map(({ width, grow = 0 }, index) => {
      const isOuter = index === 0 || index === columns.length - 1;
      const room = isOuter ? `calc(${width - 8}px + var(--grid-inset, 8px))` : `${width}px`;
      return grow === 0 ? room : `minmax(${room}, ${grow}fr)`;
    })
    .join(' ');
}

/** The width below which a grid scrolls sideways. */
export function minimumWidth<Row>(columns: readonly GridColumn<Row>[]): number {
  return columns.reduce((sum, column) => sum + column.width, 0);
}
