// The Action's state, and what a run is given. Losing it costs patience, never correctness: what was asked is asked again, and silence starts
// over. So nothing that is wrong with it stops a run.

import type { Settings } from '../../config/settings.ts';
import type { Problem } from '../../core/model.ts';
import { toAccountId, toOwnerId } from '../../core/owner-id.ts';
import { StatusfolioError } from '../../errors.ts';
import type { RefreshTarget, StatePlace } from '../../pipeline/target.ts';
import type { BranchStore, Store } from '../../ports/store.ts';
import type { Runtime } from '../runtime.ts';
import type { ActionEvent } from './event.ts';
import type { ActionInputs } from './inputs.ts';
import type { OwnWorkflow } from './keep-schedule.ts';

export type ActionOpeners = Pick<
  Runtime,
  'openPorts' | 'openWorkingTree' | 'openAdmin' | 'openPassingStore' | 'openBranchStore' | 'renderSite'
>;

export interface ActionContext {
  readonly settings: Settings;
  /** `owner/name` that the workflow runs in. */
  readonly repository: string;
  /** Where the repository is checked out, if it is. */
  readonly workspace: string;
  readonly event: ActionEvent;
  readonly inputs: ActionInputs;
  /** The workflow that this runs in. */
  readonly workflow: OwnWorkflow;
}

export interface ActionMemory {
  /** That of a document's owner. */
  stateOf(documentKey: string): Store;
  placeOf(documentKey: string): StatePlace;
  /** Sentences about what went wrong; none when all went well. */
  save(): Promise<string[]>;
  close(): Promise<void>;
}

/**
 * The state of the account that the workflow runs for, and one for each other account whose documents it checks. What
 * only reports knows what was asked and answered, too, and saves nothing.
 */
export async function openActionMemory(
  { settings, repository, inputs, event }: ActionContext,
  targets: readonly Pick<RefreshTarget, 'key' | 'ref'>[],
  runtime: ActionOpeners,
): Promise<ActionMemory> {
  const passing = await runtime.openPassingStore();
  const notes: string[] = [];
  const opened = new Map<string, BranchStore>();
  const places = new Map<string, string>();
  for (const repo of inputs.keepsState ? listMemories(repository, targets) : []) {
    try {
      const memory = await runtime.openBranchStore(settings, repo);
      if (memory.problem !== null && event.may === 'write')
        notes.push(`${memory.problem.message} ${memory.problem.hint}`);
      opened.set(toAccountId(repo), memory);
      places.set(toAccountId(repo), `${repo}@statusfolio-state`);
    } catch (error) {
      if (!(error instanceof StatusfolioError)) throw error;
      notes.push(`The state could not be read: ${error.message} This run asks nothing and publishes only facts.`);
    }
  }
  return {
    placeOf(key) {
      const where = places.get(toOwnerId(key));
      return where === undefined ? { kind: 'none', where: null } : { kind: 'branch', where };
    },
    stateOf: (key) => opened.get(toOwnerId(key))?.store ?? passing.of(key),
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
    if (saved.kind === 'conflict')
      return ['Another run saved its state in the meantime; the state of this one was discarded.'];
    if (saved.kind !== 'rejected') return [];
    return [formatUnsaved(saved.problem)];
  } catch (error) {
    if (!(error instanceof StatusfolioError)) throw error;
    return [formatUnsaved(error)];
  }
}

function formatUnsaved({ code, message, hint }: Pick<Problem, 'code' | 'message' | 'hint'>): string {
  const todo =
    code === 'PROTECTED'
      ? `${hint} Or set the input "state: false"; until then questions start over with every run.`
      : 'The workflow needs "permissions: contents: write"; until then questions start over with every run.';
  return `The state could not be saved: ${message} ${todo}`;
}
