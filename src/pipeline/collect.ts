// Pulls the activity of every repository that a document lists. What could not be looked at keeps its last good
// activity and a problem; a repository that cannot be seen keeps neither, so it never changes a word.

import type { Problem, Row } from '../core/model.ts';
import type { Portfolio } from '../core/portfolio.ts';
import type { ActivityLook, GitHub, Memory, RepositoryRecord } from '../ports.ts';
import { linkRow } from './link-row.ts';

export interface CollectPorts {
  readonly memory: Pick<Memory, 'readRepositories'>;
  readonly github: Pick<GitHub, 'readActivities'>;
}

/** What is known of one repository after looking. */
export interface LookedAt {
  readonly record: RepositoryRecord;
  /** When a failed look should be repeated; null after a good one. */
  readonly retryAt: string | null;
}

/** By repository name in lower case. */
export type Repositories = ReadonlyMap<string, LookedAt>;

const retryAfterMs = 10 * 60_000;

export async function collect(
  rows: readonly Row[],
  portfolio: Portfolio,
  ports: CollectPorts,
  now: Date,
): Promise<Repositories> {
  const wanted = new Map<string, { repo: string; heartbeat: boolean; line: number }>();
  for (const row of rows) {
    const { repo } = linkRow(row, portfolio);
    if (repo === null || !isJudged(row)) continue;
    const key = repo.toLowerCase();
    const before = wanted.get(key);
    // Scheduled workflows cost requests of their own, and only "running" depends on them.
    const heartbeat = before?.heartbeat === true || row.typed.status === 'running';
    wanted.set(key, { repo, heartbeat, line: before?.line ?? row.line });
  }
  if (wanted.size === 0) return new Map();

  const records = await ports.memory.readRepositories([...wanted.keys()]);
  const known = new Map(records.map((record) => [record.name, record]));
  const requests = [...wanted].map(([key, { repo, heartbeat }]) => {
    const record = known.get(key);
    const activity = record?.activity ?? null;
    const heardAt = record?.heardAt ?? null;
    return {
      repo,
      known: activity,
      stale: activity !== null && heardAt !== null && Date.parse(heardAt) >= Date.parse(activity.fetchedAt),
      heartbeat: heartbeat || (activity?.operations?.schedules ?? []).length > 0,
    };
  });

  const looks = await ports.github.readActivities(requests, now);
  return new Map(
    looks.map((look) => {
      const key = look.repo.toLowerCase();
      return [key, remember(look, key, known.get(key) ?? null, wanted.get(key)?.line ?? 0, now)];
    }),
  );
}

/** Rows that are left alone need no look. */
export function isJudged(row: Row): boolean {
  return row.skip === null && row.directive?.kind !== 'ignore' && row.typed.status !== 'unknown';
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
  const problem = (code: string, message: string, hint: string): Problem => ({
    code,
    where: `line ${line}`,
    message,
    hint,
  });

  switch (look.kind) {
    case 'ok':
      return { record: { name, activity: look.activity, heardAt, problem: null }, retryAt: null };
    case 'not-visible': {
      const hint = 'Correct the link, or use a token that may read it. The cell stays as it is.';
      const message = `${look.repo} cannot be seen: it is gone, private, or the token has no access.`;
      return {
        record: { name, activity: null, heardAt, problem: problem('NOT_VISIBLE', message, hint) },
        retryAt: null,
      };
    }
    case 'replaced': {
      const message = `${look.repo} is now a different repository: the name was used again.`;
      const hint = 'Check the link. Until then the cell stays as it is.';
      return { record: { name, activity: last, heardAt, problem: problem('REPLACED', message, hint) }, retryAt: null };
    }
    case 'forbidden': {
      const hint = 'Give the token read access to it. The cell stays as it is.';
      return {
        record: { name, activity: null, heardAt, problem: problem('FORBIDDEN', `${look.repo}: ${look.message}`, hint) },
        retryAt: null,
      };
    }
    case 'throttled': {
      const message = `${look.repo} was not looked at: GitHub's rate limit is used up.`;
      const record = {
        name,
        activity: last,
        heardAt,
        problem: problem('THROTTLED', message, 'It is looked at again later.'),
      };
      return { record, retryAt: look.retryAt ?? later };
    }
    case 'failed': {
      const record = {
        name,
        activity: last,
        heardAt,
        problem: problem('FAILED', `${look.repo}: ${look.message}`, 'It is looked at again later.'),
      };
      return { record, retryAt: later };
    }
  }
}
