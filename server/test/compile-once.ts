import path from 'node:path';
import { RUN_DIR, requireAddress } from './addresses.ts';

// Servers and commands that tests start read the same sources: each is made ready to run once. Set here and not for
// the whole run, whose own processes would still be writing into the folder while it is removed.
process.env['NODE_COMPILE_CACHE'] = path.join(requireAddress(RUN_DIR), 'compiled');
