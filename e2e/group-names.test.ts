import { describe, expect, it } from 'vitest';
import { RFM_GROUP_INFO } from '../server/src/5-segments/scores/rfm/groups.ts';
import { LANGUAGES, WORDS } from './words.ts';

describe('the names of the eight groups', () => {
  it.each(LANGUAGES)('are the same on the pages as on the server, in %s', (language) => {
    const labels = Object.entries(RFM_GROUP_INFO).map(([group, { label }]) => [group, label[language]]);
    expect(WORDS[language].groups).toEqual(Object.fromEntries(labels));
  });
});
