import { useSyncExternalStore } from 'react';

/** How long something can be taken back. */
export const UNDO_MS = 10_000;

export interface Offer {
  readonly id: number;
  readonly text: string;
  /** Absent where it can only be told. */
  readonly undo: (() => unknown) | null;
  readonly onGone: () => void;
}

let offers: readonly Offer[] = [];
let last = 0;
const listeners = new Set<() => void>();

function set(next: readonly Offer[]): void {
  offers = next;
  for (const listener of listeners) {
    listener();
  }
}

/**
 * Tells what was just done, with ten seconds to take it back: by its button, or by Ctrl+Z. A newer one takes the place
 * of the one before. Returns how to withdraw it.
 */
export function offerUndo(
  text: string,
  {
    undo = null,
    onGone = () => undefined,
  }: { readonly undo?: (() => unknown) | null; readonly onGone?: () => void } = {},
): () => void {
  last += 1;
  const offer: Offer = { id: last, text, undo, onGone };
  const before = offers;
  set([offer]);
  for (const old of before) {
    old.onGone();
  }
  return () => endOffer(offer.id);
}

/** Takes an offer off the page. */
export function endOffer(id: number): void {
  const offer = offers.find((each) => each.id === id);
  if (offer !== undefined) {
    set(offers.filter((each) => each !== offer));
    offer.onGone();
  }
}

/** What can be taken back now; null when nothing can. */
export function useOffer(): Offer | null {
  return useSyncExternalStore(
    (changed) => {
      listeners.add(changed);
      return () => listeners.delete(changed);
    },
    () => offers.at(-1) ?? null,
  );
}
