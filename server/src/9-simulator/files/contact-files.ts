import type { Calendar } from '../calendar.ts';
import type { Account } from '../people/sources.ts';
import type { StoryFile } from './file.ts';
import { instantText, timeText } from './text.ts';

/** What people did on the site of the shop. */
export function eventsFile(calendar: Calendar): StoryFile {
  return {
    name: 'events.csv',
    intake: { kind: 'events', source: 'shop' },
    encoding: 'utf-8',
    header: 'key,occurredAt,event,anonymousId,visitId,account,url,sku,category,query,campaign',
    write: ({ events, person }, rows) => {
      let count = 0;
      for (const event of events) {
        count += 1;
        rows.add(
          `e${person.index.toString(36)}-${count},${calendar.dateText(event.day)}T${timeText(event.second)}+08:00,${event.kind},${event.browser},${event.visit},${event.account},${event.path},${event.sku},${event.category},${event.query},${event.campaign}`,
        );
      }
    },
  };
}

/** What was said, as records of the records API. */
export function interactionsFile(calendar: Calendar): StoryFile {
  return {
    name: 'interactions.jsonl',
    intake: { kind: 'interactions', source: 'desk' },
    encoding: 'utf-8',
    header: null,
    write: ({ interactions }, rows) => {
      for (const said of interactions) {
        const { account } = said.order;
        rows.add(
          JSON.stringify({
            source: account.source,
            key: said.key,
            type: 'interaction',
            occurredAt: instantText(calendar, said),
            customer: { identifiers: [identifierOf(account)] },
            data: {
              kind: said.kind,
              direction: said.direction,
              channel: said.channel,
              subject: said.title,
              content: said.text,
              ...(said.outcome === '' ? {} : { outcome: said.outcome }),
            },
          }),
        );
      }
    },
  };
}

function identifierOf({ account, phone, email }: Account): { readonly type: string; readonly value: string } {
  if (account !== null) {
    return { type: 'account', value: account };
  }
  return phone === '' ? { type: 'email', value: email } : { type: 'phone', value: phone };
}
