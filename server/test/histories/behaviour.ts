import { sql } from 'kysely';
import { newId } from '#kernel/clock.ts';
import { type Chance, type Filling, instantOf, type Person, SKUS } from './filling.ts';

const EVENT_KINDS = [
  'visit',
  'page_view',
  'product_view',
  'product_view',
  'search',
  'cart_add',
  'campaign_click',
  'custom',
] as const;

/** What events say of themselves: words, numbers at the edges of what is compared, yes and no. */
function propertiesOf(chance: Chance): Readonly<Record<string, string | number | boolean>> {
  const all = {
    colour: chance.pick(['Red', 'NAVY blue', "it's \\ red", '红\n色', '3']),
    price: chance.pick([12.5, 3, -2, 2.9996, 2.9994, 0, 1e21, 1e-7]),
    done: chance.pick([true, false, 'true']),
  };
  return Object.fromEntries(Object.entries(all).filter(() => chance.yes(0.7)));
}

export async function fillEvents({ kernel, chance }: Filling, people: readonly Person[]): Promise<void> {
  const events = people.flatMap((person) =>
    Array.from({ length: chance.yes(0.4) ? 0 : chance.int(8) }, () => {
      const at = instantOf(chance);
      const id = newId();
      return {
        id,
        source: 'site',
        key: id,
        kind: chance.pick(EVENT_KINDS),
        at,
        sku: chance.yes(0.7) ? chance.pick(SKUS) : null,
        campaign: chance.pick(['Spring 2025', "it's", null]),
        name: chance.pick(['Quiz', "it's", null]),
        properties: chance.yes(0.5) ? propertiesOf(chance) : null,
        record_id: person.recordId,
        stated: true,
        customer_id: person.customerId,
        recorded_at: at,
      };
    }),
  );
  await sql`
    insert into behaviour.events
      (id, source, key, kind, at, sku, campaign, name, properties, record_id, stated, customer_id, recorded_at)
    select id, source, key, kind, at, sku, campaign, name, properties, record_id, stated, customer_id, recorded_at
    from jsonb_populate_recordset(null::behaviour.events, ${JSON.stringify(events)}::jsonb)`.execute(
    kernel.postgres.db,
  );
}
