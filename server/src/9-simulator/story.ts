import { type Effect, reach } from './buying/campaign.ts';
import { type Life, liveThrough, PROSPECT_SHARE } from './buying/life.ts';
import { type Order, placeOrders } from './buying/orders.ts';
import { browse, type SiteEvent } from './contact/behaviour.ts';
import { type Interaction, interact } from './contact/interactions.ts';
import { accountsOf } from './people/accounts.ts';
import { type Household, PEOPLE_PER_BLOCK, type Person, peopleOfBlock } from './people/person.ts';
import type { Account } from './people/sources.ts';
import { chance, createRandom } from './random.ts';
import type { World } from './world.ts';

/** All that happened to one person. */
export interface Story {
  readonly person: Person;
  /** Subscribed to the newsletter, never bought. */
  readonly isProspect: boolean;
  readonly life: Life;
  readonly effect: Effect | null;
  readonly accounts: readonly Account[];
  readonly orders: readonly Order[];
  readonly events: readonly SiteEvent[];
  readonly interactions: readonly Interaction[];
}

/** How many blocks hold so many people. */
export function blocksOf(customers: number): number {
  return Math.ceil(customers / PEOPLE_PER_BLOCK);
}

/** The stories of a block of people, whatever stands around it; people beyond the number asked for are left out. */
export function tellBlock(world: World, block: number): Story[] {
  const { customers, seed } = world.parameters;
  return peopleOfBlock(seed, { block, lastDay: world.calendar.lastDay }).flatMap((household) =>
    household.members
      .filter((person) => person.index < customers)
      .map((person) => tellPerson(world, { person, household })),
  );
}

function tellPerson(world: World, { person, household }: { person: Person; household: Household }): Story {
  const { calendar, catalogue, parameters } = world;
  const { seed } = parameters;
  const isProspect = chance(createRandom(seed, { stream: 'prospect', index: person.index }), PROSPECT_SHARE);
  const life = liveThrough({ seed, person: person.index, waitsForBargains: person.waitsForBargains, calendar });
  const [joined = calendar.firstDay] = life.orders;
  const effect = isProspect ? null : reach({ seed, person: person.index, life, calendar });
  const accounts = accountsOf(person, {
    seed,
    household,
    joined: Math.floor(joined),
    lastDay: calendar.lastDay,
    isProspect,
  });
  const extra = effect?.extraOrder ?? null;
  const moments = extra === null ? life.orders : [...life.orders, extra].toSorted((a, b) => a - b);
  const orders = isProspect ? [] : placeOrders({ seed, person, accounts, moments, calendar, catalogue });
  const until = Math.min(life.dropout, calendar.lastDay + 1);
  return {
    person,
    isProspect,
    life,
    effect,
    accounts,
    orders,
    events: browse(world, { person, accounts, orders, effect, from: joined, until }),
    interactions: interact(seed, { person, orders }).filter(({ day }) => day <= calendar.lastDay),
  };
}
