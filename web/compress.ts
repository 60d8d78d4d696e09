import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import type { Plugin } from 'vite';

/** Smaller than this gains nothing. */
const WORTH_BYTES = 1_024;
const TEXTS = /\.(?:js|css|svg|webmanifest)$/;

/** Puts each text beside itself as `.br` and `.gz`: compressed once, as well as it goes, not at each visit. */
export function compress(): Plugin {
  return {
    name: 'zhike-compress',
    apply: 'build',
    writeBundle({ dir }) {
      if (dir === undefined) {
        return;
      }
      for (const name of readdirSync(dir, { recursive: true, encoding: 'utf8' })) {
        const file = path.join(dir, name);
        if (TEXTS.test(name) && statSync(file).size >= WORTH_BYTES) {
          const text = readFileSync(file);
          writeFileSync(`${file}.gz`, gzipSync(text, { level: 9 }));
          writeFileSync(`${file}.br`, brotliCompressSync(text, { params: { [constants.BROTLI_PARAM_QUALITY]: 10 } }));
        }
      }
    },
  };
}
