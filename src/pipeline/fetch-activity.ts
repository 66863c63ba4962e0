// Pulls the activity of every repository that a document lists. What could not be fetched keeps its last good
// activity and a problem; that of a repository which cannot be seen is kept only to know it again, and never used.

import type { Portfolio } from '../config/portfolio.ts';
import { isUnwritten } from '../core/document/generated-blocks.ts';
import type { Row } from '../core/model.ts';
import type { ActivityFetch, ActivityRequest, DocumentFile, GitHub } from '../ports/github.ts';
import type { RepositoryRecord } from '../ports/records.ts';
import type { Memory } from '../ports/store.ts';
import { isTracked, linkRow } from './match-project.ts';

export interface CollectPorts {
  readonly memory: Pick<Memory, 'readRepositories'>;
  readonly github: Pick<GitHub, 'readActivities'>;
}

/** What is known of one repository after fetching. */
export interface FetchedActivity {
  readonly record: RepositoryRecord;
  /** Whether the activity may be used: not that of a repository that cannot be seen, or is another one now. */
  readonly isUsable: boolean;
  /** When a failed fetch should be repeated; null after a good one. */
  readonly retryAt: string | null;
}

/** By repository name in lower case. */
export type Repositories = ReadonlyMap<string, FetchedActivity>;

const retryAfterMs = 10 * 60_000;

/** Every listed repository, or only those that deliveries were received for, that failed, or are not known. */
export type FetchScope = 'all' | 'changed';

export interface CollectOptions {
  readonly scope?: FetchScope;
  /** What was seen of repositories together with the document. */
  readonly summaries?: DocumentFile['summaries'];
}

interface RequestedRepository {
  readonly repo: string;
  readonly heartbeat: boolean;
  /** Nobody has given it a status here, so that a sign of life would speak for one. */
  readonly isUnsaid: boolean;
  readonly line: number;
  readonly folders: readonly string[];
}

export async function collect(
  rows: readonly Row[],
  portfolio: Portfolio,
  ports: CollectPorts,
  now: Date,
  { scope = 'all', summaries }: CollectOptions = {},
): Promise<Repositories> {
  const requested = new Map<string, RequestedRepository>();
  for (const row of rows) {
    if (!isTracked(row)) continue;
    for (const { repo, folder } of linkRow(row, portfolio).places) {
      const key = repo.toLowerCase();
      const before = requested.get(key);
      // Scheduled workflows cost requests of their own, and only "running" depends on them.
      const heartbeat = before?.heartbeat === true || row.typed.status === 'running';
      const folders = [...new Set([...(before?.folders ?? []), ...(folder === null ? [] : [folder])])];
      const isUnsaid = before?.isUnsaid === true || isUnwritten(row);
      requested.set(key, { repo, heartbeat, isUnsaid, line: before?.line ?? row.line, folders });
    }
  }
  if (requested.size === 0) return new Map();

  const records = await ports.memory.readRepositories([...requested.keys()]);
  const known = new Map(records.map((record) => [record.name, record]));
  const isFetched = (key: string) => {
    const record = known.get(key);
    return scope === 'all' || record?.activity == null || record.problem !== null || isStale(record);
  };
  const requests = [...requested].flatMap(([key, { repo, heartbeat, isUnsaid, folders }]): ActivityRequest[] => {
    const record = known.get(key);
    const activity = record?.activity ?? null;
    if (!isFetched(key)) return [];
    const stale = record !== undefined && isStale(record);
    const summary = activity === null ? undefined : summaries?.get(activity.nodeId);
    const isFirst = isUnsaid && activity === null;
    const isWatched = heartbeat || isFirst || (activity?.operations?.schedules ?? []).length > 0;
    return [{ repo, known: activity, stale, heartbeat: isWatched, folders, summary }];
  });

  const answers = requests.length === 0 ? [] : await ports.github.readActivities(requests, now);
  const fetched = answers.map((answer): [string, FetchedActivity] => {
    const key = answer.repo.toLowerCase();
    return [key, remember(answer, key, known.get(key) ?? null, requested.get(key)?.line ?? 0, now)];
  });
  const recalled = records
    .filter(({ name }) => !isFetched(name))
    .map((record): [string, FetchedActivity] => [record.name, recall(record)]);
  return new Map([...recalled, ...fetched]);
}

/** A delivery said something that is not part of what is known. */
export function isStale({ activity, lastEventAt }: RepositoryRecord): boolean {
  if (activity === null || lastEventAt === null) return false;
  if (activity.lastEventAppliedAt !== undefined && lastEventAt <= activity.lastEventAppliedAt) return false;
  return Date.parse(lastEventAt) >= Date.parse(activity.fetchedAt);
}

/** A repository as it is remembered, without a fetch. */
export function recall(record: RepositoryRecord): FetchedActivity {
  const isUnseen = ['NOT_VISIBLE', 'REPLACED', 'FORBIDDEN'].includes(record.problem?.code ?? '');
  return { record, isUsable: !isUnseen, retryAt: null };
}

function remember(
  answer: ActivityFetch,
  name: string,
  before: RepositoryRecord | null,
  line: number,
  now: Date,
): FetchedActivity {
  const lastEventAt = before?.lastEventAt ?? null;
  const last = before?.activity ?? null;
  const later = new Date(now.getTime() + retryAfterMs).toISOString();
  const failed = (
    code: string,
    message: string,
    hint: string,
    rest: Pick<FetchedActivity, 'isUsable' | 'retryAt'>,
  ): FetchedActivity => ({
    record: { name, activity: last, lastEventAt, problem: { code, where: `line ${line}`, message, hint } },
    ...rest,
  });
  const unseen = { isUsable: false, retryAt: null };
  const { repo } = answer;

  switch (answer.kind) {
    case 'ok':
      return { record: { name, activity: answer.activity, lastEventAt, problem: null }, isUsable: true, retryAt: null };
    case 'not-visible': {
      const message = `${repo} cannot be seen: it is gone, private, or the token has no access.`;
      return failed(
        'NOT_VISIBLE',
        message,
        'Correct the link, or use a token that may read it. The cell stays as it is.',
        unseen,
      );
    }
    case 'replaced': {
      const message = `${repo} is now a different repository: the name was used again.`;
      return failed('REPLACED', message, 'Check the link. Until then the cell stays as it is.', unseen);
    }
    case 'forbidden': {
      const hint = 'Give the token read access to it. The cell stays as it is.';
      return failed('FORBIDDEN', `${repo}: ${answer.message}`, hint, unseen);
    }
    case 'throttled': {
      const message = `${repo} was not checked: GitHub's rate limit is used up.`;
      return failed('THROTTLED', message, 'It will be checked again later.', {
        isUsable: true,
        retryAt: answer.retryAt ?? later,
      });
    }
    case 'failed':
      return failed('FAILED', `${repo}: ${answer.message}`, 'It will be checked again later.', {
        isUsable: true,
        retryAt: later,
      });
  }
}
