import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { layerContracts } from '../server/src/0-kernel/http/health.ts';
import { buildOpenApi } from '../server/src/0-kernel/http/openapi.ts';
import { VERSION } from '../server/src/0-kernel/version.ts';
import { CASES_BELONGING, CUSTOMERS_BELONGINGS, mergingPage } from '../server/src/3-customers/index.ts';
import { BEHAVIOUR_BELONGINGS } from '../server/src/4-behaviour/index.ts';
import { CREDIT_BELONGINGS, ORDER_BELONGINGS } from '../server/src/4-commerce/index.ts';
import { CONTACT_BELONGINGS } from '../server/src/5-contact/index.ts';
import { ENTRY_BELONGINGS } from '../server/src/5-entry/index.ts';
import { SEGMENTS_BELONGINGS } from '../server/src/5-segments/index.ts';
import { CARE_BELONGINGS } from '../server/src/6-care/index.ts';
import { METRICS, metricsPage } from '../server/src/8-insight/index.ts';
import { listContracts } from '../server/src/contracts.ts';

/** `npm run generate`: the files that follow from the code and are committed, so that a change shows in the diff. */
const docs = path.join(import.meta.dirname, '..', 'docs');
const openapi = buildOpenApi([...layerContracts, ...listContracts()], { version: VERSION });
await writeFile(path.join(docs, 'openapi.json'), `${JSON.stringify(openapi, null, 2)}\n`);
await writeFile(path.join(docs, 'metrics.md'), metricsPage(METRICS));
const belongings = [
  ...CUSTOMERS_BELONGINGS,
  ...ORDER_BELONGINGS,
  ...CREDIT_BELONGINGS,
  ...BEHAVIOUR_BELONGINGS,
  ...SEGMENTS_BELONGINGS,
  ...CONTACT_BELONGINGS,
  CASES_BELONGING,
  ...ENTRY_BELONGINGS,
  ...CARE_BELONGINGS,
];
await writeFile(path.join(docs, 'merging.md'), mergingPage(belongings));
