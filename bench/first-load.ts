import { parseArgs } from 'node:util';
import { SCRIPT_BUDGET_BYTES, weighScripts } from '../e2e/weigh-scripts.ts';
import { withDemoDesk } from './load/demo-desk.ts';

const CHART_MS = 60_000;

/**
 * `npm run bench -- first-load [--customers N] [--url http://…]`: all script that the home page asks for until its first
 * chart is drawn, of the real build in a browser that was never here before.
 */
export async function run(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: { customers: { type: 'string', default: '200' }, url: { type: 'string' } },
  });
  await withDemoDesk({ customers: Number(values.customers), url: values.url }, async ({ sit, browserName }) => {
    const page = await sit();
    const scripts = await weighScripts(page, '/', (home) =>
      home.locator('main svg[role=img], main .chart-body, main figure svg').first().waitFor({ timeout: CHART_MS }),
    );
    console.table(
      scripts.map(({ name, gzipBytes, sentBytes }) => ({
        script: name,
        'gzip kB': kb(gzipBytes),
        'sent kB': kb(sentBytes),
      })),
    );
    const gzip = scripts.reduce((sum, { gzipBytes }) => sum + gzipBytes, 0);
    const sent = scripts.reduce((sum, { sentBytes }) => sum + sentBytes, 0);
    console.log(
      `${scripts.length} scripts before the first chart: ${kb(gzip)} kB after gzip (bar ${kb(SCRIPT_BUDGET_BYTES)} kB: ${gzip <= SCRIPT_BUDGET_BYTES ? 'met' : 'MISSED'}), ${kb(sent)} kB sent; ${browserName}`,
    );
  });
}

const kb = (bytes: number): string => (bytes / 1_000).toFixed(1);
