// Nonsense over raw sockets: broken HTTP, lies about lengths, half requests, signed payloads of every wrong shape. The
// process stays up, answers or closes each within fifteen seconds, accepts nothing that is not signed, asks GitHub for
// nothing, and logs no more than 1 KB a line and nothing that a sender wrote.

import { connect } from 'node:net';
import SqliteDriver from 'better-sqlite3';
import { waitUntil } from '../support/wait-until.ts';
import { openConnection } from './support/connection.ts';
import { prepareDelivery, readOfficialPush } from './support/deliveries.ts';
import { openSimulation, type Simulation } from './support/open-simulation.ts';
import { databaseIn, newFolder, startServe } from './support/server-process.ts';
import type { TortureRun } from './support/torture.ts';

const canary = 'CANARY';
const deadlineMs = 15_000;
/** Beside the server's own limit, so that a close in time is not counted as late. */
const toleranceMs = 2000;
const atOnce = 64;

interface Ending {
  readonly status: number;
  readonly ms: number;
}

export async function fuzz(run: TortureRun): Promise<void> {
  const simulation = await openSimulation();
  const folder = newFolder();
  simulation.configure(folder);
  const server = await startServe({ folder, ...simulation.credentials });
  await waitForFirstLook(simulation, databaseIn(folder));
  const askedBefore = simulation.github.requests.length;
  const statuses = new Map<number, number>();
  const totals = { sent: 0, late: 0, unsignedAccepted: 0, slowestMs: 0 };
  const requested = run.choose(1500, 60_000, 1_000_000);

  const note = (isSigned: boolean, { status, ms }: Ending) => {
    statuses.set(status, (statuses.get(status) ?? 0) + 1);
    totals.slowestMs = Math.max(totals.slowestMs, ms);
    if (ms > deadlineMs + toleranceMs) totals.late += 1;
    if (!isSigned && status === 202) totals.unsignedAccepted += 1;
  };
  try {
    await Promise.all(
      Array.from({ length: atOnce }, async () => {
        while (totals.sent < requested) {
          totals.sent += 1;
          const { bytes, isSigned } = wordNonsense(run.random, totals.sent);
          note(isSigned, await sendRaw(server.port, bytes, true));
        }
      }),
    );
    // Requests that stop in the middle and stay there: the server itself has to end them.
    const halves = run.choose(0, 200, 400);
    const body = readOfficialPush();
    const endings = Array.from({ length: halves }, () => {
      const [head] = prepareDelivery({ event: 'push', body }).request('half');
      const whole = Buffer.concat([Buffer.from(head), body]);
      return sendRaw(server.port, whole.subarray(0, Math.floor(run.random() * (whole.length - 1))), false);
    });
    for (const ending of await Promise.all(endings)) note(false, ending);

    const connection = openConnection(server.port);
    const good = await connection.send(...prepareDelivery({ event: 'push', body }).request('good-at-the-end'));
    connection.close();
    const words = [...statuses].toSorted(([a], [b]) => a - b).map(([status, times]) => `${times} × ${status}`);
    run.figure('requests', totals.sent + halves);
    run.figure('answers (0: closed)', words.join(', '), { isKept: !statuses.has(500), goal: 'no 500' });
    run.figure('unsigned and accepted', totals.unsignedAccepted, {
      isKept: totals.unsignedAccepted === 0,
      goal: '0',
    });
    run.figure('neither answered nor closed in time', totals.late, {
      isKept: !run.isTimed || totals.late === 0,
      goal: '0',
    });
    run.figure('slowest, ms', Math.round(totals.slowestMs));
    run.figure('a good delivery at the end', good, { isKept: good === 202, goal: '202, from the same process' });
    const asked = simulation.github.requests.length - askedBefore;
    run.figure('requests to GitHub', asked, { isKept: asked === 0, goal: '0' });
    const longest = Math.max(
      0,
      ...server
        .errors()
        .split('\n')
        .map((line) => line.length),
    );
    run.figure('longest log line', longest, { isKept: longest <= 1024, goal: 'at most 1024' });
    const leaked = server.errors().includes(canary);
    run.figure('words of senders in the log', leaked ? 'yes' : 'none', { isKept: !leaked, goal: 'none' });
    run.figure('resident memory, MB', Math.round(server.megabytes()));
  } finally {
    await server.kill();
    await simulation.close();
  }
}

/** What the first check and the first sweep ask is no answer to nonsense: until nothing waits, and nothing has been asked for a while. */
async function waitForFirstLook({ github }: Simulation, path: string): Promise<void> {
  const database = new SqliteDriver(path, { readonly: true });
  const jobs = database.prepare('SELECT count(*) FROM jobs').pluck();
  let seen = 0;
  let quietSince = performance.now();
  await waitUntil('the first look', () => {
    if (github.requests.length !== seen || jobs.get() !== 0) quietSince = performance.now();
    seen = github.requests.length;
    return seen > 0 && performance.now() - quietSince > 3000;
  });
  database.close();
}

