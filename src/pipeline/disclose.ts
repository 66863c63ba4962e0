// What may be told of an evaluated row, at the place where its document lies or anywhere else; and the check of who can see
// the repositories right now, before anything is written where others read.

import type { Portfolio } from '../config/portfolio.ts';
import { type Audience, audienceOf, type Disclosure, disclose, type RepositoryFacts } from '../core/disclosure.ts';
import { isUnwritten } from '../core/document/generated-blocks.ts';
import type { Activity, Derived, RepositoryPlace } from '../core/model.ts';
import type { DocumentFile, GitHub } from '../ports/github.ts';
import type { Change, DocumentRecord, ProjectRecord, RepositoryRecord, RowRecord } from '../ports/records.ts';
import type { RowEvaluation } from './document-update.ts';
import { recall } from './fetch-activity.ts';
import { isTracked, listPlaces } from './match-project.ts';
import { listParts } from './project-facts.ts';

type Permission = Pick<Portfolio, 'privateDetails'>;

/** What may be told of the row where its document lies. */
export function discloseRow(
  evaluated: RowEvaluation,
  file: Pick<DocumentFile, 'isPublic'>,
  permission: Permission,
  audience: Audience = audienceOf(file),
): Disclosure {
  const { row, derived } = evaluated;
  return disclose({
    audience,
    // A row that is left alone was not fetched: what is said of it comes from the document.
    repositories: isTracked(row) ? listRepositories(evaluated) : [],
    isWritten: !isUnwritten(row),
    evidence: derived.audience,
    permitted: permission.privateDetails,
  });
}

/** The repositories of a row, as they were just checked. */
export function listRepositories({ places, facts }: Pick<RowEvaluation, 'places' | 'facts'>): RepositoryFacts[] {
  const parts = listParts(facts);
  return places.map(({ repo }, index) => {
    const activity = parts[index];
    return { link: repo, name: activity?.name ?? null, isPublic: activity?.visibility === 'public' };
  });
}

interface Told {
  readonly file: DocumentFile;
  readonly rows: readonly RowEvaluation[];
}

/**
 * The same update, as it may be told right now: whether everybody can see the repositories of these rows is asked once
 * more, because fetching has taken its time. The very same object where nothing is different.
 */
export async function confirmVisibility<Update extends Told>(
  update: Update,
  told: readonly Pick<RowEvaluation, 'facts'>[],
  github: Pick<GitHub, 'findPublic'>,
): Promise<Update> {
  const { file } = update;
  const parts = told.flatMap(({ facts }) => listParts(facts));
  const shown = new Set(parts.filter(({ visibility }) => visibility === 'public').map(({ nodeId }) => nodeId));
  if (!file.isPublic || shown.size === 0) return update;
  const asked = [...shown].filter((id) => file.summaries?.has(id) !== true);
  const isPublic = new Set(asked.length === 0 ? [] : await github.findPublic(asked));
  const hidden = new Set([...shown].filter((id) => file.summaries?.get(id)?.isPublic !== true && !isPublic.has(id)));
  return hidden.size === 0 ? update : { ...update, rows: update.rows.map((row) => hideFrom(row, hidden)) };
}

function hideFrom(evaluated: RowEvaluation, hidden: ReadonlySet<string>): RowEvaluation {
  const { facts, derived } = evaluated;
  const { activity, parts } = facts;
  if (activity === null || !listParts(facts).some(({ nodeId }) => hidden.has(nodeId))) return evaluated;
  const hide = (part: Activity): Activity => (hidden.has(part.nodeId) ? { ...part, visibility: 'private' } : part);
  return {
    ...evaluated,
    facts: {
      ...facts,
      activity: { ...activity, visibility: 'private' },
      ...(parts !== undefined && { parts: parts.map(hide) }),
    },
    derived: { ...derived, audience: 'owner' },
  };
}

// What may be told of a project by what is remembered of it, to whoever reads a page, a feed or a channel.

/** Who reads it, and what is known. */
export interface Readership {
  readonly audience: Audience;
  /** `privateDetails` of the configuration. */
  readonly permitted: readonly string[];
  /** By name in lower case. */
  readonly repositories: ReadonlyMap<string, RepositoryRecord>;
}

/** What may be told of a row to this audience, as far as it is known now. */
export function discloseRecord(
  { row, repo, projectKey }: RowRecord,
  readership: Readership & { readonly projects: ReadonlyMap<string, ProjectRecord> },
): Disclosure {
  const project = readership.projects.get(projectKey);
  return discloseProject(listPlaces(repo, row), project?.derived ?? null, !isUnwritten(row), readership);
}

/** The same of a project by its repositories. `derived` null: nothing is known of it. */
export function discloseProject(
  places: readonly Pick<RepositoryPlace, 'repo'>[],
  derived: Derived | null,
  isWritten: boolean,
  { audience, permitted, repositories }: Readership,
): Disclosure {
  return disclose({
    audience,
    repositories: places.map(({ repo }) => {
      const record = repositories.get(repo.toLowerCase());
      const activity = record === undefined || !recall(record).isUsable ? null : record.activity;
      return { link: repo, name: record?.activity?.name ?? null, isPublic: activity?.visibility === 'public' };
    }),
    isWritten,
    evidence: derived?.audience ?? 'owner',
    permitted,
  });
}

/** The same of a change. What was known when it was made may not be everybody's any more: then its row has to say the name. */
export function discloseChange(
  { projectKey, name }: Pick<Change, 'projectKey' | 'name'>,
  { rows }: Pick<DocumentRecord, 'rows'>,
  project: ProjectRecord | undefined,
  readership: Readership,
): Disclosure {
  const isWritten = rows.some(
    ({ projectKey: key, row }) => key === projectKey && row.name === name && !isUnwritten(row),
  );
  const places = project === undefined ? [] : listRepos(project).map((repo) => ({ repo }));
  return discloseProject(places, project?.derived ?? null, isWritten, readership);
}

/** Every repository of a project, as `owner/name`. */
export function listRepos({ repo, also = [] }: Pick<ProjectRecord, 'repo' | 'also'>): string[] {
  return repo === null ? [] : [repo, ...also];
}
