// The Action's memory: a store that lives as long as the run, filled from the state branch and saved to it only when
// something was settled. Losing it costs patience, never correctness: what was asked is asked again, and silence starts
// anew. So nothing that is wrong with it stops a run.

import { StatusfolioError } from '../errors.ts';
import type { Store } from '../ports.ts';
import type { ActionContext } from './action.ts';
import type { Openers } from './openers.ts';

export interface ActionMemory {
  readonly store: Store;
  /** Sentences about what went wrong; none when all went well. */
  save(): Promise<string[]>;
  close(): Promise<void>;
}

export async function openActionMemory(
  { settings, repository }: ActionContext,
  isForgetful: boolean,
  openers: Openers,
): Promise<ActionMemory> {
  const passing = await openers.openPassingStore();
  const notes: string[] = [];
  const branch = openers.openStateBranch(settings);
  let before: Awaited<ReturnType<typeof branch.read>> = null;
  if (!isForgetful) {
    try {
      before = await branch.read(repository);
      if (before !== null && !(await passing.importState(before.text))) {
        notes.push('The memory on the branch statusfolio-state could not be used; it is written anew.');
      }
    } catch (error) {
      if (!(error instanceof StatusfolioError)) throw error;
      notes.push(`The memory could not be read: ${error.message} This run asks nothing and publishes only facts.`);
      isForgetful = true;
    }
  }
  return {
    store: passing.store,
    async save() {
      if (isForgetful) return notes;
      const text = await passing.exportState();
      if (text === before?.text) return notes;
      try {
        const isSaved = await branch.write(repository, text, before?.version ?? null);
        return isSaved ? notes : [...notes, 'Another run saved its memory meanwhile; this one is not kept.'];
      } catch (error) {
        if (!(error instanceof StatusfolioError)) throw error;
        return [...notes, `${error.message} ${error.hint} Until then questions start anew with every run.`];
      }
    },
    close: () => passing.store.close(),
  };
}
