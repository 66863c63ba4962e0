// Puts news into the queue, one job for each notice and channel, so that what fails for one
// channel is tried again for that one alone.

import { type Channel, nameVariable } from '../../config/notify-channels.ts';
import type { Portfolio } from '../../config/portfolio.ts';
import type { Problem } from '../../core/model.ts';
import { fingerprint } from '../../core/text.ts';
import type { Log, NoticeJob, Queue } from '../../ports/queue.ts';
import type { Change, ProjectRecord } from '../../ports/records.ts';
import type { News, RowEvaluation } from '../document-update.ts';
import { isAsked } from '../questions/list-questions.ts';

/** More of one refresh are several notices: a message of a queue is small, and so is one of a chat. */
const maxKeys = 50;

/** What happened together to one document is one notice: a commit, one batch of questions. */
function listNoticeJobs(news: readonly News[], channels: readonly Channel[]): NoticeJob[] {
  const groups = Map.groupBy(news, ({ kind, documentKey, at, key, found }) =>
    JSON.stringify([kind, documentKey, at, ...(found === undefined ? [] : [key])]),
  );
  return [...groups].flatMap(([group, [first, ...rest]]) => {
    if (first === undefined) return [];
    const { kind, documentKey, at, found } = first;
    const all = [first, ...rest].map(({ key }) => key);
    const parts = Array.from({ length: Math.ceil(all.length / maxKeys) }, (_, index) =>
      all.slice(index * maxKeys, (index + 1) * maxKeys),
    );
    return parts.flatMap((keys, index) => {
      const id = `${fingerprint(group)}-${fingerprint(`${index} ${group}`)}`;
      return channels
        .filter(({ kinds }) => kinds.includes(kind))
        .map(({ url }): NoticeJob => {
          const channel = nameVariable(url);
          const notice = { id, channel, kind, at, documentKey, keys, ...(found !== undefined && { found }) };
          return { kind: 'notice', documentKey: `${documentKey} ${channel} ${id}`, requestedAt: at, notice };
        });
    });
  });
}

/** Never throws: what happened has happened, whether anybody is told or not. `failed`: a channel that is not told. */
export async function queueNotices(
  news: readonly News[],
  { notify }: Pick<Portfolio, 'notify'>,
  { queue, log }: { readonly queue: Queue; readonly log: Log },
  failed: string | null = null,
): Promise<void> {
  const channels = notify.filter(({ url }) => nameVariable(url) !== failed);
  const jobs = listNoticeJobs(news, channels);
  if (jobs.length === 0) return;
  await queue.enqueue(jobs).catch((error: unknown) =>
    log.error('notice.unqueued', {
      notices: jobs.length,
      reason: error instanceof Error ? error.message : 'unknown',
    }),
  );
}

// The outcomes of a refresh that somebody may want to be told of: statuses that were published, questions that were not
// asked before, problems that were not there before. Whoever published, asked or failed does not know of it.

export interface NewsInput {
  readonly documentKey: string;
  readonly changed: readonly Change[];
  readonly rows: readonly RowEvaluation[];
  /** What is remembered of the statuses that repositories give themselves, as of now. */
  readonly ownStatuses: readonly ProjectRecord[];
  readonly problems: readonly Problem[];
  /** Of the refresh before; null: there was none. */
  readonly problemsBefore: readonly Problem[] | null;
  /** When the refresh began. */
  readonly at: string;
}

export function listNews(input: NewsInput): News[] {
  const { documentKey, changed, rows, ownStatuses, problems, problemsBefore, at } = input;
  const asked = new Map<string, News>();
  for (const row of rows) {
    const { projectKey, before } = row;
    const { question } = row.decision;
    if (question === null || !isAsked(row)) continue;
    const last = before?.question ?? null;
    if (last !== null && keyQuestion(projectKey, last) === keyQuestion(projectKey, question)) continue;
    asked.set(projectKey, { kind: 'question', documentKey, at, key: keyQuestion(projectKey, question) });
  }
  for (const { key, question } of ownStatuses)
    if (question !== null && question.askedAt === at)
      asked.set(key, { kind: 'question', documentKey, at, key: keyQuestion(key, question) });
  return [
    ...changed.map((change): News => ({ kind: 'change', documentKey, at: change.at, key: keyChange(change), change })),
    ...asked.values(),
    ...listFound(documentKey, problems, problemsBefore ?? [], at),
  ];
}

/** Passing by themselves, and told only where a refresh gives up over them. */
const passing = new Set(['THROTTLED', 'FAILED', 'GITHUB_THROTTLED', 'GITHUB_UNREACHABLE', 'DOCUMENT_CHANGED']);

/** Problems that were not known before; what is only worth knowing is none. */
export function listFound(
  documentKey: string,
  problems: readonly Problem[],
  before: readonly Problem[],
  at: string,
): News[] {
  const known = new Set(before.map(keyProblem));
  const found = problems.filter(({ code, level }) => level !== 'notice' && !passing.has(code)).map(keyProblem);
  return [...new Set(found)].filter((key) => !known.has(key)).map((key) => ({ kind: 'problem', documentKey, at, key }));
}

// Names by which a notice finds again, in what is remembered, what it is about.

export function keyChange({ projectKey, at }: Pick<Change, 'projectKey' | 'at'>): string {
  return fingerprint(JSON.stringify([projectKey, at]));
}

export function keyQuestion(
  projectKey: string,
  { status, rule, version }: Pick<NonNullable<ProjectRecord['question']>, 'status' | 'rule' | 'version'>,
): string {
  return fingerprint(JSON.stringify([projectKey, status, rule, version ?? null]));
}

/** Lines move and times pass: without its numbers it is the same problem. */
export function keyProblem({ code, where, message }: Problem): string {
  return fingerprint(JSON.stringify([code, where, message]).replace(/\d+/g, '#'));
}
