import { Readable } from 'node:stream';
import { type Route, route } from '#kernel/http/route.ts';
import { reasonText } from '../attempts/reason-text.ts';
import type { SentMessage } from '../sending/service.ts';
import * as contracts from './schema.ts';
import type { PreferencePages } from './service.ts';

/** What people say themselves, and how they get the link for it. */
export function preferenceRoutes(pages: PreferencePages): Route[] {
  return [
    route(contracts.readPreferences, ({ body }) => pages.read(body.token)),
    route(contracts.savePreferences, ({ tx, context, body, ip }) => pages.save(tx, context, { ...body, ip })),
    route(contracts.confirmConsent, ({ tx, context, body, ip }) =>
      pages.confirm(tx, context, { token: body.token, ip }),
    ),
    route(contracts.askOwnData, async ({ tx, context, body }) => {
      const { number, dueAt } = await pages.askOwnData(tx, context, body);
      return { number, dueAt: dueAt.toISOString() };
    }),
    route(contracts.unsubscribe, ({ context, query, body, ip }) => {
      body.resume();
      return pages.unsubscribe(context, { token: query.t, ip });
    }),
    route(contracts.openUnsubscribe, async ({ query }) => ({
      stream: Readable.from([pages.redirectPage(query.t)]),
      contentType: 'text/html; charset=utf-8',
      fileName: null,
    })),
    route(contracts.askConfirmation, async ({ tx, context, params, body }) =>
      presentSent(await pages.askConfirmation(tx, context, params.id, body)),
    ),
    route(contracts.sendPreferencesLink, async ({ tx, context, params, body }) =>
      presentSent(await pages.sendLink(tx, context, params.id, body.language)),
    ),
  ];
}

function presentSent({ attemptId, state, reason, until }: SentMessage) {
  return { attemptId, state, reason, reasonText: reasonText(reason), until: until?.toISOString() ?? null };
}
