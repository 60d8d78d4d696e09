import { fullName } from '../brand/names.ts';
import { CAMPAIGN, campaignStart } from '../buying/campaign.ts';
import type { Calendar } from '../calendar.ts';
import type { StoryFile } from './file.ts';
import { amountText } from './text.ts';

const TRUTH = { intake: null, encoding: 'utf-8' } as const;

/** Who there is, and what nobody in real life can know about them. */
export function personsFile(calendar: Calendar): StoryFile {
  return {
    ...TRUTH,
    name: 'truth/persons.csv',
    header:
      'person,household,role,name,sex,birthday,province,phone,old_phone,phone_was_of,email,prospect,orders,orders_per_week,joined,dropout,alive_at_end',
    write: ({ person, life, orders, isProspect }, rows) => {
      const [joined = 0] = life.orders;
      rows.add(
        [
          person.index,
          person.household,
          person.role,
          fullName(person.name),
          person.sex,
          person.birthday,
          person.home.place.province,
          person.phone,
          person.oldPhone ?? '',
          person.phoneWasOf ?? '',
          person.email,
          isProspect ? 1 : 0,
          orders.length,
          isProspect ? '' : life.ratePerWeek.toPrecision(9),
          calendar.dateText(Math.floor(joined)),
          isProspect ? '' : calendar.dateText(Math.floor(life.dropout)),
          isProspect ? '' : life.dropout > calendar.lastDay ? 1 : 0,
        ].join(','),
      );
    },
  };
}

/** Which record is whose, and what is wrong with it. */
export function recordsFile(): StoryFile {
  return {
    ...TRUTH,
    name: 'truth/records.csv',
    header: 'source,key,person,mistakes',
    write: ({ accounts }, rows) => {
      for (const { source, key, person, mistakes } of accounts) {
        rows.add(`${source},${key},${person},${mistakes.join(' ')}`);
      }
    },
  };
}

/** What the campaign did to each person that it could have reached. */
export function effectsFile(calendar: Calendar): StoryFile {
  const from = campaignStart(calendar);
  return {
    ...TRUTH,
    name: 'truth/effects.csv',
    header: 'person,campaign,sent_on,group,baseline,uplift,ordered,spent',
    write: ({ person, effect, orders }, rows) => {
      if (effect !== null) {
        const within = orders.filter(({ day }) => day >= from && day < from + CAMPAIGN.windowDays);
        const spent = within
          .flatMap(({ lines }) => lines)
          .reduce((sum, line) => sum + line.priceMinor * line.quantity, 0);
        rows.add(
          `${person.index},${CAMPAIGN.name},${calendar.dateText(from)},${effect.treated ? 'treated' : 'control'},${effect.baseline.toFixed(6)},${effect.uplift.toFixed(6)},${within.length > 0 ? 1 : 0},${amountText(spent)}`,
        );
      }
    },
  };
}

/** What stands in the folder of the truth. */
export const TRUTH_README = `The truth behind this simulated brand. Do not import it: it is for measuring what was inferred from the other files.

persons.csv  one line per person: household, true order rate (orders a week while alive, seasons levelled out),
             day of being lost (dropout; may lie behind the end), numbers that were given up and whose they became.
             A household is all persons with the same value.
records.csv  one line per record of a source: its key as the platform forms it (account:…, phone:+86…, email:…),
             the person it is about, and what is wrong with it. Every record of every file is listed once.
effects.csv  one line per person that the randomised campaign could have reached: group by a coin, the chance of an
             order within ${CAMPAIGN.windowDays} days without the message (baseline), what the message adds to it
             (uplift), whether there was an order, and what was spent.
`;
