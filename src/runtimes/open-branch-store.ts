// The store of runs without a durable home (an Action, one look from a terminal): SQLite in memory, filled from
// `state.json` on a branch of the portfolio repository and saved back to it, only when it changed.

import type { Memories } from '../cli/openers.ts';
import { toAccountId } from '../core/owner-id.ts';
import type { GitHubClientOptions } from '../github/client.ts';
import { openStateBranch } from '../github/state-branch.ts';
import type { BranchStore } from '../ports.ts';
import { createStore } from '../store/create-store.ts';
import { openMemoryDatabase } from '../store/memory-sqlite.ts';
import { exportState, importState } from '../store/state-file.ts';
import { toMemories } from './open-memories.ts';

/**
 * `repo` is the portfolio repository: only what is remembered for its account is read from it, and written to it. Throws
 * what keeps its branch from being read.
 */
export async function openBranchStore(options: GitHubClientOptions, repo: string): Promise<BranchStore> {
  const ownerId = toAccountId(repo);
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

/** Memories that are gone when the run is over. */
export function openPassingStore(): Memories {
  return toMemories(openMemoryDatabase());
}
