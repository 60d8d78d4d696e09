import { SELLING_SOURCES, SOURCES } from '../people/sources.ts';
import type { World } from '../world.ts';
import { eventsFile, interactionsFile } from './contact-files.ts';
import { customerFile } from './customer-files.ts';
import type { StoryFile } from './file.ts';
import { orderFile } from './order-files.ts';
import { effectsFile, personsFile, recordsFile } from './truth-files.ts';

/** The bare addresses come in first: who looks at the newest customers is to see people. */
const CUSTOMER_SOURCES = SOURCES.toSorted((a, b) => Number(b === 'newsletter') - Number(a === 'newsletter'));

/** All files that people add lines to, in the order in which they are to be taken in. */
export function storyFiles({ calendar }: World): readonly StoryFile[] {
  return [
    ...CUSTOMER_SOURCES.map((source) => customerFile(source, calendar)),
    ...SELLING_SOURCES.map((source) => orderFile(source, calendar)),
    eventsFile(calendar),
    interactionsFile(calendar),
    personsFile(calendar),
    recordsFile(),
    effectsFile(calendar),
  ];
}
