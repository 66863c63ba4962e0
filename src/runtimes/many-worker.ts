// Cloudflare Workers for many owners: the queue carries deliveries and whose turn it is, and nothing else; jobs and what
// failed are rows, as on one machine.

import type { Message, MessageBatch, MessageSendRequest } from '@cloudflare/workers-types';
import { listSecrets, readSettings } from '../config/settings.ts';
import { toInstant } from '../core/dates.ts';
import { createLog } from '../log.ts';
import type { Clock } from '../ports/queue.ts';
import { createCloudflareQueue, type QueueMessage, readMessage } from '../queue/cloudflare-queue.ts';
import { openD1Database } from '../store/d1.ts';
import { createManyApp } from '../web/many-app.ts';
import { receiveEach } from '../web/webhook/receive.ts';
import { type Fleet, openFleet } from './many-owners.ts';
import { requireApp, showFleet, toManyWebSettings } from './many-web.ts';
import { countCalls } from './open-owner.ts';
import type { WorkerEnvironment } from './worker-github.ts';

const clock: Clock = { now: () => new Date() };

/** Turns of a minute begin within it, and before the next minute is dealt out. */
const minuteMs = 60_000;
const spreadSeconds = 55;
/** D1 allows 1,000 in one invocation, and a turn takes up to 400. */
const maxCalls = 550;
const sentAtOnce = 100;

export function isForMany(environment: WorkerEnvironment): boolean {
  return String(environment['STATUSFOLIO_OWNERS'] ?? '').trim() === 'many';
}

export async function fetchForMany(environment: WorkerEnvironment, request: Request): Promise<Response> {
  const app = apps.get(environment) ?? openApp(environment);
  apps.set(environment, app);
  return await app.fetch(request);
}

/** One app per isolate: it remembers wrong tokens. */
const apps = new WeakMap<WorkerEnvironment, ReturnType<typeof createManyApp>>();

function openApp(environment: WorkerEnvironment): ReturnType<typeof createManyApp> {
  const { settings, sessionSecret, fleet, log } = open(environment);
  const web = { ...toManyWebSettings(settings, sessionSecret), allowedHosts: null, isSecure: true, isOnEdge: true };
  return createManyApp(web, {
    receive: receiveEach(settings.webhookSecrets, createCloudflareQueue(environment.JOBS)),
    clock,
    log,
    wake: () => {},
    all: showFleet(fleet.deployment),
    // Cloudflare's edge compresses.
    compress: null,
  });
}

/** Once a minute: deals out the turns of that minute. */
export async function scheduleForMany(environment: WorkerEnvironment): Promise<void> {
  const { fleet, log } = open(environment);
  const tell = (error: unknown) =>
    log.error('queue.interrupted', { reason: error instanceof Error ? error.message : 'unknown' });
  await dealOut(environment, fleet).catch(tell);
  await fleet.deployment.saveTaskRun({ name: 'tick', at: toInstant(clock.now()), figures: {} }).catch(tell);
  await fleet.tidy();
}

/** Whom the queue does not take is due again at once, and not when a lost claim would be. */
async function dealOut(environment: WorkerEnvironment, fleet: Fleet): Promise<void> {
  const claimed = await fleet.claimTurns(minuteMs);
  const refused = await sendWakes(environment, claimed, spreadSeconds);
  await fleet.directory.wake(refused, toInstant(clock.now()));
  if (refused.length > 0) throw new Error(`the queue refused the turns of ${refused.length} owners`);
}

/** Tells Cloudflare the truth about every message. */
export async function consumeForMany(environment: WorkerEnvironment, batch: MessageBatch<QueueMessage>): Promise<void> {
  const { fleet, calls, log } = open(environment);
  const read = batch.messages.map((message) => ({ message, body: readMessage(message.body) }));
  const received = read.flatMap(({ message, body }) =>
    body?.kind === 'delivery' ? [{ message, delivery: body.delivery }] : [],
  );
  if (received.length > 0) {
    const { failed: unrouted, woken } = await fleet.route(received.map(({ delivery }) => delivery));
    const failed = new Set(unrouted);
    for (const { message, delivery } of received) settle(message, !failed.has(delivery));
    // Should a message get lost or be refused, the owner is due all the same.
    await sendWakes(environment, woken, 0);
  }
  const taken = new Map<string, number>();
  for (const { message, body } of read) {
    if (body?.kind === 'delivery') continue;
    // Perhaps written by a newer version, or for one owner.
    if (body?.kind !== 'wake') message.retry({ delaySeconds: 60 });
    else if (taken.has(body.ownerId)) message.ack();
    else if (calls() > maxCalls) message.retry({ delaySeconds: 1 });
    else {
      const before = calls();
      const isDone = await fleet.takeTurn(body.ownerId).then(
        () => true,
        () => false,
      );
      taken.set(body.ownerId, calls() - before);
      settle(message, isDone);
    }
  }
  const figures = { turns: taken.size, deliveries: received.length, calls: calls() };
  log.info('turns.completed', { ...figures, callsOfTurn: Math.max(0, ...taken.values()) });
}

function settle(message: Message<QueueMessage>, isDone: boolean): void {
  if (isDone) message.ack();
  else message.retry({ delaySeconds: Math.min(3600, 10 * 2 ** message.attempts) });
}

/** Returns whom the queue did not take. A message that gets lost is a lost claim: the owner is due again in ten minutes. */
async function sendWakes(
  { JOBS }: WorkerEnvironment,
  ownerIds: readonly string[],
  withinSeconds: number,
): Promise<string[]> {
  const wakes = ownerIds.map(
    (ownerId, index): MessageSendRequest<QueueMessage> => ({
      body: { kind: 'wake', ownerId },
      delaySeconds: Math.floor((withinSeconds * index) / ownerIds.length),
    }),
  );
  const refused: string[] = [];
  for (let start = 0; start < wakes.length; start += sentAtOnce) {
    const end = start + sentAtOnce;
    await JOBS.sendBatch(wakes.slice(start, end)).catch(() => refused.push(...ownerIds.slice(start, end)));
  }
  return refused;
}

function open(environment: WorkerEnvironment) {
  const texts = Object.entries(environment).filter((entry): entry is [string, string] => typeof entry[1] === 'string');
  const settings = readSettings(Object.fromEntries(texts));
  const log = createLog((line) => console.log(line), settings.logLevel, clock, listSecrets(settings));
  const { counted, calls } = countCalls(openD1Database(environment.DB));
  const { app, sessionSecret } = requireApp(settings);
  const fleet = openFleet({ settings, app, sessionSecret, database: counted, clock, log });
  return { settings, sessionSecret, log, fleet, calls };
}
