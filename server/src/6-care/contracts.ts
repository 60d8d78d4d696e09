/** The faces of all slices of this module that callers outside the server may see. */
export * from './departures/schema.ts';
export * from './handovers/schema.ts';
export * from './losses/schema.ts';
export * from './reasons/schema.ts';
export * from './rules/schema.ts';
export * from './staff-risk/schema.ts';
export * from './stages/schema.ts';
