import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';
import { compress } from './compress.ts';
import { palette } from './palette.ts';
import { shellWorker } from './shell-worker.ts';

/** Where `vite dev` finds the server; `npm start` listens on 8787 unless told otherwise. */
const SERVER = process.env.ZHIKE_SERVER ?? 'http://127.0.0.1:8787';

/**
 * `zod` shares a chunk with `zod-jitless.ts`, which has to run before the first schema is made: a chunk runs after all
 * the chunks it imports, and every contract imports this one.
 */
const SCHEMAS =
  /[\\/]node_modules[\\/]zod[\\/]|[\\/]server[\\/]src[\\/](?:0-kernel[\\/]|contracts\.ts)|zod-jitless\.ts$/;
/** A piece for each slice of the server: a page brings along the contracts of what it speaks with, and no others. */
const CONTRACTS = /[\\/]server[\\/]src[\\/]\d-(?<slice>.+)[\\/]schema\.ts$/;
const contractsOf = (id: string): string | null => {
  const slice = CONTRACTS.exec(id)?.groups?.['slice'];
  return slice === undefined ? null : `contracts-${slice.replaceAll(/[\\/]/g, '-')}`;
};
const FOUNDATION =
  /[\\/]node_modules[\\/](react|react-dom|scheduler|@tanstack[\\/](react-query|query-core|react-router|router-core|history|store|react-store)|i18next|react-i18next)[\\/]/;

export default defineConfig({
  root: import.meta.dirname,
  plugins: [react(), palette(), shellWorker(), compress()],
  // The server puts a fresh nonce here for every page, so that only our own style elements count.
  html: { cspNonce: '__ZHIKE_CSP_NONCE__' },
  server: { proxy: { '/api': SERVER } },
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    target: 'es2023',
    // A font or picture inside a style sheet as `data:` would need a wider content security policy.
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 900,
    rolldownOptions: {
      output: {
        codeSplitting: {
          groups: [
            { name: 'contracts', test: SCHEMAS, priority: 20 },
            { name: contractsOf, test: CONTRACTS, priority: 15 },
            { name: 'foundation', test: FOUNDATION, priority: 10 },
          ],
        },
      },
    },
  },
});
