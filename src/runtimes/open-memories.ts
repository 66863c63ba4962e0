// The memories in a database that somebody else opened, each for one owner.

import type { Memories } from '../cli/runtime.ts';
import { toOwnerId } from '../core/owner-id.ts';
import type { Database } from '../ports/store.ts';
import { createStore } from '../store/store.ts';
import { listOwnerIds } from './open-owners.ts';

export function toMemories(database: Database): Memories {
  return {
    of: (documentKey) => createStore(database, toOwnerId(documentKey)),
    list: async () => (await listOwnerIds(database)).map((id) => createStore(database, id)),
    close: () => database.close(),
  };
}
