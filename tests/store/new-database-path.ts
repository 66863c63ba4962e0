// A path for a database in a folder of its own that does not exist yet.

import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export function newDatabasePath(): string {
  return join(mkdtempSync(join(tmpdir(), 'statusfolio-')), 'data', 'statusfolio.db');
}
