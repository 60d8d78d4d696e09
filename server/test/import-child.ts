import { systemContext } from '#kernel/context.ts';
import { openChildKernel } from './child-kernel.ts';
import { createImportBench } from './import-bench.ts';

// A worker process for tests that kill it: runs one import of real orders to its end and tells of every chunk.
// Arguments: id of the import, folder of the files.
const [importId = '', filesDir = ''] = process.argv.slice(2);
const kernel = openChildKernel({ filesDir });
const bench = createImportBench(kernel);
process.send?.({ rowsDone: 0 });
await bench.intake.running.run(systemContext('child'), importId, {
  onProgress: (row) => process.send?.({ rowsDone: row.rowsDone }),
});
await kernel.postgres.close();
process.disconnect?.();
