import { randomBytes } from 'node:crypto';
import type { ErasureParticipant } from '#kernel/erasure/participant.ts';
import type { Kernel } from '#kernel/module.ts';
import * as store from './store.ts';

const EVENTS_AT_ONCE = 1000;

/** What somebody did stays counted, and is nobody's any more. */
export function behaviourErasure({ events }: Pick<Kernel, 'events'>): ErasureParticipant {
  return {
    name: 'behaviour',
    tables: {
      events: 'empties',
      browsers: 'deletes',
      identifications: 'deletes',
      former_owners: 'keeps',
      sites: 'none',
    },
    erase: async (tx, context, subject) => {
      const { identifications, browsers } = await store.forgetBrowsers(tx, subject);
      const ids = await store.anonymiseEvents(tx, subject, randomBytes(32).toString('hex'));
      for (let at = 0; at < ids.length; at += EVENTS_AT_ONCE) {
        const eventIds = ids.slice(at, at + EVENTS_AT_ONCE);
        await events.append(tx, context, [{ type: 'behaviour.events_changed', data: { eventIds } }]);
      }
      return { events: ids.length, browsers, identifications };
    },
    copy: async (reader, subject) => [
      {
        name: 'behaviour',
        label: { 'zh-CN': '网站与应用行为', en: 'Behaviour on sites and in apps' },
        rows: await store.copiedEvents(reader, subject),
      },
    ],
  };
}
