// What may be told of a project by what is remembered of it, to whoever reads a page, a feed or a channel.

import { type Audience, type Disclosure, disclose } from '../core/disclosure.ts';
import { isUnwritten } from '../core/document/generated-blocks.ts';
import type { Derived, RepositoryPlace } from '../core/model.ts';
import type { Change, DocumentRecord, ProjectRecord, RepositoryRecord, RowRecord } from '../ports/records.ts';
import { recall } from './fetch-activity.ts';
import { listPlaces } from './match-project.ts';

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
