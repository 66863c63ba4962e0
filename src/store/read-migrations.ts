// The schema as it stands in db/migrations. The Action's bundle is one file with nothing beside it: its build puts the
// texts here in place of the reading (scripts/build-action.ts).

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export interface Migration {
  readonly name: string;
  readonly sql: string;
}

/** The folder of this very program, wherever it is started. */
export const migrationsFolder = fileURLToPath(new URL('../../db/migrations/', import.meta.url));

/** Every migration, in the order in which they are applied. */
export function readMigrations(folder: string = migrationsFolder): Migration[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.sql'))
    .sort()
    .map((name) => ({ name, sql: readFileSync(join(folder, name), 'utf8') }));
}
