const LINE_EVERY_MS = 2000;
const BAR_CELLS = 24;

export interface Progress {
  /** Share done, 0 to 1, and what else to say. */
  update(share: number, text: string): void;
  end(): void;
}

/** A bar on a terminal, a line every two seconds elsewhere; nothing where machines read. */
export function createProgress(options: { readonly quiet: boolean }): Progress {
  const { stderr } = process;
  let lastMs = 0;
  const bar = (share: number, text: string): void => {
    const full = Math.round(Math.min(1, share) * BAR_CELLS);
    stderr.write(`\r\u001b[K${'█'.repeat(full)}${'░'.repeat(BAR_CELLS - full)} ${(share * 100).toFixed(0)} % ${text}`);
  };
  const line = (share: number, text: string): void => {
    const now = performance.now();
    if (now - lastMs >= LINE_EVERY_MS) {
      lastMs = now;
      stderr.write(`${(share * 100).toFixed(0)} % ${text}\n`);
    }
  };
  return {
    update: (share, text) => {
      if (!options.quiet) {
        (stderr.isTTY ? bar : line)(share, text);
      }
    },
    end: () => {
      if (!options.quiet && stderr.isTTY) {
        stderr.write('\n');
      }
    },
  };
}
