// `answer`: the owner's word about a question, from a terminal. Written into whatever remembers the question: the
// database of this machine, else the branch that the Action keeps its memory on. The next look publishes it.

import { toOwnerId } from '../../core/owner-id.ts';
import { StatusfolioError } from '../../errors.ts';
import { requestRefreshes } from '../../pipeline/schedule.ts';
import { answerQuestion } from '../../pipeline/status-issue.ts';
import type { AnswerKind } from '../../ports/records.ts';
import type { Store } from '../../ports/store.ts';
import { findDatabase } from '../find-database.ts';
import { findProjects } from '../find-project.ts';
import { type Prepared, prepare } from '../load-config.ts';
import type { CommonOptions } from '../options.ts';
import type { Runtime, ServerDatabase } from '../runtime.ts';
import { type Terminal, toJsonText } from '../terminal.ts';

const said: Readonly<Record<AnswerKind, string>> = {
  accept: 'will be published on the next run',
  keep: 'stays as it is',
  finished: 'will be marked complete on the next run',
  away: 'stays as it is; the quiet period starts over',
};

export async function runAnswer(
  project: string,
  kind: AnswerKind,
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
  kind: AnswerKind,
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

/** Returns the memory that the question was in. */
async function answer(
  project: string,
  kind: AnswerKind,
  stores: readonly Store[],
  { clock }: Prepared,
): Promise<Store> {
  const all = [];
  for (const store of stores) for (const known of await store.listProjects()) all.push({ ...known, store });
  const found = findProjects(project, all);
  const asked = found.filter(({ question }) => question !== null);
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
  await answerQuestion(one.store, { projectKey: one.key, kind, by: 'The owner', now: clock.now() });
  return one.store;
}

async function answerOnBranch(project: string, kind: AnswerKind, prepared: Prepared, runtime: Runtime): Promise<void> {
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
