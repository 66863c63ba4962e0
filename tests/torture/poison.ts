// One document throws, hangs, ends the process, eats its memory or stops its event loop, every time. It ends in the dead
// letters after at least eight tries; the other document is managed all the while; and once whatever was wrong is
// gone, replaying makes it right.

import SqliteDriver from 'better-sqlite3';
import type { SimulatedGitHub } from '../../demo/github/simulated-github.ts';
import type { GitHub } from '../../src/ports/github.ts';
import { waitUntil } from '../support/wait-until.ts';
import { configuration } from './support/open-simulation.ts';
import { createSampleWorldServer } from './support/sample-server.ts';
import { openServerHere, torturedAdmin } from './support/server-here.ts';
import { databaseIn, type ServerProcess, writeConfiguration } from './support/server-process.ts';
import { pause, type TortureRun } from './support/torture.ts';

const poisoned = 'naaas94/poison:README.md@';
const both = configuration.replace(
  'publish: commit }]',
  'publish: commit }, { repo: naaas94/poison, path: README.md, publish: commit }]',
);
const table =
  '# Work\n\n| Project | Status | Repo |\n|---|---|---|\n| PCC | 🟢 Running | [code](https://github.com/naaas94/PCC) |\n';
const hourMs = 3_600_000;
const fewestTries = 8;

interface Letter {
  readonly job: { readonly documentKey: string };
  readonly reason: string;
  readonly attempts: number;
}

export async function poison(run: TortureRun): Promise<void> {
  await playHere(run, 'hangs');
  if (run.size !== 'short') await playHere(run, 'throws');
  if (run.size === 'short') return;
  await playProcesses(run, 'exit');
  await playProcesses(run, 'memory');
  if (run.size === 'full') await playProcesses(run, 'spin');
}

/** In this process, with a clock that is moved: the retries take more than a day. */
async function playHere(run: TortureRun, kind: 'throws' | 'hangs'): Promise<void> {
  let isPoisoned = true;
  let tries = 0;
  const here = await openServerHere({
    start: new Date(),
    configuration: both,
    jobTimeoutMs: 150,
    wrap: (github) => {
      const poisonedGitHub: GitHub = {
        ...github,
        as: () => poisonedGitHub,
        documents: {
          ...github.documents,
          read: async (ref) => {
            if (!isPoisoned || ref.kind !== 'github' || ref.repo !== 'naaas94/poison')
              return await github.documents.read(ref);
            tries += 1;
            if (kind === 'throws') throw new TypeError('a fault of ours');
            return await new Promise<never>(() => {});
          },
        },
      };
      return poisonedGitHub;
    },
  });
  addPoison(here.github);
  const startedAt = here.clock.now().getTime();
  const server = await here.start();
  const ask = async (path: string, init: RequestInit = {}) =>
    await fetch(`${server.url}${path}`, { ...init, headers: { authorization: `Bearer ${torturedAdmin}` } });
  const readLetters = async () => ((await (await ask('/deliveries')).json()) as { dead: Letter[] }).dead;
  try {
    await server.idle();
    let waitMs = Number.POSITIVE_INFINITY;
    for (let step = 0; step < 1000 && (await readLetters()).length === 0; step += 1) {
      here.pass(20 * 60_000);
      if (step === 20) {
        // Something happens to the other document meanwhile.
        here.repository('PCC').archive(here.clock.now());
        here.pass(hourMs);
        const askedAt = performance.now();
        await server.refreshDue(false);
        await waitUntil('the other document', () => here.portfolio.history().length > 1);
        waitMs = performance.now() - askedAt;
      }
      await server.refreshDue(false);
      await server.idle();
    }
    const [letter] = await readLetters();
    const hours = (here.clock.now().getTime() - startedAt) / hourMs;
    run.figure(`${kind}: tries before it failed for good`, tries, {
      isKept: letter?.job.documentKey === poisoned && tries >= fewestTries && hours >= 24,
      goal: `at least ${fewestTries} over at least 24 h`,
    });
    run.figure(`${kind}: over hours`, Math.round(hours));
    run.figure(`${kind}: the reason that is kept`, letter?.reason ?? 'none');
    run.figure(`${kind}: the other document published meanwhile, after ms`, Math.round(waitMs), {
      isKept: Number.isFinite(waitMs) && (!run.isTimed || waitMs < 5000),
      goal: 'at most 5,000',
    });
    isPoisoned = false;
    const page = await (await ask('/operations')).text();
    const ticket = /name="document" value="([^"]+)"/.exec(page)?.[1] ?? '';
    const replay = await ask('/api/replay', { method: 'POST', body: new URLSearchParams({ document: ticket }) });
    await server.idle();
    let left = await readLetters();
    for (let wait = 0; wait < 50 && left.length > 0; wait += 1) {
      await pause(50);
      left = await readLetters();
    }
    run.figure(`${kind}: dead letters after a replay`, left.length, {
      isKept: replay.ok && left.length === 0,
      goal: '0',
    });
  } finally {
    await server.stop();
    await here.close();
  }
}

