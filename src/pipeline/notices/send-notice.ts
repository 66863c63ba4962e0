// Sends one notice to its channel and tells the queue the truth about it. What was answered with success is noted, so that a
// job that comes twice sends once; a receiver that must be sure of it compares ids.

import { type Channel, checkChannels, nameVariable } from '../../config/notify-channels.ts';
import type { Portfolio } from '../../config/portfolio.ts';
import { dayMs } from '../../core/dates.ts';
import { formatNotice, type Notice } from '../../core/messages/notice.ts';
import type { NoticeSender, PostAnswer } from '../../ports/notices.ts';
import type { Clock, JobResult, Log, NoticeJob } from '../../ports/queue.ts';
import type { Store } from '../../ports/store.ts';
import { type NoticeSources, readNotice } from './read-notice.ts';

export interface SendPorts extends Omit<NoticeSources, 'store' | 'portfolio' | 'publicUrl'> {
  readonly store: NoticeSources['store'] & Pick<Store, 'isSpent' | 'spend'>;
  readonly notices?: NoticeSender;
  readonly clock: Clock;
  readonly log: Log;
}

/** Longer than the queue tries. */
const rememberMs = 14 * dayMs;

/** The same problem is told once in so many days: one that comes and goes is no news each time. */
const problemDays = 7;

export async function sendNotice(job: NoticeJob, portfolio: Portfolio, ports: SendPorts): Promise<JobResult> {
  const { notices, store, clock, log } = ports;
  const { id, channel: name } = job.notice;
  const channel = portfolio.notify.find(({ url }) => nameVariable(url) === name);
  // Taken out of the configuration meanwhile.
  if (channel === undefined || notices === undefined) return { kind: 'done' };
  const marks = [`notice ${name} ${id}`, ...nameProblems(job)];
  if (await store.isSpent(marks[0] ?? '', clock.now())) return { kind: 'done' };
  const untold = await withoutTold(job, ports);
  const sources = { ...ports, portfolio, publicUrl: notices.publicUrl };
  const notice = untold === null ? null : await readNotice(untold, channel, sources);
  if (notice === null) return { kind: 'done' };
  const answer = await postNotice(notice, channel, notices, clock.now());
  const outcome = evaluateAnswer(answer, notices.addresses[name] ?? '', clock.now());
  const fields = { document: job.notice.documentKey, channel: name, kind: notice.kind, id };
  if (outcome.kind === 'done') {
    const until = new Date(clock.now().getTime() + rememberMs);
    for (const mark of marks) await store.spend(mark, until, clock.now());
    log.info('notice.sent', fields);
  } else log.warn('notice.failed', { ...fields, reason: outcome.reason, isTriedAgain: outcome.kind === 'retry' });
  return outcome;
}

/** One mark for each problem and week. */
function nameProblems({ notice: { kind, at, channel, documentKey, keys } }: NoticeJob): string[] {
  const week = Math.floor(Date.parse(at) / (problemDays * dayMs));
  return kind === 'problem' ? keys.map((key) => `notice ${channel} ${documentKey} ${key} ${week}`) : [];
}

/** null: each of its problems was told lately. */
async function withoutTold(job: NoticeJob, { store, clock }: SendPorts): Promise<NoticeJob | null> {
  if (job.notice.kind !== 'problem') return job;
  const marks = nameProblems(job);
  const told = await Promise.all(marks.map((mark) => store.isSpent(mark, clock.now())));
  const keys = job.notice.keys.filter((_, index) => told[index] !== true);
  return keys.length === 0 ? null : { ...job, notice: { ...job.notice, keys } };
}

/** Posts a notice; a channel that is not set up is refused. */
export async function postNotice(
  notice: Notice,
  channel: Channel,
  { post, addresses, secret }: NoticeSender,
  now: Date,
): Promise<PostAnswer> {
  const settings = { notify: { addresses, secret }, isMany: false };
  const address = addresses[nameVariable(channel.url)];
  if (address === undefined || checkChannels([channel], settings).length > 0) return 'refused';
  const body = formatNotice(notice, channel.format);
  const headers = { 'content-type': 'application/json; charset=utf-8', 'user-agent': 'statusfolio' };
  if (channel.format !== 'json' || secret === null) return await post(address, { headers, body });
  const timestamp = String(Math.floor(now.getTime() / 1000));
  return await post(address, {
    headers: {
      ...headers,
      'x-statusfolio-delivery': notice.id,
      'x-statusfolio-timestamp': timestamp,
      'x-statusfolio-signature-256': `sha256=${await sign(`${notice.id}.${timestamp}.${body}`, secret)}`,
    },
    body,
  });
}

/** HMAC-SHA256 as hexadecimal digits. */
async function sign(text: string, secret: string): Promise<string> {
  const encoder = new TextEncoder();
  const algorithm = { name: 'HMAC', hash: 'SHA-256' };
  const key = await crypto.subtle.importKey('raw', encoder.encode(secret), algorithm, false, ['sign']);
  const bytes = new Uint8Array(await crypto.subtle.sign('HMAC', key, encoder.encode(text)));
  return [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** What the queue is told. `address` is a secret, of which the host alone is repeated. */
export function evaluateAnswer(answer: PostAnswer, address: string, now: Date): JobResult {
  const host = nameHost(address);
  if (answer === 'refused')
    return { kind: 'dead', reason: `${host} leads to an address that no notice is sent to, such as a private one` };
  if (answer === 'no-answer') return { kind: 'retry', at: null, reason: `${host} did not answer` };
  const { status, retryAfter } = answer;
  if (status >= 200 && status <= 299) return { kind: 'done' };
  const reason = `${host} answered with HTTP ${status}`;
  if (status >= 300 && status <= 399) return { kind: 'dead', reason: `${reason}; redirects are not followed` };
  if (status === 429 || status === 408 || status >= 500)
    return { kind: 'retry', at: readRetryAfter(retryAfter, now), reason };
  return { kind: 'dead', reason };
}

/** An address without what is secret in it. */
export function nameHost(address: string): string {
  return URL.canParse(address) ? new URL(address).host : 'its address';
}

/** A channel that asks for more is asked again after a day. */
const maxWaitMs = dayMs;

/** Seconds or a date; null: neither. */
function readRetryAfter(text: string | null, now: Date): Date | null {
  if (text === null) return null;
  const waitMs = /^\d{1,9}(\.\d{1,9})?$/.test(text) ? Number(text) * 1000 : Date.parse(text) - now.getTime();
  if (Number.isNaN(waitMs)) return null;
  return new Date(now.getTime() + Math.min(maxWaitMs, Math.max(1000, waitMs)));
}
