// What a replay of the past gives to the product's own `refresh` in place of a store and of GitHub: state that lives as
// long as the replay, and activity as of any instant. Shared by `simulate` and by the evaluation.

import type { Activity } from '../../core/model.ts';
import { StatusfolioError } from '../../errors.ts';
import type { GitHub } from '../../ports/github.ts';
import type { Change, DocumentRecord, ProjectRecord, RefreshRecord, RepositoryRecord } from '../../ports/records.ts';
import type { Memory } from '../../ports/store.ts';

export interface ReplayMemory {
  readonly memory: Memory;
  /** By key, as they stand now. */
  readonly projects: ReadonlyMap<string, ProjectRecord>;
}

/** State of one document and its projects; what the document lists no more is forgotten. */
export function openReplayMemory(): ReplayMemory {
  const projects = new Map<string, ProjectRecord>();
  const repositories = new Map<string, RepositoryRecord>();
  const changes: Change[] = [];
  let document: DocumentRecord | null = null;
  const saveProjects = async (records: readonly ProjectRecord[]) => {
    for (const record of records) projects.set(record.key, record);
  };
  const memory: Memory = {
    readDocument: async () => document,
    keepFolder: async () => {},
    readRepositories: async (names) => names.flatMap((name) => repositories.get(name) ?? []),
    listProjects: async () => [...projects.values()],
    readProjects: async (keys) => keys.flatMap((key) => projects.get(key) ?? []),
    listPins: async () => [],
    listChanges: async (limit) => changes.slice(0, limit),
    saveRefresh: async (record: RefreshRecord) => {
      document = record.document;
      changes.unshift(...record.changes);
      for (const repository of record.repositories) repositories.set(repository.name, repository);
      // A project that is known by another key now is the same one.
      projects.clear();
      await saveProjects(record.projects);
    },
    saveProjects,
    // Refreshes are hours apart, so no two commits ever fall within the hour that is counted.
    countCommitsSince: async () => 0,
    readRepositoryState: async () => null,
    saveRepositoryState: async () => {},
    purgeEvidence: async () => {},
  };
  return { memory, projects };
}

/** `activityAt` says what was known of a repository at an instant; null: it could not be seen. Nothing else answers. */
export function openReplayGitHub(activityAt: (repo: string, at: Date) => Activity | null): GitHub {
  const refuse = async (): Promise<never> => {
    throw new StatusfolioError('USAGE', 'A replay has local documents only.', { where: 'simulate' });
  };
  return {
    readActivities: async (requests, now) =>
      requests.map(({ repo }) => {
        const activity = activityAt(repo, now);
        return activity === null ? { kind: 'not-visible', repo } : { kind: 'ok', repo, activity };
      }),
    readLastActivities: refuse,
    documents: { read: refuse, write: refuse },
    pullRequests: { upsertPullRequest: refuse, closePullRequest: refuse },
    statusIssues: { read: refuse, write: refuse, retire: refuse, mayWrite: refuse },
    findPublic: async (nodeIds) => new Set(nodeIds),
    readFiles: async () => new Map(),
    startWorkflow: async () => null,
    counts: () => ({ graphql: 0, rest: 0, writes: 0 }),
  };
}
