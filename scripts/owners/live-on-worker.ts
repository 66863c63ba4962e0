// Whole lives of owners on Cloudflare Workers, in real workerd with D1 and Queues: installed, looked at, pushed to, suspended,
// unsuspended, uninstalled. Steps wait for what GitHub or the database shows, so many looks at most; none waits for time.

import { globSync } from 'node:fs';
import { basename } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { suspend, uninstall } from '../../demo/github/installations.ts';
import { signDelivery } from '../../demo/github/sign-delivery.ts';
import { startWorker } from '../../tests/support/start-worker.ts';
import { createOwnersWorld, type SimulatedOwner } from './world.ts';

export interface LivesOptions {
  readonly owners: number;
  readonly repos: number;
  readonly seed: number;
  /** So many owners go through every step, the first ones; the others stay as they were. */
  readonly lives: number;
  readonly onStep?: (text: string) => void;
}

export interface LivesFigures {
  /** Rows of the owners that are gone, by table; only tables that have any. */
  readonly left: Readonly<Record<string, number>>;
  /** Tables that were looked into: those with an owner in them. */
  readonly tables: number;
  /** Rows of each owner that stayed. */
  readonly kept: readonly number[];
  /** Requests with an owner's credential while it was suspended, or about it after it had gone. */
  readonly uncalledFor: readonly string[];
  readonly turns: number;
  /** Statements of the database in one turn, and in one invocation of the Worker. */
  readonly mostCalls: number;
  readonly mostCallsAtOnce: number;
  readonly requests: number;
  readonly limitHits: number;
  readonly unexpected: readonly string[];
}

const secret = 'what the App signs its webhooks with';
const mostLooks = 1200;
const pauseMs = 100;

