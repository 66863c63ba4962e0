// Problems as the readers of a report may know them. They come from everywhere and name what they are about, so they are
// evaluated by what stands in them: one that names a repository which is not known to be public loses its text.

import type { Portfolio } from '../config/portfolio.ts';
import { type Audience, mentions } from '../core/disclosure.ts';
import type { Problem } from '../core/model.ts';
import { listRepositories } from '../pipeline/disclose-row.ts';
import { listPlaces } from '../pipeline/match-project.ts';
import type { RefreshRun } from './run-refresh.ts';

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
  message: 'What went wrong here is for the owner alone to read.',
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
