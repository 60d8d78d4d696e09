/** Where a page of a list begins: behind the cursor, after so many rows more. */
export interface PagePlace {
  readonly cursor: string | undefined;
  readonly skip: number;
}

/** What a page that arrived says about the pages behind it. */
export interface ArrivedPage {
  readonly nextCursor: string | null;
  readonly length: number;
}

/** What is known of where the pages of one list begin. Pages themselves may be forgotten; this is not. */
export interface PagePlaces {
  /** Null while it cannot be reached: then `stepTo` says which page to ask for first. */
  placeOf(page: number): PagePlace | null;
  stepTo(page: number): number;
  /** Answers whether pages behind it begin elsewhere than was thought. */
  learn(page: number, arrived: ArrivedPage): boolean;
  /** Rows that can be scrolled to; `total` as the server counted them, if it did. */
  lengthOf(total: number | null): number;
}

interface PagePlacesOptions {
  readonly pageSize: number;
  /** Rows that one question may pass over; 0: pages are reached one after the other. */
  readonly maxSkip: number;
}

/** Starts with the first page, which begins at no cursor. */
export function createPagePlaces({ pageSize, maxSkip }: PagePlacesOptions): PagePlaces {
  const cursors = new Map<number, string | undefined>([[0, undefined]]);
  let end: number | null = null;
  const nearest = (page: number): number => Math.max(...[...cursors.keys()].filter((known) => known <= page));
  const forgetBehind = (page: number): boolean => {
    const gone = [...cursors.keys()].filter((known) => known > page);
    gone.forEach((known) => cursors.delete(known));
    return gone.length > 0;
  };
  const placeOf = (page: number): PagePlace | null => {
    const from = nearest(page);
    const skip = (page - from) * pageSize;
    return skip > maxSkip ? null : { cursor: cursors.get(from), skip };
  };
  return {
    placeOf,
    stepTo: (page) => (placeOf(page) === null ? nearest(page) + Math.floor(maxSkip / pageSize) : page),
    learn: (page, { nextCursor, length }) => {
      if (nextCursor === null) {
        end = page * pageSize + length;
        return forgetBehind(page);
      }
      end = end !== null && end <= (page + 1) * pageSize ? null : end;
      const before = cursors.get(page + 1);
      const isMoved = before !== undefined && before !== nextCursor;
      if (isMoved) {
        forgetBehind(page);
      }
      cursors.set(page + 1, nextCursor);
      return isMoved;
    },
    lengthOf: (total) => {
      if (end !== null) {
        return end;
      }
      const reached = Math.max(...cursors.keys());
      if (total === null || maxSkip === 0) {
        return Math.min(total ?? Number.POSITIVE_INFINITY, (reached + 1) * pageSize);
      }
      // The server's count may be a minute old: where a page begins, there is a row.
      return Math.max(total, reached * pageSize + 1);
    },
  };
}

/** The pages in view with their neighbours: where people come from and, further, where they go. */
export function pagesAround(
  view: { readonly first: number; readonly last: number },
  { places, lastPage }: { readonly places: PagePlaces; readonly lastPage: number },
): readonly number[] {
  const from = Math.max(0, view.first - 1);
  const to = Math.min(lastPage, view.last + 2);
  const wanted = Array.from({ length: Math.max(0, to - from + 1) }, (_, n) => places.stepTo(from + n));
  return [...new Set(wanted)].toSorted((a, b) => a - b);
}