/** Throws when a step does not come to what it is about. */
export async function liveOnWorker({ lives, onStep = () => {}, ...options }: LivesOptions): Promise<LivesFigures> {
  const world = createOwnersWorld({ ...options, broken: 0, now: () => new Date() });
  const { github } = world;
  const listening = await github.listen();
  const worker = await startWorker({
    STATUSFOLIO_OWNERS: 'many',
    STATUSFOLIO_PUBLIC_URL: 'https://status.example.org',
    STATUSFOLIO_SESSION_SECRET: 'a secret of thirty-two characters',
    STATUSFOLIO_ADMIN_TOKEN: 'the-token-of-the-operator',
    GITHUB_API_URL: listening.url,
    GITHUB_WEBHOOK_SECRET: secret,
    GITHUB_APP_ID: world.app.id,
    GITHUB_APP_PRIVATE_KEY: world.app.privateKey.replaceAll('\n', '\\n'),
    GITHUB_APP_CLIENT_ID: 'Iv1.0123456789abcdef',
    GITHUB_APP_CLIENT_SECRET: 'a client secret of forty characters or so',
  }).catch(async (error: unknown) => {
    await listening.close();
    throw error;
  });
  const living = world.owners.slice(0, lives);
  const staying = world.owners.slice(lives);
  const rows = openRows(worker.databases);

  async function deliver(): Promise<void> {
    for (const { event, payload } of github.pending.splice(0)) {
      const { body, headers } = signDelivery({ secret, event, payload, targetType: 'integration' });
      const { status } = await fetch(`${worker.url}/webhooks/github`, { method: 'POST', body, headers });
      if (status !== 202) throw new Error(`a webhook was answered with ${status}`);
    }
  }
  /** What the cron trigger does once a minute. */
  async function tick(): Promise<void> {
    const { ok, status } = await fetch(`${worker.url}/cdn-cgi/handler/scheduled`);
    if (!ok) throw new Error(`the cron was answered with ${status}`);
  }
  const archive = (owner: SimulatedOwner, number: number) => owner.projects[number]?.archive(new Date());
  const says = ({ home }: SimulatedOwner, number: number) =>
    new TextDecoder().decode(home.read('README.md') ?? undefined).includes(`project-${number} | ⚪ Archived`);
  const stateOf = ({ installation }: SimulatedOwner) => rows.readState(String(installation.accountId));
  /** Until it is so of all of them; what GitHub has to tell meanwhile is delivered. */
  async function until(what: string, owners: readonly SimulatedOwner[], isSo: (owner: SimulatedOwner) => boolean) {
    for (let looks = 0; ; looks += 1) {
      const waiting = owners.filter((owner) => !isSo(owner));
      if (waiting.length === 0) return onStep(what);
      if (looks === mostLooks) throw new Error(`${what}: not so of ${waiting.map(({ login }) => login).join(', ')}`);
      await deliver();
      await new Promise((resolve) => setTimeout(resolve, pauseMs));
    }
  }
  const takeRequestsOf = (owners: readonly SimulatedOwner[]) =>
    github.requests.splice(0).flatMap(({ method, path, credential }) => {
      const isTheirs = ({ installation: { id } }: SimulatedOwner) =>
        credential?.startsWith(`ghs_simulated${id}x`) === true || path.includes(`/installations/${id}/`);
      requests += 1;
      return owners.some(isTheirs) ? [`${method} ${path}`] : [];
    });
  let requests = 0;
  /** Whatever was on its way for the others has come: they stand behind it in the queue. */
  async function settle(number: number): Promise<void> {
    for (const owner of staying) archive(owner, number);
    await deliver();
    await tick();
    await until('the others are served', staying.filter(isTold), (owner) => says(owner, number));
  }

  try {
    // No webhook tells of the repositories of those who have the App on the portfolio alone.
    const told = living.filter(isTold);
    for (const owner of world.owners) archive(owner, 2);
    await deliver();
    await tick();
    await until('installed and looked at', world.owners, (owner) => says(owner, 2));
    for (const owner of living) archive(owner, 3);
    await until('pushed to and committed', told, (owner) => says(owner, 3));

    for (const { installation } of living) suspend(github, installation);
    await until('suspended', living, (owner) => stateOf(owner) === 'suspended');
    takeRequestsOf([]);
    for (const owner of living) archive(owner, 4);
    await settle(3);
    const uncalledFor = takeRequestsOf(living);
    if (living.some((owner) => says(owner, 4))) throw new Error('a suspended owner was written to');

    for (const { installation } of living) suspend(github, installation, false);
    await until('unsuspended', living, (owner) => stateOf(owner) === 'active');
    await tick();
    await until('looked at again', told, (owner) => says(owner, 4));

    for (const { installation } of living) uninstall(github, installation);
    await until('uninstalled', living, (owner) => ['removed', null].includes(stateOf(owner)));
    takeRequestsOf([]);
    await settle(4);
    for (let ticks = 0; ticks < lives && living.some((owner) => stateOf(owner) !== null); ticks += 1) await tick();
    await until('erased', living, (owner) => stateOf(owner) === null);
    uncalledFor.push(...takeRequestsOf(living));

    const counted = rows.count();
    const gone = new Set(living.map(({ installation }) => String(installation.accountId)));
    const left: Record<string, number> = {};
    for (const { table, ownerId, count } of counted) if (gone.has(ownerId)) left[table] = (left[table] ?? 0) + count;
    const kept = staying.map(({ installation }) =>
      counted.reduce((sum, { ownerId, count }) => sum + (ownerId === String(installation.accountId) ? count : 0), 0),
    );
    const invocations = readInvocations(worker.output());
    return {
      left,
      tables: rows.tables.length,
      kept,
      uncalledFor,
      turns: invocations.reduce((sum, { turns }) => sum + turns, 0),
      mostCalls: Math.max(0, ...invocations.map(({ callsOfTurn }) => callsOfTurn)),
      mostCallsAtOnce: Math.max(0, ...invocations.map(({ calls }) => calls)),
      requests,
      limitHits: github.limits.hits.length,
      unexpected: github.unexpected,
    };
  } finally {
    rows.close();
    worker.stop();
    await listening.close();
  }
}

const isTold = ({ isAlone }: SimulatedOwner) => !isAlone;

/** What D1 holds, read beside the Worker. */
function openRows(folder: string) {
  const [file] = globSync(`${folder}/*.sqlite`).filter((path) => basename(path) !== 'metadata.sqlite');
  if (file === undefined) throw new Error(`there is no database in ${folder}`);
  const database = new DatabaseSync(file, { readOnly: true, timeout: 5000 });
  const tables = database
    .prepare("SELECT name FROM sqlite_master WHERE type = 'table' AND sql LIKE '%owner_id TEXT%' ORDER BY name")
    .all()
    .map(({ name }) => String(name));
  return {
    tables,
    /** null: nobody with this id has the App. */
    readState(ownerId: string): string | null {
      const row = database.prepare('SELECT state FROM owners WHERE owner_id = ?').get(ownerId);
      return row === undefined ? null : String(row['state']);
    },
    count: () =>
      tables.flatMap((table) =>
        database
          .prepare(`SELECT owner_id, count(*) AS count FROM ${table} GROUP BY owner_id`)
          .all()
          .map((row) => ({ table, ownerId: String(row['owner_id']), count: Number(row['count']) })),
      ),
    close: () => database.close(),
  };
}

interface Invocation {
  readonly turns: number;
  readonly calls: number;
  readonly callsOfTurn: number;
}

function readInvocations(output: string): Invocation[] {
  return output
    .split('\n')
    .filter((line) => line.includes('"event":"turns.completed"'))
    .map((line) => JSON.parse(line.slice(line.indexOf('{'))) as Invocation);
}
