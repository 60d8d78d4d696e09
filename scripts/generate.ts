import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { layerContracts } from '../server/src/0-kernel/http/health.ts';
import { buildOpenApi } from '../server/src/0-kernel/http/openapi.ts';
import { VERSION } from '../server/src/0-kernel/version.ts';
import { listContracts } from '../server/src/contracts.ts';

/** `npm run generate`: the files that follow from the code and are committed, so that a change shows in the diff. */
const openapi = buildOpenApi([...layerContracts, ...listContracts()], { version: VERSION });
await writeFile(path.join(import.meta.dirname, '..', 'docs', 'openapi.json'), `${JSON.stringify(openapi, null, 2)}\n`);
