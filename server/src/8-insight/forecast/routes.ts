import { type Route, route } from '#kernel/http/route.ts';
import { getForecast } from './schema.ts';
import type { Forecasts } from './service.ts';

export function forecastRoutes(forecasts: Forecasts): Route[] {
  return [route(getForecast, ({ context, query }) => forecasts.get(context, query))];
}
