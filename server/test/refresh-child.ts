import { systemContext } from '#kernel/context.ts';
import { openOlap } from '#kernel/db/olap.ts';
import { createPlatform } from '../src/wiring.ts';
import { openChildKernel } from './child-kernel.ts';
import { withParts } from './http.ts';

// A worker process for tests that kill it: works out all segments over the stores that the environment names.
// Arguments: name of the analytic database, folder of the files.
const [database = '', filesDir = ''] = process.argv.slice(2);
const kernel = openChildKernel({ filesDir });
const olap = openOlap({ url: kernel.config.clickhouseUrl ?? '', database, log: kernel.log });
const platform = createPlatform(withParts(kernel, { olap }));
process.send?.('started');
await platform.segments.refreshing.refresh(systemContext('child'), null);
process.send?.('done');
await olap.close();
await kernel.postgres.close();
process.disconnect?.();
