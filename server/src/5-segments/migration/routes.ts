import { type Route, route } from '#kernel/http/route.ts';
import { listMigrationPeople, migrateSegments } from './schema.ts';
import type { Migration } from './service.ts';

export function migrationRoutes(migration: Migration): readonly Route[] {
  return [
    route(migrateSegments, ({ context, body }) => migration.migrate(context, body)),
    route(listMigrationPeople, ({ context, body }) => migration.people(context, body)),
  ];
}
