import { useEffect, useRef } from 'react';

let wanted: string | null = null;
const takers = new Set<() => void>();

/** Asks whoever can to open something ("customer"): now, or once the page that can is there. */
export function requestOpen(what: string): void {
  wanted = what;
  for (const take of takers) {
    take();
  }
}

/** Opens when asked to, by the command bar for one. A request is taken once. */
export function useOpenRequest(what: string, open: () => void): void {
  const latest = useRef(open);
  useEffect(() => {
    latest.current = open;
  });
  useEffect(() => {
    const take = (): void => {
      if (wanted === what) {
        wanted = null;
        latest.current();
      }
    };
    take();
    takers.add(take);
    return () => {
      takers.delete(take);
    };
  }, [what]);
}
