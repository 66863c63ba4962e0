// The Action's memory. Losing it costs patience, never correctness: what was asked is asked again, and silence starts
// anew. So nothing that is wrong with it stops a run.

import { StatusfolioError } from '../errors.ts';
import type { Store } from '../ports.ts';
import type { ActionContext } from './action.ts';
import type { Openers } from './openers.ts';

export interface ActionMemory {
  readonly store: Store;
  /** Sentences about what went wrong; none when all went well. */
  save(): Promise<string[]>;
}

export async function openActionMemory(
  { settings, repository }: ActionContext,
  isForgetful: boolean,
  openers: Openers,
): Promise<ActionMemory> {
  const forget = async (notes: string[]) => ({ store: await openers.openPassingStore(), save: async () => notes });
  if (isForgetful) return await forget([]);
  try {
    const { store, problem, save } = await openers.openBranchStore(settings, repository);
    const notes = problem === null ? [] : [`${problem.message} ${problem.hint}`];
    return { store, save: async () => [...notes, ...(await saveMemory(save))] };
  } catch (error) {
    if (!(error instanceof StatusfolioError)) throw error;
    return await forget([
      `The memory could not be read: ${error.message} This run asks nothing and publishes only facts.`,
    ]);
  }
}

async function saveMemory(save: Awaited<ReturnType<Openers['openBranchStore']>>['save']): Promise<string[]> {
  try {
    const saved = await save();
    if (saved.kind === 'conflict') return ['Another run saved its memory meanwhile; this one is not kept.'];
    if (saved.kind !== 'rejected') return [];
    return [wordUnsaved(saved.problem)];
  } catch (error) {
    if (!(error instanceof StatusfolioError)) throw error;
    return [wordUnsaved(error)];
  }
}

function wordUnsaved({ message }: { readonly message: string }): string {
  return `The memory could not be saved: ${message} The workflow needs "permissions: contents: write"; until then questions start anew with every run.`;
}
