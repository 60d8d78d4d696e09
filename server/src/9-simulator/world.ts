import { type Catalogue, createCatalogue } from './brand/catalogue.ts';
import { type Calendar, createCalendar } from './calendar.ts';
import type { Parameters } from './parameters.ts';

/** What all people of one base share. */
export interface World {
  readonly parameters: Parameters;
  readonly calendar: Calendar;
  readonly catalogue: Catalogue;
}

export function createWorld(parameters: Parameters): World {
  return { parameters, calendar: createCalendar(parameters), catalogue: createCatalogue(parameters.seed) };
}
