// `answer`: the owner's word about a question, from a terminal. Written into whatever remembers the question; the next
// refresh publishes it.

import { setAway } from '../../config/edit-portfolio.ts';
import { readOwnStatusKey } from '../../core/activity/repository-status.ts';
import { toDay } from '../../core/dates.ts';
import { type AnswerKind, answerKinds } from '../../core/status/answers.ts';
import { suggest } from '../../core/suggest.ts';
import { StatusfolioError } from '../../errors.ts';
import { answerQuestion, isUndoable, undoAnswer } from '../../pipeline/questions/answers.ts';
import type { RefreshTarget } from '../../pipeline/target.ts';
import type { ProjectRecord } from '../../ports/records.ts';
import type { Store } from '../../ports/store.ts';
import { isHere, refuseSwapped } from '../document-argument.ts';
import { openDocumentStates } from '../document-states.ts';
import { requireFiles } from '../document-targets.ts';
import { editConfiguration } from '../edit-configuration.ts';
import { findProjects } from '../find-project.ts';
import { type Prepared, prepare } from '../load-config.ts';
import type { CommonOptions } from '../options.ts';
import type { Runtime } from '../runtime.ts';
import { type Terminal, toJsonText } from '../terminal.ts';

/** `undo` undoes the last answer. */
export type Said = AnswerKind | 'undo';

const said: Readonly<Record<Said, string>> = {
  accept: 'will be published on the next run',
  keep: 'stays as it is',
  paused: 'will be marked paused on the next run',
  active: 'is active; you are asked again after another quiet period of the same length',
  finished: 'will be marked complete on the next run',
  away: 'stays as it is; the quiet period starts over',
  released: 'will be marked maintained on the next run',
  'not-yet': 'stays as it is',
  undo: 'is as it was before your last answer',
};

export interface AnswerOptions extends CommonOptions {
  readonly undo?: boolean;
  /** The last day of being away. */
  readonly until?: string;
}

/** What was said, and the documents. With `--undo` nothing is said besides. */
export function readSaid(
  project: string,
  word: string | undefined,
  files: readonly string[],
  { undo = false }: AnswerOptions,
): { readonly kind: Said; readonly rest: readonly string[] } {
  const kind = answerKinds.find((known) => known === word);
  if (undo && kind !== undefined)
    throw new StatusfolioError('USAGE', '--undo takes no answer.', {
      hint: `Leave one of them out: statusfolio answer ${JSON.stringify(project)} --undo`,
    });
  if (undo) return { kind: 'undo', rest: word === undefined ? files : [word, ...files] };
  if (kind !== undefined) return { kind, rest: files };
  throw new StatusfolioError('USAGE', word === undefined ? 'The answer is missing.' : `"${word}" is not an answer.`, {
    hint: `${adviseOn(project, word)}Allowed choices are ${answerKinds.join(', ')}.`,
  });
}

function adviseOn(project: string, word: string | undefined): string {
  if (word === undefined) return '';
  const near = suggest(word, answerKinds);
  if (near !== null) return `Did you mean ${near}? `;
  const isSwapped = answerKinds.some((known) => known === project);
  return `The project comes first: statusfolio answer ${isSwapped ? `${JSON.stringify(word)} ${project}` : 'PROJECT ANSWER'}. `;
}

export async function runAnswer(
  project: string,
  kind: Said,
  files: readonly string[],
  options: AnswerOptions,
  terminal: Terminal,
  runtime: Runtime,
): Promise<number> {
  const { until } = options;
  if (until !== undefined && kind !== 'away') {
    throw new StatusfolioError('USAGE', '"--until" says how long you are away.', {
      hint: 'Use it with the answer "away", or leave it out.',
    });
  }
  refuseSwapped(project, files, isHere(terminal), `statusfolio answer PROJECT ${kind === 'undo' ? '--undo' : kind}`);
  const prepared = await prepare(files, options, terminal, runtime);
  await requireFiles(prepared, runtime);
  const states = await openDocumentStates(prepared, options, terminal, runtime, 'answer');
  try {
    const stores = new Set(states.targets.flatMap(({ key }) => states.of(key) ?? []));
    if (stores.size === 0) {
      throw new StatusfolioError('USAGE', 'No open questions (no saved state found).', {
        hint: 'A question is asked by sync, serve or the Action. Name the database with --database FILE if it is elsewhere.',
      });
    }
    const meant = { ...prepared, targets: states.targets };
    await states.saveAnswers(await answer(project, kind, [...stores], meant));
  } finally {
    await states.close();
  }
  if (until !== undefined) {
    const from = toDay(prepared.clock.now());
    await editConfiguration({ ...options, json: false }, terminal, (text) => setAway(text, from, until));
  }
  if (options.json === true) terminal.out(toJsonText({ project, answer: kind }));
  else if (options.quiet !== true) terminal.out(`${project} ${said[kind]}.`);
  return 0;
}

/** Returns the state that the question was in. */
async function answer(
  project: string,
  kind: Said,
  stores: readonly Store[],
  { clock, targets }: Prepared,
): Promise<Store> {
  const all = [];
  for (const store of stores) {
    const isListed = await findListed(store, targets);
    for (const known of await store.listProjects()) if (isListed(known.key)) all.push({ ...known, store });
  }
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

/** A state of several documents answers for those that are meant; what it knows without its rows is all of it. */
async function findListed(
  store: Store,
  targets: readonly Pick<RefreshTarget, 'key'>[],
): Promise<(projectKey: string) => boolean> {
  const meant = new Set(targets.map(({ key }) => key));
  const documents = await store.listDocuments();
  if (documents.every(({ rows }) => rows.length === 0)) return () => true;
  const own = documents.filter(({ key }) => meant.has(key)).flatMap(({ rows }) => rows);
  const listed = new Set(own.map(({ projectKey }) => projectKey));
  // What a repository says of itself is asked about beside its row.
  return (projectKey) => listed.has(readOwnStatusKey(projectKey) ?? projectKey);
}
