/** Long enough for a picture on any screen; a page that nobody looks at paints none. */
const UNSEEN_MS = 100;

/** Resolves when what was last said to the page has been painted. */
export function afterPaint(): Promise<void> {
  return new Promise((resolve) => {
    const unseen = window.setTimeout(resolve, UNSEEN_MS);
    window.requestAnimationFrame(() => {
      window.clearTimeout(unseen);
      // A frame's callbacks run before its picture, a task after it.
      window.setTimeout(resolve, 0);
    });
  });
}