/** Processes that die and are started again, as systemd or Docker would. */
async function playProcesses(run: TortureRun, kind: 'exit' | 'memory' | 'spin'): Promise<void> {
  const sample = await createSampleWorldServer();
  addPoison(sample.github);
  writeConfiguration(sample.folder, both);
  const preload = [new URL('preload/poison.ts', import.meta.url).pathname];
  const environment = { POISON: kind, ...(kind === 'memory' && { NODE_OPTIONS: '--max-old-space-size=96' }) };
  // A loop that stands still is noticed after half a minute: only the last two of its tries are waited for.
  const skipTo = kind === 'spin' ? 15 : 0;
  let deaths = 0;
  let isChanged = false;
  try {
    while (deaths <= 30) {
      // It may die before it says that it listens.
      const server = await sample.start({ preload, environment }).catch(() => null);
      if (server !== null && (await isGivenUp(server, sample.folder))) {
        await server.kill('SIGTERM');
        break;
      }
      await server?.kill();
      deaths += 1;
      if (deaths === 1 && skipTo > 0) change(sample.folder, `starts = ${skipTo}`);
      // What the process died over waits longer each time: the hours are skipped.
      change(sample.folder, "run_at = '2000-01-01T00:00:00.000Z'");
      if (deaths === 2) {
        sample.beginWork();
        isChanged = true;
      }
    }
    const [letter] = readLetters(sample.folder);
    run.figure(`${kind}: deaths before it failed for good`, deaths, {
      isKept: letter?.key === poisoned && letter.attempts >= fewestTries,
      goal: `failed after at least ${fewestTries} tries`,
    });
    const commits = sample.commits() - 1;
    run.figure(`${kind}: changes of the other document that were published`, commits, {
      isKept: isChanged && commits === 1,
      goal: '1',
    });
    const healthy = await sample.start();
    await sample.waitForSilence();
    const status = await fetch(`http://127.0.0.1:${healthy.port}/readyz`).then((answer) => answer.status);
    run.figure(`${kind}: the server afterwards`, status, { isKept: status === 200, goal: '200' });
    await healthy.kill('SIGTERM');
  } finally {
    await sample.close();
  }
}

/** false: the process ended first. */
async function isGivenUp({ ended }: ServerProcess, folder: string): Promise<boolean> {
  const letter = waitUntil('the dead letter', () => readLetters(folder).length > 0).then(() => true);
  return await Promise.race([ended.then(() => false), letter.catch(() => false)]);
}

function addPoison(github: SimulatedGitHub): void {
  const at = new Date(github.now().getTime() - 24 * hourMs);
  const repository = github.addRepository({ owner: 'naaas94', name: 'poison', createdAt: at });
  repository.commit({ at, message: 'A table', files: { 'README.md': table } });
}

function readLetters(folder: string): { key: string; reason: string; attempts: number }[] {
  const database = new SqliteDriver(databaseIn(folder), { readonly: true });
  try {
    return database.prepare('SELECT key, reason, attempts FROM dead_jobs').all() as ReturnType<typeof readLetters>;
  } finally {
    database.close();
  }
}

function change(folder: string, assignment: string): void {
  const database = new SqliteDriver(databaseIn(folder));
  database.prepare(`UPDATE jobs SET ${assignment} WHERE key = ?`).run(poisoned);
  database.close();
}
