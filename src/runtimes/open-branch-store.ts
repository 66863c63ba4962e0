// The store of runs without a durable home (an Action, one look from a terminal): SQLite in memory, filled from
// `state.json` on a branch of the portfolio repository and saved back to it, only when it changed.

import type { Problem } from '../core/model.ts';
import type { GitHubClientOptions } from '../github/client.ts';
import { openStateBranch } from '../github/state-branch.ts';
import type { Store } from '../ports.ts';
import { createStore } from '../store/create-store.ts';
import { openSqliteDatabase } from '../store/sqlite.ts';
import { exportState, importState } from '../store/state-file.ts';

export interface BranchStore {
  readonly store: Store;
  /** Once, at the end of the run. 'conflict': another run has saved meanwhile, and its memory holds. */
  save(): Promise<
    { readonly kind: 'saved' | 'unchanged' | 'conflict' } | { readonly kind: 'rejected'; readonly problem: Problem }
  >;
}

const ownerId = 'owner';

/** `repo` is the portfolio repository. Throws what keeps its branch from being read. */
export async function openBranchStore(options: GitHubClientOptions, repo: string): Promise<BranchStore> {
  const branch = openStateBranch(options, repo);
  const saved = await branch.read();
  const database = openSqliteDatabase(':memory:', { withGitignore: false });
  try {
    if (saved.text !== null) await importState(database, ownerId, saved.text);
  } catch (error) {
    await database.close();
    throw error;
  }
  return {
    store: createStore(database, ownerId),
    async save() {
      const text = await exportState(database, ownerId);
      if (text === saved.text) return { kind: 'unchanged' };
      const written = await branch.write(text, saved);
      if (written.kind === 'written') return { kind: 'saved' };
      return written;
    },
  };
}
