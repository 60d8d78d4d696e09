import { type Route, route } from '#kernel/http/route.ts';
import { listBestChannels } from './schema.ts';
import type { BestChannels } from './service.ts';

/** The best sales channel of each segment. */
export function bestChannelRoutes(channels: BestChannels): Route[] {
  return [route(listBestChannels, ({ context, query }) => channels.list(context, query))];
}
