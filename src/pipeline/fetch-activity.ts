// Pulls the activity of every repository that a document lists. What could not be looked at keeps its last good
// activity and a problem; that of a repository which cannot be seen is kept only to know it again, and never used.

import type { Portfolio } from '../config/portfolio.ts';
import type { Row } from '../core/model.ts';
import type { ActivityLook, DocumentFile, GitHub } from '../ports/github.ts';
import type { RepositoryRecord } from '../ports/records.ts';
import type { Memory } from '../ports/store.ts';
import { isJudged, linkRow } from './match-project.ts';

export interface CollectPorts {
  readonly memory: Pick<Memory, 'readRepositories'>;
  readonly github: Pick<GitHub, 'readActivities'>;
}

/** What is known of one repository after looking. */
export interface LookedAt {
  readonly record: RepositoryRecord;
  /** Whether the activity may be used: not that of a repository that cannot be seen, or is another one now. */
  readonly isUsable: boolean;
  /** When a failed look should be repeated; null after a good one. */
  readonly retryAt: string | null;
}

/** By repository name in lower case. */
export type Repositories = ReadonlyMap<string, LookedAt>;

const retryAfterMs = 10 * 60_000;

/** Every listed repository, or only those that were heard of, failed, or are not known. */
export type LookScope = 'all' | 'heard';

export interface CollectOptions {
  readonly scope?: LookScope;
  /** What was seen of repositories together with the document. */
  readonly glances?: DocumentFile['glances'];
}

export async function collect(
  rows: readonly Row[],
  portfolio: Portfolio,
  ports: CollectPorts,
  now: Date,
  { scope = 'all', glances }: CollectOptions = {},
): Promise<Repositories> {
  const wanted = new Map<string, { repo: string; heartbeat: boolean; line: number; folders: readonly string[] }>();
  for (const row of rows) {
    if (!isJudged(row)) continue;
    for (const { repo, folder } of linkRow(row, portfolio).places) {
      const key = repo.toLowerCase();
      const before = wanted.get(key);
      // Scheduled workflows cost requests of their own, and only "running" depends on them.
      const heartbeat = before?.heartbeat === true || row.typed.status === 'running';
      const folders = [...new Set([...(before?.folders ?? []), ...(folder === null ? [] : [folder])])];
      wanted.set(key, { repo, heartbeat, line: before?.line ?? row.line, folders });
    }
  }
  if (wanted.size === 0) return new Map();

  const records = await ports.memory.readRepositories([...wanted.keys()]);
  const known = new Map(records.map((record) => [record.name, record]));
  const isLookedAt = (key: string) => {
    const record = known.get(key);
    return scope === 'all' || record?.activity == null || record.problem !== null || isStale(record);
  };
  const requests = [...wanted].flatMap(([key, { repo, heartbeat, folders }]) => {
    const record = known.get(key);
    const activity = record?.activity ?? null;
    if (!isLookedAt(key)) return [];
    const stale = record !== undefined && isStale(record);
    const glance = activity === null ? undefined : glances?.get(activity.nodeId);
    const isWatched = heartbeat || (activity?.operations?.schedules ?? []).length > 0;
    return [{ repo, known: activity, stale, heartbeat: isWatched, folders, glance }];
  });

  const looks = requests.length === 0 ? [] : await ports.github.readActivities(requests, now);
  const looked = looks.map((look): [string, LookedAt] => {
    const key = look.repo.toLowerCase();
    return [key, remember(look, key, known.get(key) ?? null, wanted.get(key)?.line ?? 0, now)];
  });
  const recalled = records
    .filter(({ name }) => !isLookedAt(name))
    .map((record): [string, LookedAt] => [record.name, recall(record)]);
  return new Map([...recalled, ...looked]);
}

/** Something was heard of it that is not part of what is known. */
export function isStale({ activity, heardAt }: RepositoryRecord): boolean {
  if (activity === null || heardAt === null) return false;
  if (activity.toldAt !== undefined && heardAt <= activity.toldAt) return false;
  return Date.parse(heardAt) >= Date.parse(activity.fetchedAt);
}

/** A repository as it is remembered, without a look. */
export function recall(record: RepositoryRecord): LookedAt {
  const isUnseen = ['NOT_VISIBLE', 'REPLACED', 'FORBIDDEN'].includes(record.problem?.code ?? '');
  return { record, isUsable: !isUnseen, retryAt: null };
}

function remember(
  look: ActivityLook,
  name: string,
  before: RepositoryRecord | null,
  line: number,
  now: Date,
): LookedAt {
  const heardAt = before?.heardAt ?? null;
  const last = before?.activity ?? null;
  const later = new Date(now.getTime() + retryAfterMs).toISOString();
  const failed = (
    code: string,
    message: string,
    hint: string,
    rest: Pick<LookedAt, 'isUsable' | 'retryAt'>,
  ): LookedAt => ({
    record: { name, activity: last, heardAt, problem: { code, where: `line ${line}`, message, hint } },
    ...rest,
  });
  const unseen = { isUsable: false, retryAt: null };
  const { repo } = look;

  switch (look.kind) {
    case 'ok':
      return { record: { name, activity: look.activity, heardAt, problem: null }, isUsable: true, retryAt: null };
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
      return failed('FORBIDDEN', `${repo}: ${look.message}`, hint, unseen);
    }
    case 'throttled': {
      const message = `${repo} was not looked at: GitHub's rate limit is used up.`;
      return failed('THROTTLED', message, 'It is looked at again later.', {
        isUsable: true,
        retryAt: look.retryAt ?? later,
      });
    }
    case 'failed':
      return failed('FAILED', `${repo}: ${look.message}`, 'It is looked at again later.', {
        isUsable: true,
        retryAt: later,
      });
  }
}
