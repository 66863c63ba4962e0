// `answer`: the owner's word about a question, from a terminal. Written into whatever remembers the question: the
// database of this machine, else the branch that the Action keeps its state on. The next refresh publishes it.

import { toOwnerId } from '../../core/owner-id.ts';
import { type AnswerKind, answerKinds } from '../../core/status/answers.ts';
import { StatusfolioError } from '../../errors.ts';
import { answerQuestion, isUndoable, undoAnswer } from '../../pipeline/questions/answers.ts';
import { requestRefreshes } from '../../pipeline/schedule.ts';
import type { ProjectRecord } from '../../ports/records.ts';
import type { Store } from '../../ports/store.ts';
import { findDatabase } from '../find-database.ts';
import { findProjects } from '../find-project.ts';
import { type Prepared, prepare } from '../load-config.ts';
import type { CommonOptions } from '../options.ts';
import type { Runtime, ServerDatabase } from '../runtime.ts';
import { type Terminal, toJsonText } from '../terminal.ts';

/** `undo` takes the last answer back. */
export type Said = AnswerKind | 'undo';

const said: Readonly<Record<Said, string>> = {
  accept: 'will be published on the next run',
  keep: 'stays as it is',
  paused: 'will be marked paused on the next run',
  active: 'is active; you are asked again when it has been silent for as long once more',
  finished: 'will be marked complete on the next run',
  away: 'stays as it is; the quiet period starts over',
  released: 'will be marked maintained on the next run',
  'not-yet': 'stays as it is',
  undo: 'is as it was before your last answer',
};

export interface AnswerOptions extends CommonOptions {
  readonly undo?: boolean;
}

/** What was said, and the documents. With `--undo` nothing is said besides. */
export function readSaid(
  word: string | undefined,
  files: readonly string[],
  { undo = false }: AnswerOptions,
): { readonly kind: Said; readonly rest: readonly string[] } {
  if (undo) return { kind: 'undo', rest: word === undefined ? files : [word, ...files] };
  const kind = answerKinds.find((known) => known === word);
  if (kind !== undefined) return { kind, rest: files };
  throw new StatusfolioError('USAGE', word === undefined ? 'The answer is missing.' : `"${word}" is no answer.`, {
    hint: `Allowed choices are ${answerKinds.join(', ')}.`,
  });
}

export async function runAnswer(
  project: string,
  kind: Said,
  files: readonly string[],
  options: CommonOptions,
  terminal: Terminal,
  runtime: Runtime,
): Promise<number> {
  const prepared = await prepare(files, options, terminal);
  const path = findDatabase(files, options, prepared.settings, terminal);
  const database = await runtime.openServerDatabase(path);
  if (database === null) await answerOnBranch(project, kind, prepared, runtime);
  else {
    try {
      await answerInDatabase(project, kind, prepared, database);
    } finally {
      await database.close();
    }
  }
  if (options.json === true) terminal.out(toJsonText({ project, answer: kind }));
  else if (options.quiet !== true) terminal.out(`${project} ${said[kind]}.`);
  return 0;
}

/** Of several owners, the one who was asked; the others' projects stay as they are. */
async function answerInDatabase(
  project: string,
  kind: Said,
  prepared: Prepared,
  { owners }: ServerDatabase,
): Promise<void> {
  const meant = new Set(prepared.targets.map(({ key }) => toOwnerId(key)));
  const own = owners.filter(({ id }) => meant.has(id));
  const store = await answer(
    project,
    kind,
    own.map((owner) => owner.store),
    prepared,
  );
  for (const owner of own) {
    if (owner.store !== store) continue;
    const known = new Set((await store.listDocuments()).map(({ key }) => key));
    const keys = prepared.targets.map(({ key }) => key).filter((key) => known.has(key));
    await requestRefreshes(keys, { ...owner, clock: prepared.clock });
  }
}

/** Returns the state that the question was in. */
async function answer(project: string, kind: Said, stores: readonly Store[], { clock }: Prepared): Promise<Store> {
  const all = [];
  for (const store of stores) for (const known of await store.listProjects()) all.push({ ...known, store });
  const found = findProjects(project, all);
  const isMeant = (one: ProjectRecord) => (kind === 'undo' ? isUndoable(one, clock.now()) : one.question !== null);
  const asked = found.filter(isMeant);
  const [one = found[0], another] = asked;
  if (one === undefined) throw new TypeError('what is found is not empty');
  if (another !== undefined) {
    const repos = new Set(asked.flatMap(({ repo }) => repo ?? []));
    throw new StatusfolioError('USAGE', `More than one project is called "${project}".`, {
      hint:
        repos.size === 1
          ? 'Several accounts are asked about it: answer on the dashboard, or in the status issue of the one you mean.'
          : `Say which by its repository: ${[...repos].join(', ')}.`,
    });
  }
  const about = { projectKey: one.key, by: 'The owner', now: clock.now() };
  if (kind === 'undo') await undoAnswer(one.store, about);
  else await answerQuestion(one.store, { ...about, kind });
  return one.store;
}

async function answerOnBranch(project: string, kind: Said, prepared: Prepared, runtime: Runtime): Promise<void> {
  const { targets, settings } = prepared;
  const repos = new Set(targets.flatMap(({ ref }) => (ref.kind === 'github' ? [ref.repo] : [])));
  for (const repo of repos) {
    const { store, save } = await runtime.openBranchStore(settings, repo);
    try {
      if ((await store.listDocuments()).length === 0) continue;
      await answer(project, kind, [store], prepared);
      const saved = await save();
      if (saved.kind === 'saved') return;
      const reason = saved.kind === 'rejected' ? saved.problem.message : 'Another run saved its state meanwhile.';
      throw new StatusfolioError('WRITE_REJECTED', reason, { where: repo, hint: 'Nothing was answered: try again.' });
    } finally {
      await store.close();
    }
  }
  throw new StatusfolioError('USAGE', 'No open questions (no saved state found).', {
    hint: 'A question is asked by sync, serve or the Action. Name the database with --database FILE if it is elsewhere.',
  });
}
