/** Where somebody was in a list: the focused row and the scroll position, so that coming back is to the same row. */
export interface GridPlace {
  readonly index: number;
  readonly offset: number;
}

const places = new Map<string, GridPlace>();

export function recallPlace(key: string): GridPlace | null {
  return places.get(key) ?? null;
}

export function rememberPlace(key: string, place: GridPlace): void {
  places.set(key, place);
}
