import { type Route, route } from '#kernel/http/route.ts';
import { changeApiKey, createApiKey, listApiKeys, revokeApiKey } from './schema.ts';
import type { ApiKeys } from './service.ts';

/** API keys over HTTP. */
export function apiKeyRoutes(apiKeys: ApiKeys): readonly Route[] {
  return [
    route(listApiKeys, ({ context }) => apiKeys.list(context)),
    route(createApiKey, ({ tx, context, body }) => apiKeys.create(tx, context, body)),
    route(changeApiKey, ({ tx, context, params, body }) => apiKeys.change(tx, context, params.id, body)),
    route(revokeApiKey, ({ tx, context, params }) => apiKeys.revoke(tx, context, params.id)),
  ];
}
