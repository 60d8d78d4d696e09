import { type Route, route } from '#kernel/http/route.ts';
import { changeSetting, listSettings, resetSetting } from './schema.ts';
import type { Settings } from './service.ts';

/** Settings over HTTP. */
export function settingRoutes(settings: Settings): readonly Route[] {
  return [
    route(listSettings, ({ context }) => settings.list(context)),
    route(changeSetting, ({ tx, context, params, body }) =>
      settings.change(tx, context, { key: params.key, value: body.value }),
    ),
    route(resetSetting, ({ tx, context, params }) => settings.reset(tx, context, params.key)),
  ];
}
