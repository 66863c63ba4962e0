// Deliveries in any order, each five times, thirty-two at once: the document ends up byte for byte as after one
// delivery at a time in the order of events. And old deliveries, rightly signed, write nothing when they come back.

import { openConnection } from './support/connection.ts';
import { type PreparedDelivery, prepareDelivery } from './support/deliveries.ts';
import { createSampleWorldServer, type SampleServer } from './support/sample-server.ts';
import { torturedSecret } from './support/secret.ts';
import type { TortureRun } from './support/torture.ts';

const copies = 5;
const connections = 32;
const dayMs = 86_400_000;

interface Sent {
  readonly id: string;
  readonly delivery: PreparedDelivery;
}

export async function disorder(run: TortureRun): Promise<void> {
  const events = run.choose(60, 1000, 10_000);
  const orderly = await play(run, events, false);
  const wild = await play(run, events, true);
  run.figure('deliveries in disorder', wild.sent);
  const isSame = Buffer.from(orderly.bytes).equals(Buffer.from(wild.bytes));
  run.figure('document in disorder and in order', isSame ? 'the same' : 'different', {
    isKept: isSame && wild.changes > 0,
    goal: 'the same, and changed',
  });
  run.figure('commits in disorder, in order', `${wild.changes}, ${orderly.changes}`, {
    isKept: wild.changes <= 3,
    goal: 'at most 3 in disorder',
  });
  run.figure('deliveries that were refused', orderly.refused + wild.refused, {
    isKept: orderly.refused + wild.refused === 0,
    goal: '0',
  });
  run.figure('commits after a replay of old deliveries', wild.changesAfterReplay, {
    isKept: wild.changesAfterReplay === 0,
    goal: '0',
  });
}

/** Everything happens at once; then it is told, in order or not. */
async function play(run: TortureRun, events: number, isWild: boolean) {
  const sample = await createSampleWorldServer();
  const server = await sample.start();
  try {
    await sample.waitForSilence();
    const old = makeHistory(sample, events);
    const sent = takePending(sample);
    const queue = isWild ? shuffle(run.random, Array.from({ length: copies }, () => sent).flat()) : sent;
    let refused = await sendAll(server.port, queue, isWild ? connections : 1);
    await sample.waitForCommits(2);
    await sample.waitForSilence();
    const changes = sample.commits() - 1;
    const bytes = sample.portfolio.read('README.md') ?? new Uint8Array();
    // Our own pushes come back too, and so does the past.
    refused += await sendAll(server.port, [...takePending(sample), ...old], 4);
    await sample.waitForSilence();
    return { bytes, changes, refused, sent: queue.length, changesAfterReplay: sample.commits() - 1 - changes };
  } finally {
    await server.kill();
    await sample.close();
  }
}

/** Work, archiving, tags and noise in every repository of the sample. Returns deliveries of thirty days ago. */
function makeHistory(sample: SampleServer, events: number): Sent[] {
  const { github } = sample;
  const hook = { url: 'http://127.0.0.1:0/webhooks/github', secret: torturedSecret, events: ['*'] };
  const names = ['data-pipeline', 'PCC'];
  const repositories = names.flatMap((name) => {
    const found = github.find('naaas94', name, false);
    return found === null ? [] : [found];
  });
  for (const repository of repositories) repository.addHook(hook);
  sample.portfolio.addHook(hook);
  const [noisy] = repositories;
  if (noisy === undefined) throw new Error('the sample must hold a repository to make noise in');
  noisy.commit({ at: new Date(Date.now() - 30 * dayMs), message: 'An old commit', files: { 'old.txt': 'old\n' } });
  const old = takePending(sample);

  sample.beginWork();
  for (let index = github.pending.length; index < events; index += 1) {
    const repository = repositories[index % repositories.length] ?? noisy;
    if (index % 50 === 0) repository.tag(`v0.0.${index}`, new Date());
    else repository.commit({ at: new Date(), message: `docs: note ${index}`, files: { 'notes.md': `${index}\n` } });
  }
  return old;
}

/** What GitHub is about to send, prepared for our own senders. */
function takePending({ github }: SampleServer): Sent[] {
  return github.pending.splice(0).map(({ event, payload, repositoryId }, index) => ({
    id: `${event}-${repositoryId}-${index}-${String(payload['after'] ?? payload['ref'] ?? '').replaceAll(/[^\w-]/g, '')}`,
    delivery: prepareDelivery({
      event,
      body: Buffer.from(JSON.stringify(payload)),
      headers: { 'X-GitHub-Hook-Installation-Target-ID': String(repositoryId) },
    }),
  }));
}

/** Returns how many were not answered with 2xx. */
async function sendAll(port: number, items: readonly Sent[], atOnce: number): Promise<number> {
  let next = 0;
  let refused = 0;
  await Promise.all(
    Array.from({ length: atOnce }, async () => {
      const connection = openConnection(port);
      for (let item = items[next++]; item !== undefined; item = items[next++]) {
        const status = await connection.send(...item.delivery.request(item.id));
        if (status < 200 || status > 299) refused += 1;
      }
      connection.close();
    }),
  );
  return refused;
}

function shuffle<Item>(random: () => number, items: readonly Item[]): Item[] {
  const shuffled = [...items];
  for (let last = shuffled.length - 1; last > 0; last -= 1) {
    const other = Math.floor(random() * (last + 1));
    const [a, b] = [shuffled[last] as Item, shuffled[other] as Item];
    shuffled[last] = b;
    shuffled[other] = a;
  }
  return shuffled;
}
