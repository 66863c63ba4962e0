// Load: deliveries with ids of their own over many connections, as fast as they are answered or at a steady pace, and
// the outcome of each. Latency at a steady pace counts from the instant at which the delivery was due, so a server that
// stalls cannot slow its own measurement down.

import { type Connection, openConnection } from './connection.ts';
import type { PreparedDelivery } from './deliveries.ts';
import { pause } from './torture.ts';

export interface LoadResult {
  readonly acknowledged: string[];
  /** Status to how often. 0: no answer. */
  readonly statuses: Map<number, number>;
  readonly latenciesMs: number[];
  readonly seconds: number;
}

export interface LoadOptions {
  readonly port: number;
  readonly delivery: PreparedDelivery;
  readonly connections: number;
  /** Begins the ids, so that they differ between loads. */
  readonly prefix: string;
  readonly isOver: (sent: number) => boolean;
}

/** Every connection sends as soon as it was answered. A connection that breaks is opened again. */
export async function loadAtFullSpeed({
  port,
  delivery,
  connections,
  prefix,
  isOver,
}: LoadOptions): Promise<LoadResult> {
  const result = createResult();
  let sent = 0;
  const startedAt = performance.now();
  await Promise.all(
    Array.from({ length: connections }, async () => {
      let connection = openConnection(port);
      while (!isOver(sent)) {
        if (!connection.isOpen()) connection = await reopen(port);
        sent += 1;
        await sendOne(connection, delivery, `${prefix}-${sent}`, performance.now(), result);
      }
      connection.close();
    }),
  );
  return { ...result, seconds: (performance.now() - startedAt) / 1000 };
}

/** `perSecond` deliveries a second, whether or not earlier ones were answered. */
export async function loadSteadily(
  options: Omit<LoadOptions, 'isOver'> & { readonly perSecond: number; readonly seconds: number },
): Promise<LoadResult> {
  const { port, delivery, connections, prefix, perSecond, seconds } = options;
  const result = createResult();
  const idle = Array.from({ length: connections }, () => openConnection(port));
  const due: { id: string; at: number }[] = [];
  const under = new Set<Promise<void>>();
  let next = 0;
  const startedAt = performance.now();

  const sendDue = () => {
    while (idle.length > 0 && next < due.length) {
      // The one that rested longest: a server closes what rests for seconds, perhaps just when it is used again.
      let connection = idle.shift();
      const one = due[next];
      next += 1;
      if (connection === undefined || one === undefined) return;
      if (!connection.isOpen()) connection = openConnection(port);
      const used = connection;
      const sending = sendOne(used, delivery, one.id, one.at, result).then(() => {
        idle.push(used);
        under.delete(sending);
        sendDue();
      });
      under.add(sending);
    }
  };
  const total = Math.round(perSecond * seconds);
  while (due.length < total) {
    const elapsed = performance.now() - startedAt;
    while (due.length < Math.min(total, (elapsed / 1000) * perSecond)) {
      due.push({ id: `${prefix}-${due.length}`, at: startedAt + (due.length / perSecond) * 1000 });
    }
    sendDue();
    await pause(1);
  }
  while (next < due.length || under.size > 0) await pause(5);
  for (const connection of idle) connection.close();
  return { ...result, seconds: (performance.now() - startedAt) / 1000 };
}

type Growing = Omit<LoadResult, 'seconds'>;

function createResult(): Growing {
  return { acknowledged: [], statuses: new Map(), latenciesMs: [] };
}

async function sendOne(connection: Connection, delivery: PreparedDelivery, id: string, at: number, result: Growing) {
  const status = await connection.send(...delivery.request(id));
  result.latenciesMs.push(performance.now() - at);
  result.statuses.set(status, (result.statuses.get(status) ?? 0) + 1);
  if (status === 202) result.acknowledged.push(id);
}

async function reopen(port: number): Promise<Connection> {
  await pause(5);
  return openConnection(port);
}

/** All but 2xx, as words; empty when all was well. */
export function wordFailures({ statuses }: LoadResult): string {
  return [...statuses]
    .filter(([status]) => status < 200 || status > 299)
    .map(([status, count]) => `${count} × ${status === 0 ? 'no answer' : status}`)
    .join(', ');
}
