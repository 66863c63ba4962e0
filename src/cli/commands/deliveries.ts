// `deliveries list/show/replay`: what GitHub sent, the outcome, and processing it again. Works on the database of
// `serve`, beside the running server, which finds what is requested within seconds.

import { StatusfolioError } from '../../errors.ts';
import { replayForAll } from '../../pipeline/deliveries/process-deliveries.ts';
import type { DeadJob, Log } from '../../ports/queue.ts';
import type { DeliveryRecord } from '../../ports/records.ts';
import { withServerDatabase } from '../find-database.ts';
import { readConfiguration } from '../load-config.ts';
import type { CommonOptions } from '../options.ts';
import { pad, widest } from '../output/columns.ts';
import { count } from '../output/text.ts';
import type { Runtime, ServerDatabase } from '../runtime.ts';
import { createPaint, show, type Terminal, toJsonText } from '../terminal.ts';

export type DeliveriesAction = 'list' | 'show' | 'replay';

export interface DeliveriesOptions extends CommonOptions {
  readonly limit?: number;
}

/** How far back an id is looked for; more are not kept. */
const kept = 10_000;
const listed = 20;

/** A shorter prefix of an id would become ambiguous as deliveries come in. */
const shortestId = 4;

/** The command itself says what came of it. */
const silent: Log = { info: () => {}, warn: () => {}, error: () => {} };

export async function runDeliveries(
  action: DeliveriesAction,
  id: string,
  options: DeliveriesOptions,
  terminal: Terminal,
  runtime: Runtime,
): Promise<number> {
  await withServerDatabase(options, terminal, runtime, async (database) => {
    if (action === 'list') await list(options, terminal, database);
    else if (action === 'show') printOne(await findDelivery(id, database), options, terminal);
    else await replay(id, options, terminal, database);
  });
  return 0;
}

async function list(
  { limit = listed, json, quiet }: DeliveriesOptions,
  terminal: Terminal,
  { owners, all }: ServerDatabase,
): Promise<void> {
  const [deliveries, dead] = await Promise.all([all.listDeliveries(limit), listDead(owners)]);
  if (json === true) {
    terminal.out(toJsonText({ deliveries, dead }, 2));
    return;
  }
  const paint = createPaint(terminal);
  const rows = deliveries.map((delivery) => ({
    at: delivery.receivedAt.slice(0, 19).replace('T', ' '),
    what: show(formatEvent(delivery)),
    repo: show(delivery.repositoryName ?? '–'),
    id: show(delivery.deliveryId).slice(0, 8),
    state: show(formatState(delivery)),
    isWaiting: delivery.processedAt === null,
  }));
  const [what, repo] = [widest(rows.map((row) => row.what)), widest(rows.map((row) => row.repo))];
  for (const row of rows) {
    const state = paint(row.isWaiting ? 'yellow' : 'green', row.state);
    terminal.out(`${paint('dim', row.id)}  ${row.at}  ${pad(row.what, what)}  ${pad(row.repo, repo)}  ${state}`);
  }
  for (const letter of dead) terminal.out(`${paint('red', 'failed')}  ${formatDeadJob(letter)}`);
  if (quiet !== true) {
    const waiting = deliveries.filter(({ processedAt }) => processedAt === null).length;
    terminal.out(`${count(deliveries.length, 'delivery', 'deliveries')}, ${waiting} pending, ${dead.length} failed.`);
  }
}

function printOne(delivery: DeliveryRecord, { json }: CommonOptions, terminal: Terminal): void {
  if (json === true) {
    terminal.out(toJsonText(delivery, 2));
    return;
  }
  const paint = createPaint(terminal);
  const line = (name: string, value: string | null) =>
    terminal.out(`${paint('dim', name.padEnd(11))} ${value === null ? '–' : show(value)}`);
  line('delivery', delivery.deliveryId);
  line('event', formatEvent(delivery));
  line('repository', delivery.repositoryName);
  if (delivery.previousName !== null) line('before', delivery.previousName);
  if (delivery.ref !== null) line('branch', `${delivery.ref} at ${delivery.after ?? '–'}`);
  line('received', delivery.receivedAt);
  line('processed', delivery.processedAt);
  line('outcome', formatState(delivery));
  line('says', delivery.facts == null ? 'that the repository needs a refresh' : JSON.stringify(delivery.facts));
}

async function replay(
  id: string,
  options: DeliveriesOptions,
  terminal: Terminal,
  database: ServerDatabase,
): Promise<void> {
  const clock = { now: () => options.now ?? new Date() };
  const { owners } = database;
  const isGivenUp = (await listDead(owners)).some(({ job }) => job.documentKey === id);
  if (isGivenUp) {
    for (const { queue } of owners) await queue.replay(id, clock.now());
  } else {
    const delivery = await findDelivery(id, database);
    const { portfolio } = await readConfiguration(options.config, terminal.directory);
    await replayForAll(delivery, { all: owners }, { portfolio, clock, log: silent });
  }
  if (options.json === true) terminal.out(toJsonText({ replayed: id }));
  else if (options.quiet !== true) terminal.out(`${show(id)} was queued again; a running server processes it at once.`);
}

async function listDead(owners: ServerDatabase['owners']): Promise<DeadJob[]> {
  return (await Promise.all(owners.map(({ queue }) => queue.dead()))).flat();
}

/** By its id or the beginning of it. Throws USAGE when that means none, or more than one. */
async function findDelivery(id: string, { owners, all }: Pick<ServerDatabase, 'owners' | 'all'>) {
  const deliveries = await all.listDeliveries(kept);
  const exact = deliveries.filter(({ deliveryId, key }) => deliveryId === id || key === id);
  const alike = id.length < shortestId ? [] : deliveries.filter(({ deliveryId }) => deliveryId.startsWith(id));
  const [found, ...others] = exact.length > 0 ? exact : alike;
  if (found !== undefined && others.length === 0) return found;
  const dead = (await listDead(owners)).map(({ job }) => job.documentKey);
  throw new StatusfolioError('USAGE', `${found === undefined ? 'No' : 'More than one'} delivery has the id "${id}".`, {
    where: id,
    hint: `List them with: statusfolio deliveries list${dead.length === 0 ? '' : `. Failed: ${dead.join(', ')}`}`,
  });
}

function formatEvent({ event, action }: DeliveryRecord): string {
  return action === null ? event : `${event}: ${action}`;
}

function formatState({ processedAt, note }: DeliveryRecord): string {
  return processedAt === null ? 'pending' : (note ?? 'done');
}

function formatDeadJob({ job, reason, attempts, at }: DeadJob): string {
  return `${show(job.documentKey)}  after ${count(attempts, 'attempt')} on ${at.slice(0, 10)}: ${show(reason)}`;
}
