import type { KeyboardEvent } from 'react';
import { nextMark } from './scale.ts';

const STEPS: Readonly<Record<string, readonly [number, number]>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

export interface Mark {
  readonly x: number;
  readonly y: number;
}

/** The attributes by which the keys find a mark again. */
export const markAttributes = ({ x, y }: Mark): Readonly<Record<string, number>> => ({ 'data-x': x, 'data-y': y });

/**
 * Arrows walk from mark to mark over those that hold nothing; Enter and Space open one that is no button by itself.
 * A chart is one stop for the tab key, however many marks it has.
 */
export function onMarkKey(
  event: KeyboardEvent<Element>,
  o: {
    readonly has: (x: number, y: number) => boolean | null;
    readonly onMove: (mark: Mark) => void;
    readonly onPick?: ((mark: Mark) => void) | undefined;
    /** Marks are numbered from the ground up: the arrow up leads to the next higher number. */
    readonly isUpward?: boolean;
  },
): void {
  const data = event.target instanceof HTMLElement || event.target instanceof SVGElement ? event.target.dataset : {};
  if (data['x'] === undefined) {
    return;
  }
  const from = { x: Number(data['x']), y: Number(data['y']) };
  const [dx, dy] = STEPS[event.key] ?? [0, 0];
  if (dx !== 0 || dy !== 0) {
    event.preventDefault();
    const next = nextMark(from, { step: [dx, o.isUpward === true ? -dy : dy], has: o.has });
    if (next !== null) {
      o.onMove(next);
      event.currentTarget.querySelector<HTMLElement | SVGElement>(`[data-x="${next.x}"][data-y="${next.y}"]`)?.focus();
    }
  } else if (o.onPick !== undefined && (event.key === 'Enter' || event.key === ' ')) {
    event.preventDefault();
    o.onPick(from);
  }
}
