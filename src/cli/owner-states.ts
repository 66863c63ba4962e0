// Where the owner's answers are kept, opened for a command that changes them: the database of this machine, else the branch
// that the Action keeps its state on.

import { toOwnerId } from '../core/owner-id.ts';
import { StatusfolioError } from '../errors.ts';
import { requestRefreshes } from '../pipeline/schedule.ts';
import type { Store } from '../ports/store.ts';
import { findDatabase } from './find-database.ts';
import type { Prepared } from './load-config.ts';
import type { CommonOptions } from './options.ts';
import type { Runtime } from './runtime.ts';
import type { Terminal } from './terminal.ts';

export interface OwnerStates {
  /** Of the owner of a document; null: nothing is remembered of it. */
  of(documentKey: string): Store | null;
  /** Once, when something was changed in this store. Throws WRITE_REJECTED when it could not be kept. */
  save(changed: Store): Promise<void>;
  close(): Promise<void>;
}

export async function openOwnerStates(
  { targets, settings, clock }: Prepared,
  files: readonly string[],
  options: CommonOptions,
  terminal: Terminal,
  runtime: Runtime,
): Promise<OwnerStates> {
  const database = await runtime.openServerDatabase(findDatabase(files, options, settings, terminal));
  if (database !== null) {
    const { owners } = database;
    return {
      of: (key) => owners.find(({ id }) => id === toOwnerId(key))?.store ?? null,
      async save(changed) {
        const owner = owners.find(({ store }) => store === changed);
        if (owner === undefined) return;
        const known = new Set((await changed.listDocuments()).map(({ key }) => key));
        const keys = targets.map(({ key }) => key).filter((key) => known.has(key));
        await requestRefreshes(keys, { ...owner, clock });
      },
      close: () => database.close(),
    };
  }
  const opened = new Map<string, Awaited<ReturnType<Runtime['openBranchStore']>> & { readonly repo: string }>();
  const repos = new Set(targets.flatMap(({ ref }) => (ref.kind === 'github' ? [ref.repo] : [])));
  for (const repo of repos) {
    const branch = await runtime.openBranchStore(settings, repo);
    if ((await branch.store.listDocuments()).length === 0) await branch.store.close();
    // An account has one state, wherever it lies.
    else if (!opened.has(toOwnerId(`${repo}:`))) opened.set(toOwnerId(`${repo}:`), { ...branch, repo });
    else await branch.store.close();
  }
  return {
    of: (key) => opened.get(toOwnerId(key))?.store ?? null,
    async save(changed) {
      const branch = [...opened.values()].find(({ store }) => store === changed);
      if (branch === undefined) return;
      const saved = await branch.save();
      if (saved.kind === 'saved' || saved.kind === 'unchanged') return;
      const reason = saved.kind === 'rejected' ? saved.problem.message : 'Another run saved its state meanwhile.';
      const hint = 'Nothing was answered: try again.';
      throw new StatusfolioError('WRITE_REJECTED', reason, { where: branch.repo, hint });
    },
    async close() {
      for (const { store } of opened.values()) await store.close();
    },
  };
}
