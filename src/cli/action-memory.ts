// The Action's state. Losing it costs patience, never correctness: what was asked is asked again, and silence starts
// over. So nothing that is wrong with it stops a run.

import type { Problem } from '../core/model.ts';
import { toAccountId, toOwnerId } from '../core/owner-id.ts';
import { StatusfolioError } from '../errors.ts';
import type { RefreshTarget } from '../pipeline/refresh.ts';
import type { BranchStore, Store } from '../ports.ts';
import type { ActionContext, ActionOpeners } from './action.ts';

export interface ActionMemory {
  /** That of a document's owner. */
  memoryOf(documentKey: string): Store;
  /** Sentences about what went wrong; none when all went well. */
  save(): Promise<string[]>;
  close(): Promise<void>;
}

/**
 * The memory of the account that the workflow runs for, and one for each other account whose documents it looks at. What
 * only reports knows what was asked and answered, too, and saves nothing.
 */
export async function openActionMemory(
  { settings, repository, inputs, event }: ActionContext,
  targets: readonly Pick<RefreshTarget, 'key' | 'ref'>[],
  openers: ActionOpeners,
): Promise<ActionMemory> {
  const passing = await openers.openPassingStore();
  const notes: string[] = [];
  const opened = new Map<string, BranchStore>();
  for (const repo of inputs.isRemembered ? listMemories(repository, targets) : []) {
    try {
      const memory = await openers.openBranchStore(settings, repo);
      if (memory.problem !== null && event.may === 'write')
        notes.push(`${memory.problem.message} ${memory.problem.hint}`);
      opened.set(toAccountId(repo), memory);
    } catch (error) {
      if (!(error instanceof StatusfolioError)) throw error;
      notes.push(`The state could not be read: ${error.message} This run asks nothing and publishes only facts.`);
    }
  }
  return {
    memoryOf: (key) => opened.get(toOwnerId(key))?.store ?? passing.of(key),
    async save() {
      if (event.may === 'write') for (const { save } of opened.values()) notes.push(...(await saveMemory(save)));
      return notes;
    },
    async close() {
      for (const { store } of opened.values()) await store.close();
      await passing.close();
    },
  };
}

/** The repository of the workflow, and of every other account the one whose document is listed first. */
function listMemories(repository: string, targets: readonly Pick<RefreshTarget, 'ref'>[]): string[] {
  const repos = new Map([[toAccountId(repository), repository]]);
  for (const { ref } of targets) {
    if (ref.kind === 'github' && !repos.has(toAccountId(ref.repo))) repos.set(toAccountId(ref.repo), ref.repo);
  }
  return [...repos.values()];
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
