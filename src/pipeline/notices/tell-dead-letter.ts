// Work that the queue gives up is news as well: nothing else says that a document was not refreshed for a day, or that a
// channel hears nothing any more. The sentence goes along with the notice, because it is remembered nowhere else.

import type { Portfolio } from '../../config/portfolio.ts';
import { toInstant } from '../../core/dates.ts';
import type { Problem } from '../../core/model.ts';
import { toPlainText } from '../../core/text.ts';
import type { Clock, DeadLetter, Log, Queue } from '../../ports/queue.ts';
import { findTarget } from '../expand-patterns.ts';
import type { RefreshTarget } from '../target.ts';
import { keyProblem, queueNotices } from './queue-notices.ts';

export interface DeadLetterPorts {
  readonly queue: Queue;
  readonly clock: Clock;
  readonly log: Log;
}

/** Queues a notice for every channel but the one that failed. Never throws. */
export async function tellDeadLetter(
  letter: DeadLetter,
  targets: readonly RefreshTarget[],
  portfolio: Pick<Portfolio, 'notify'>,
  { queue, clock, log }: DeadLetterPorts,
): Promise<void> {
  const { job, cause } = letter;
  // A refresh that rejects its document has told so itself.
  if (job.kind === 'refresh' && cause === 'rejected') return;
  // Two channels that are down would tell each other of it forever.
  if (job.kind === 'notice' && job.notice.found?.code === noticeCode) return;
  const documentKey = job.kind === 'notice' ? job.notice.documentKey : job.documentKey;
  const found = describe(letter, findTarget(documentKey, targets)?.label ?? documentKey);
  const news = { kind: 'problem', documentKey, at: toInstant(clock.now()), key: keyProblem(found), found } as const;
  const failed = job.kind === 'notice' ? job.notice.channel : null;
  await queueNotices([news], portfolio, { queue, log }, failed);
}

const noticeCode = 'NOTICE_FAILED';

/** A message of a queue is small. */
const maxReason = 400;

function describe({ job, reason, attempts }: DeadLetter, label: string): Problem {
  const why = toPlainText(reason, maxReason).replace(/\.$/, '');
  if (job.kind === 'notice') {
    return {
      code: noticeCode,
      where: job.notice.channel,
      message: `A notice could not be delivered: ${why}.`,
      hint: 'Check the address in that variable; "statusfolio doctor --test-notify" tries it.',
    };
  }
  return {
    code: 'REFRESH_FAILED',
    where: label,
    message: `The refresh failed for good after ${attempts} ${attempts === 1 ? 'try' : 'tries'}: ${why}.`,
    hint: 'It is tried again at the next tick of the schedule; "statusfolio deliveries" lists what failed.',
  };
}
