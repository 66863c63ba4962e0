// Who can read what a run prints: on a person's own machine that person, in a workflow whoever can see its repository.

import { readFile } from 'node:fs/promises';
import type { Portfolio } from '../config/portfolio.ts';
import { type Audience, audienceOf, mentions } from '../core/disclosure.ts';
import type { Problem } from '../core/model.ts';
import { StatusfolioError } from '../errors.ts';
import { listRepositories } from '../pipeline/disclose.ts';
import type { RefreshResult } from '../pipeline/document-update.ts';
import { listPlaces } from '../pipeline/match-project.ts';
import type { ReportFormat } from './options.ts';
import type { RefreshRun } from './run-refresh.ts';
import type { Terminal } from './terminal.ts';

type Results = readonly Pick<RefreshResult, 'target' | 'file'>[];

/**
 * The log of a workflow belongs to its repository. What the fetch has just seen of that repository counts before what
 * the event says; where neither says anything, everybody can read it. Markdown and annotations are made for such places.
 */
export async function findAudience(
  { environment }: Pick<Terminal, 'environment'>,
  results: Results,
  format: ReportFormat = 'text',
): Promise<Audience> {
  const isWorkflow = environment['GITHUB_ACTIONS'] === 'true';
  if (!isWorkflow && format !== 'markdown' && format !== 'github') return 'owner';
  const place = environment['GITHUB_REPOSITORY']?.toLowerCase();
  const seen = results.find(({ target }) => target.ref.kind === 'github' && target.ref.repo.toLowerCase() === place);
  if (seen !== undefined) return audienceOf(seen.file);
  return (await isPrivateEvent(environment['GITHUB_EVENT_PATH'], place)) ? 'owner' : 'public';
}

/**
 * For commands that are about the owner's whole configuration, token and memory: hardly a line of theirs may be read by
 * everybody, so where everybody can read, they say nothing. Throws USAGE.
 */
export async function refuseInPublic(command: string, terminal: Pick<Terminal, 'environment'>): Promise<void> {
  if ((await findAudience(terminal, [])) === 'owner') return;
  throw new StatusfolioError('USAGE', `"${command}" does not run where everybody can read what it prints.`, {
    where: 'GITHUB_ACTIONS',
    hint: 'The log of this workflow is public: run it on your own machine, or in a workflow of a private repository.',
  });
}

/** What GitHub said of the repository when the workflow began. */
async function isPrivateEvent(path: string | undefined, place: string | undefined): Promise<boolean> {
  try {
    const event: unknown = JSON.parse(await readFile(path ?? '', 'utf8'));
    const repository: unknown = Reflect.get(Object(event), 'repository');
    const name: unknown = Reflect.get(Object(repository), 'full_name');
    const isHere = typeof name === 'string' && name.toLowerCase() === place;
    return isHere && Reflect.get(Object(repository), 'private') === true;
  } catch {
    // No event file, or none that can be read: nothing is known.
    return false;
  }
}

// Problems as the readers of a report may know them. They come from everywhere and name what they are about, so they are
// evaluated by what stands in them: one that names a repository which is not known to be public loses its text.

/** Names of repositories that are not known to be public. */
export interface Secrets {
  /** Links that stand in a public document. */
  readonly typed: readonly string[];
  /** Everything else: what the configuration links, a new name, documents that not everybody can read. */
  readonly hidden: readonly string[];
}

/** `place`: the repository whose log it is, which is no secret there. */
export function listSecrets(
  { results }: Pick<RefreshRun, 'results'>,
  { documents, projects, privateDetails, inbox }: Portfolio,
  place: string | undefined,
): Secrets {
  const seen = results.flatMap(({ rows }) => rows.flatMap(listRepositories));
  const homes = results.flatMap(({ target: { ref }, file }) =>
    ref.kind === 'github' ? [{ link: ref.repo, name: null, isPublic: file.isPublic }] : [],
  );
  const known = [...seen, ...homes];
  const listed = [...documents, ...projects].flatMap((entry) => ('repo' in entry && entry.repo ? [entry.repo] : []));
  const open = known.filter(({ isPublic }) => isPublic).flatMap(({ link, name }) => [link, name ?? link]);
  const told = lower([...open, ...privateDetails, place ?? '']);
  const linked = results
    .filter(({ file }) => file.isPublic)
    .flatMap(({ reading }) => reading.rows.filter(({ statusSpan }) => statusSpan !== null))
    .flatMap((row) => listPlaces(row.repo, row).map(({ repo }) => repo));
  const typed = [...lower(linked)].filter((name) => !told.has(name));
  const all = lower([...listed, inbox ?? '', ...known.flatMap(({ link, name }) => [link, name ?? link])]);
  return { typed, hidden: [...all].filter((name) => name !== '' && !told.has(name) && !typed.includes(name)) };
}

function lower(names: readonly string[]): Set<string> {
  return new Set(names.map((name) => name.toLowerCase()));
}

/** What is said of a row whose repository may not be named; it is what everybody finds who follows the link. */
const unnamed: Readonly<Record<string, Pick<Problem, 'message' | 'hint'>>> = {
  NOT_VISIBLE: {
    message: 'The repository of this row cannot be seen: it is gone, private, or the token has no access.',
    hint: 'Correct the link, or use a token that may read it. The cell stays as it is.',
  },
  THROTTLED: {
    message: "The repository of this row was not checked: GitHub's rate limit is used up.",
    hint: 'It will be checked again later.',
  },
};

const withheld = {
  message: 'Only the owner can see what went wrong here.',
  hint: 'Run "statusfolio check" on your own machine, or open the dashboard.',
};

/** What the readers of a report may know of what went wrong. */
export function tellProblems(problems: readonly Problem[], audience: Audience, secrets: Secrets): Problem[] {
  if (audience === 'owner') return [...problems];
  return problems.map((problem) => {
    const { code, where, message, hint } = problem;
    const text = `${where}\n${message}\n${hint}`;
    if (mentions(text, secrets.hidden)) return { code, where: '', ...withheld };
    if (!mentions(text, secrets.typed)) return problem;
    return { code, where: mentions(where, secrets.typed) ? '' : where, ...(unnamed[code] ?? withheld) };
  });
}
