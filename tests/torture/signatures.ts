// Every official payload in both encodings is accepted, and none of them after a change of one bit in its body, its
// signature or the secret.

import { createHmac } from 'node:crypto';
import { officialExamples } from '../support/official-examples.ts';
import { type Connection, openConnection } from './support/connection.ts';
import { type PreparedDelivery, prepareDelivery } from './support/deliveries.ts';
import { openSimulation } from './support/open-simulation.ts';
import { torturedSecret } from './support/secret.ts';
import { newFolder, startServe } from './support/server-process.ts';
import type { TortureRun } from './support/torture.ts';

const forms = {
  'application/json': (json: string) => json,
  'application/x-www-form-urlencoded': (json: string) => new URLSearchParams({ payload: json }).toString(),
};

/** Mutations of each payload in each encoding. */
const mutationsEach = 64;

export async function signatures(run: TortureRun): Promise<void> {
  const simulation = await openSimulation();
  const folder = newFolder();
  simulation.configure(folder);
  const server = await startServe({ folder, ...simulation.credentials, environment: { LOG_LEVEL: 'error' } });
  const connections = Array.from({ length: 16 }, () => openConnection(server.port));
  const accepted = new Map<number, number>();
  const refused = new Map<number, number>();
  const requests = simulation.github.requests.length;
  const every = run.choose(40, 1, 1);

  try {
    const cases = officialExamples.flatMap(({ event, payload }, index) =>
      Object.entries(forms).map(([type, encode]) => ({
        event,
        type,
        id: `s-${index}-${type.length}`,
        body: Buffer.from(encode(JSON.stringify(payload))),
      })),
    );
    await spread(
      connections,
      cases.filter((_, index) => index % every === 0),
      async (connection, one) => {
        const { event, type, id, body } = one;
        const headers = { 'Content-Type': type };
        count(accepted, await connection.send(...prepareDelivery({ event, body, headers }).request(id)));
        for (let mutation = 0; mutation < mutationsEach; mutation += 1) {
          const mutated = mutate(run.random, mutation, { event, body, headers });
          count(refused, await connection.send(...mutated.request(`${id}-m${mutation}`)));
        }
      },
    );
  } finally {
    for (const connection of connections) connection.close();
    await server.kill();
    await simulation.close();
  }

  const sum = (counts: Map<number, number>) => [...counts.values()].reduce((total, value) => total + value, 0);
  run.figure('official deliveries answered', word(accepted), {
    isKept: [...accepted.keys()].every((status) => status === 200 || status === 202),
    goal: 'only 200 and 202',
  });
  run.figure('mutated deliveries answered', word(refused), {
    isKept: sum(refused) === (refused.get(401) ?? 0) && sum(refused) > 0,
    goal: 'only 401',
  });
  const asked = simulation.github.requests.length - requests;
  run.messages(`  requests to GitHub meanwhile, all from the first look: ${asked}`);
}

/** One bit of the body, of the signature's digits, or of the secret. */
function mutate(
  random: () => number,
  mutation: number,
  { event, body, headers }: { event: string; body: Uint8Array; headers: Record<string, string> },
): PreparedDelivery {
  const flip = (bytes: Uint8Array) => {
    const changed = Uint8Array.from(bytes);
    const at = Math.floor(random() * changed.length);
    changed[at] = (changed[at] ?? 0) ^ (1 << Math.floor(random() * 8));
    return changed;
  };
  if (mutation % 4 === 0) {
    const digest = createHmac('sha256', torturedSecret).update(body).digest();
    return prepareDelivery({
      event,
      body,
      headers: { ...headers, 'X-Hub-Signature-256': `sha256=${Buffer.from(flip(digest)).toString('hex')}` },
    });
  }
  if (mutation % 4 === 1) {
    const secret = Buffer.from(flip(Buffer.from(torturedSecret)));
    const signature = createHmac('sha256', secret).update(body).digest('hex');
    return prepareDelivery({ event, body, headers: { ...headers, 'X-Hub-Signature-256': `sha256=${signature}` } });
  }
  const signature = createHmac('sha256', torturedSecret).update(body).digest('hex');
  return prepareDelivery({
    event,
    body: flip(body),
    headers: { ...headers, 'X-Hub-Signature-256': `sha256=${signature}` },
  });
}

/** Every connection takes the next item as soon as it is done with one. */
async function spread<Item>(
  connections: readonly Connection[],
  items: readonly Item[],
  work: (connection: Connection, item: Item) => Promise<void>,
): Promise<void> {
  let next = 0;
  await Promise.all(
    connections.map(async (connection) => {
      for (let item = items[next++]; item !== undefined; item = items[next++]) await work(connection, item);
    }),
  );
}

function count(counts: Map<number, number>, status: number): void {
  counts.set(status, (counts.get(status) ?? 0) + 1);
}

function word(counts: Map<number, number>): string {
  return [...counts].map(([status, times]) => `${times} × ${status}`).join(', ');
}
