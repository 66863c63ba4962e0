// The Action's state. Losing it costs patience, never correctness: what was asked is asked again, and silence starts
// over. So nothing that is wrong with it stops a run.

import type { Problem } from '../core/model.ts';
import { StatusfolioError } from '../errors.ts';
import type { BranchStore, Store } from '../ports.ts';
import type { ActionContext, ActionOpeners } from './action.ts';

export interface ActionMemory {
  readonly store: Store;
  /** Sentences about what went wrong; none when all went well. */
  save(): Promise<string[]>;
}

/** What only reports knows what was asked and answered, too, and saves nothing. */
export async function openActionMemory(
  { settings, repository, inputs, event }: ActionContext,
  openers: ActionOpeners,
): Promise<ActionMemory> {
  const forget = async (notes: string[]) => ({ store: await openers.openPassingStore(), save: async () => notes });
  if (!inputs.isRemembered) return await forget([]);
  try {
    const { store, problem, save } = await openers.openBranchStore(settings, repository);
    if (event.may !== 'write') return { store, save: async () => [] };
    const notes = problem === null ? [] : [`${problem.message} ${problem.hint}`];
    return { store, save: async () => [...notes, ...(await saveMemory(save))] };
  } catch (error) {
    if (!(error instanceof StatusfolioError)) throw error;
    return await forget([
      `The state could not be read: ${error.message} This run asks nothing and publishes only facts.`,
    ]);
  }
}

async function saveMemory(save: BranchStore['save']): Promise<string[]> {
  try {
    const saved = await save();
    if (saved.kind === 'conflict') return ['Another run saved its state meanwhile; the state of this one is not kept.'];
    if (saved.kind !== 'rejected') return [];
    return [wordUnsaved(saved.problem)];
  } catch (error) {
    if (!(error instanceof StatusfolioError)) throw error;
    return [wordUnsaved(error)];
  }
}

function wordUnsaved({ code, message, hint }: Pick<Problem, 'code' | 'message' | 'hint'>): string {
  const todo =
    code === 'PROTECTED'
      ? `${hint} Or set the input "memory: false"; until then questions start over with every run.`
      : 'The workflow needs "permissions: contents: write"; until then questions start over with every run.';
  return `The state could not be saved: ${message} ${todo}`;
}
