// The store of runs without a durable home (an Action, one look from a terminal): SQLite in memory, filled from
// `state.json` on a branch of the portfolio repository and saved back to it, only when it changed.

import type { GitHubClientOptions } from '../github/client.ts';
import { openStateBranch } from '../github/state-branch.ts';
import type { BranchStore, Store } from '../ports.ts';
import { createStore } from '../store/create-store.ts';
import { openMemoryDatabase } from '../store/memory-sqlite.ts';
import { exportState, importState } from '../store/state-file.ts';

const ownerId = 'owner';

/** `repo` is the portfolio repository. Throws what keeps its branch from being read. */
export async function openBranchStore(options: GitHubClientOptions, repo: string): Promise<BranchStore> {
  const branch = openStateBranch(options, repo);
  const saved = await branch.read();
  const database = openMemoryDatabase();
  return {
    store: createStore(database, ownerId),
    problem: saved.text === null ? null : await importState(database, ownerId, saved.text),
    async save() {
      const text = await exportState(database, ownerId, repo);
      if (text === saved.text) return { kind: 'unchanged' };
      const written = await branch.write(text, saved);
      if (written.kind === 'written') return { kind: 'saved' };
      return written;
    },
  };
}

/** One that is gone when the run is over. */
export function openPassingStore(): Store {
  return createStore(openMemoryDatabase(), ownerId);
}
