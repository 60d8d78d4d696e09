import { systemContext } from '#kernel/context.ts';
import { createPlatform } from '../src/wiring.ts';
import { openChildKernel } from './child-kernel.ts';

// A worker process for tests that kill it: sends one message. Arguments: id of the attempt, folder of the files.
const [attemptId = '', filesDir = ''] = process.argv.slice(2);
const kernel = openChildKernel({ filesDir });
const platform = createPlatform(kernel);
await platform.contact.delivering.deliver(systemContext('child'), attemptId);
process.send?.('done');
await kernel.postgres.close();
process.disconnect?.();
