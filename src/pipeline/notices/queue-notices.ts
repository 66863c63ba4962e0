// Puts news into the queue, one job for each notice and channel, so that what fails for one
// channel is tried again for that one alone.

import { type Channel, nameVariable } from '../../config/notify-channels.ts';
import type { Portfolio } from '../../config/portfolio.ts';
import { fingerprint } from '../../core/text.ts';
import type { Log, NoticeJob, Queue } from '../../ports/queue.ts';
import type { News } from '../document-update.ts';

/** More of one refresh are several notices: a message of a queue is small, and so is one of a chat. */
const maxKeys = 50;

/** What happened together to one document is one notice: a commit, one batch of questions. */
export function listNoticeJobs(news: readonly News[], channels: readonly Channel[]): NoticeJob[] {
  const groups = Map.groupBy(news, ({ kind, documentKey, at }) => JSON.stringify([kind, documentKey, at]));
  return [...groups].flatMap(([group, [first, ...rest]]) => {
    if (first === undefined) return [];
    const { kind, documentKey, at } = first;
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
          const notice = { id, channel, kind, at, documentKey, keys };
          return { kind: 'notice', documentKey: `${documentKey} ${channel} ${id}`, requestedAt: at, notice };
        });
    });
  });
}

/** Never throws: what happened has happened, whether anybody is told or not. */
export async function queueNotices(
  news: readonly News[],
  { notify }: Pick<Portfolio, 'notify'>,
  { queue, log }: { readonly queue: Queue; readonly log: Log },
): Promise<void> {
  const jobs = listNoticeJobs(news, notify);
  if (jobs.length === 0) return;
  await queue.enqueue(jobs).catch((error: unknown) =>
    log.error('notice.unqueued', {
      notices: jobs.length,
      reason: error instanceof Error ? error.message : 'unknown',
    }),
  );
}
