/// <reference lib="dom" />
import { setTimeout as pause } from 'node:timers/promises';
import type { Page } from 'playwright-core';

/** How smooth a stretch of scrolling was. */
export interface Smoothness {
  readonly frames: number;
  readonly p50Ms: number;
  readonly p95Ms: number;
  readonly maxMs: number;
  /** Share of frames that took longer than a person forgives. */
  readonly slowShare: number;
  /** The longest time in which some row in view was not there yet. */
  readonly blankMs: number;
  /** Share of the time in which some row in view was not there yet. */
  readonly blankShare: number;
}

const SLOW_MS = 50;

interface Tape {
  readonly frames: number[];
  readonly blanks: number[];
  stop(): void;
}

/**
 * Scrolls by `work` and watches every frame of the page meanwhile. `rows` is the selector of a row that is there;
 * `box` that of what scrolls.
 */
export async function watchFrames(
  page: Page,
  { box, rows }: { readonly box: string; readonly rows: string },
  work: () => Promise<void>,
): Promise<Smoothness> {
  await page.evaluate(startTape, { box, rows });
  await work();
  const { frames, blanks } = await page.evaluate(stopTape);
  const sorted = frames.toSorted((a, b) => a - b);
  const at = (share: number): number => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
  const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
  return {
    frames: frames.length,
    p50Ms: at(0.5),
    p95Ms: at(0.95),
    maxMs: at(1),
    slowShare: frames.filter((ms) => ms > SLOW_MS).length / Math.max(1, frames.length),
    blankMs: Math.max(0, ...blanks),
    blankShare: sum(blanks) / Math.max(1, sum(frames)),
  };
}

/** In the page: notes how long each frame takes, and how long a place in view has no row. */
function startTape({ box, rows }: { readonly box: string; readonly rows: string }): void {
  const frames: number[] = [];
  const blanks: number[] = [];
  const area = document.querySelector(box)?.getBoundingClientRect() ?? new DOMRect();
  const x = area.left + area.width / 2;
  const heights = [0.15, 0.5, 0.95].map((share) => area.top + area.height * share);
  let lastMs = performance.now();
  let blankMs = 0;
  let handle = 0;
  const frame = (): void => {
    const nowMs = performance.now();
    frames.push(nowMs - lastMs);
    const isWhole = heights.every((y) => (document.elementFromPoint(x, y)?.closest(rows) ?? null) !== null);
    if (!isWhole) {
      blankMs += nowMs - lastMs;
    } else if (blankMs > 0) {
      blanks.push(blankMs);
      blankMs = 0;
    }
    lastMs = nowMs;
    handle = requestAnimationFrame(frame);
  };
  handle = requestAnimationFrame(frame);
  const tape: Tape = {
    frames,
    blanks,
    stop: () => {
      cancelAnimationFrame(handle);
      blanks.push(blankMs);
    },
  };
  Object.assign(globalThis, { tape });
}

function stopTape(): { readonly frames: number[]; readonly blanks: number[] } {
  const { tape } = globalThis as unknown as { readonly tape: Tape };
  tape.stop();
  return { frames: tape.frames.slice(1), blanks: tape.blanks };
}

/** Does something so many times a second, for so long. */
export async function atPace(
  act: () => Promise<void>,
  { perSecond, seconds }: { readonly perSecond: number; readonly seconds: number },
): Promise<void> {
  const startedMs = performance.now();
  for (let n = 1; performance.now() - startedMs < seconds * 1000; n += 1) {
    await act();
    await pause(Math.max(0, startedMs + (n * 1000) / perSecond - performance.now()));
  }
}

/** A page without a product: as many rows as the list, drawn by a few lines of plain script. */
export const PLAIN_LIST = (rows: number): string => `<!doctype html><html lang="zh-CN"><style>
  body { margin: 0; font: 14px sans-serif; }
  #box { height: 720px; overflow: auto; position: relative; }
  #sheet { height: ${rows * 40}px; position: relative; }
  .row { position: absolute; left: 0; right: 0; height: 40px; display: grid; grid-template-columns: repeat(9, 1fr);
    align-items: center; border-bottom: 1px solid #ddd; background: #fff; }
</style><div id="box" tabindex="0"><div id="sheet"></div></div><script>
  const box = document.getElementById('box'), sheet = document.getElementById('sheet');
  const pool = Array.from({ length: 44 }, () => {
    const row = document.createElement('div');
    row.className = 'row';
    row.append(...Array.from({ length: 9 }, () => document.createElement('span')));
    sheet.append(row);
    return row;
  });
  const draw = () => {
    const first = Math.max(0, Math.floor(box.scrollTop / 40) - 12);
    for (let index = first; index < first + pool.length; index += 1) {
      const row = pool[index % pool.length];
      if (row.dataset.index !== String(index)) {
        row.dataset.index = String(index);
        row.style.transform = 'translateY(' + index * 40 + 'px)';
        [...row.children].forEach((cell, place) => { cell.textContent = '王小明 ' + index + ' ' + place; });
      }
    }
  };
  box.addEventListener('scroll', draw);
  draw();
</script></html>`;

/** A page that is tall and nothing else: what scrolling itself costs here. */
export const BLANK_PAGE = (rows: number): string => `<!doctype html><html lang="zh-CN"><style>
  body { margin: 0; } #box { height: 720px; overflow: auto; } #sheet { height: ${rows * 40}px; }
</style><div id="box" tabindex="0"><div id="sheet"></div></div></html>`;
