import { takeRecords } from '../server/src/2-intake/records/schema.ts';
import { type Client, listReviews, scanForDuplicates } from '../server/src/contracts.ts';
import { SERVER_POLL_MS, until } from './platform.ts';

/** Names of people who come twice, by two shops. */
export const TWINS = ['欧阳小华', '司马长风', '诸葛明月', '令狐雨', '上官静', '慕容雪'] as const;

/** Two customers for each name: the same birth date, other phones, other shops; one of them with another address. */
export async function sendTwins(client: Client, names: readonly string[] = TWINS): Promise<void> {
  const records = names.flatMap((name, index) =>
    ['tmall-flagship', 'nowhere'].map((source, side) => ({
      source,
      key: `twin-${index}-${side}`,
      type: 'customer',
      customer: {
        identifiers: [{ type: 'phone', value: `1390000${String(index * 2 + side).padStart(4, '0')}` }],
        attributes: { name, birthday: `199${index}-05-12`, gender: index % 2 === side ? '女' : '男' },
      },
    })),
  );
  await client.call(takeRecords, { body: { records } });
  await client.call(scanForDuplicates, { body: {} });
  await until(async () => (await client.call(listReviews, { query: { limit: 200 } })).items.length >= names.length, {
    what: 'the pairs of the review queue',
    pollMs: SERVER_POLL_MS,
  });
}