/** Sends bytes on a connection of their own. `isOver`: the sender says that nothing more will come. */
function sendRaw(port: number, bytes: Uint8Array, isOver: boolean): Promise<Ending> {
  return new Promise((resolve) => {
    const startedAt = performance.now();
    const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true });
    let status = 0;
    let isDone = false;
    const end = () => {
      if (isDone) return;
      isDone = true;
      clearTimeout(timer);
      socket.destroy();
      resolve({ status, ms: performance.now() - startedAt });
    };
    const timer = setTimeout(end, deadlineMs + 2 * toleranceMs);
    socket.on('data', (chunk: Buffer) => {
      if (status === 0) status = Number(/^HTTP\/1\.1 (\d{3})/.exec(chunk.toString('latin1'))?.[1] ?? 0);
      end();
    });
    socket.on('end', end);
    socket.on('close', end);
    socket.on('error', end);
    if (isOver) socket.end(bytes);
    else socket.write(bytes);
  });
}

interface Nonsense {
  readonly bytes: Uint8Array;
  readonly isSigned: boolean;
}

/** One request that no sender of good will would send. */
function wordNonsense(random: () => number, number: number): Nonsense {
  const pick = <Item>(items: readonly Item[]): Item => items[Math.floor(random() * items.length)] as Item;
  const kind = Math.floor(random() * 6);
  const body = readOfficialPushOnce();
  if (kind === 0) return { bytes: randomBytes(random, Math.floor(random() * 400)), isSigned: false };
  if (kind === 1) {
    // A good request with bytes turned over anywhere.
    const [head] = prepareDelivery({ event: 'push', body }).request(`f${number}`);
    const bytes = Buffer.concat([Buffer.from(head), body]);
    for (let flips = 1 + random() * 5; flips > 0; flips -= 1) {
      const at = Math.floor(random() * (random() < 0.7 ? head.length : bytes.length));
      bytes[at] = Math.floor(random() * 256);
    }
    // Where only harmless bytes of the head were hit it may well be accepted.
    return { bytes, isSigned: true };
  }
  if (kind === 2) {
    // Rightly signed, and of every wrong shape.
    const signed = Buffer.from(wordJson(random, 0));
    const type = pick(['application/json', 'application/x-www-form-urlencoded', 'text/plain', '']);
    const event = pick(['push', 'ping', 'release', '__proto__', 'x'.repeat(3000), canary]);
    const delivery = prepareDelivery({ event, body: signed, headers: { 'Content-Type': type } });
    return { bytes: Buffer.concat(delivery.request(`f${number}`).map((part) => Buffer.from(part))), isSigned: true };
  }
  const method = pick(['POST', 'GET', 'PUT', 'BREW', 'CONNECT', 'post', 'OPTIONS']);
  const path = pick([
    '/webhooks/github',
    '/webhooks/github/',
    '//webhooks//github',
    '/',
    '*',
    'http://x/webhooks/github',
    `/%00${canary}`,
    '/..%2f..%2fetc',
    '\\',
    `/${'a'.repeat(20_000)}`,
  ]);
  const signature = pick([
    'sha256=',
    `sha256=${'0'.repeat(64)}`,
    `sha1=${'0'.repeat(40)}`,
    canary,
    '',
    'sha256=\u00ff',
  ]);
  const headers = [
    `Host: ${pick(['localhost', '', '[::1', 'a b', canary, '127.0.0.1:99999'])}`,
    `X-Hub-Signature-256: ${signature}`,
    `X-GitHub-Event: ${pick(['push', '', canary, '\u0001'])}`,
    `X-GitHub-Delivery: ${pick(['', canary, `f${number}`, '../..'])}`,
    pick([
      'Transfer-Encoding: chunked',
      'Transfer-Encoding: chunked, gzip',
      'Content-Length: 5',
      'Content-Length: -1',
      'Content-Length: 99999999999',
      'Content-Length: 5\r\nContent-Length: 6',
      'Expect: 100-continue',
      'Connection: upgrade\r\nUpgrade: websocket',
      '',
    ]),
    ...Array.from({ length: Math.floor(random() * 3) }, () => `X-${canary}: ${'y'.repeat(Math.floor(random() * 500))}`),
    ...(random() < 0.02 ? Array.from({ length: 3000 }, (_, index) => `X-${index}: 1`) : []),
  ].filter((line) => line !== '');
  const content = pick(['', 'hello', '5\r\nhello\r\n0\r\n\r\n', 'fffffffff\r\n', '-1\r\n', '{"a":', canary]);
  return {
    bytes: Buffer.from(`${method} ${path} HTTP/1.1\r\n${headers.join('\r\n')}\r\n\r\n${content}`, 'latin1'),
    isSigned: false,
  };
}

let push: Uint8Array | null = null;
function readOfficialPushOnce(): Uint8Array {
  push ??= readOfficialPush();
  return push;
}

function randomBytes(random: () => number, length: number): Uint8Array {
  return Uint8Array.from({ length }, () => Math.floor(random() * 256));
}

/** JSON, or nearly. */
function wordJson(random: () => number, depth: number): string {
  const scalars = [
    '5',
    'null',
    'true',
    '"text"',
    '1e400',
    '-0',
    '""',
    '"\\ud800"',
    `"${canary}"`,
    '',
    '{',
    '[}',
    '9007199254740993',
  ];
  if (depth > 3 || random() < 0.3) return scalars[Math.floor(random() * scalars.length)] ?? '';
  if (random() < 0.3) return `[${wordJson(random, depth + 1)}]`;
  const keys = ['repository', 'ref', 'after', 'action', '__proto__', 'changes', 'full_name', 'node_id', canary];
  const entries = Array.from({ length: Math.floor(random() * 6) }, () => {
    const key = keys[Math.floor(random() * keys.length)];
    return `"${key}":${wordJson(random, depth + 1) || '1'}`;
  });
  return `{${entries.join(',')}}`;
}
