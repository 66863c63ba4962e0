// Twelve zones around four changes of daylight saving time each, two processes that ask the same database with clocks
// that differ, sleeps of three days, and clocks that jump by a day: every slot is used once, nothing spins, nothing
// waits longer than a slot, and what is heard after a jump is still worked on.

import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { readSchedule } from '../../src/config/schedule.ts';
import { createTick } from '../../src/pipeline/schedule.ts';
import type { Clock, Log } from '../../src/ports/queue.ts';
import { openSqliteDatabase } from '../../src/store/sqlite.ts';
import { createStore } from '../../src/store/store.ts';
import { waitUntil } from '../support/wait-until.ts';
import { torturedSecret } from './support/secret.ts';
import { createGate, openServerHere } from './support/server-here.ts';
import { pause, type TortureRun } from './support/torture.ts';

/** Among them shifts of half an hour, changes at midnight, and a year in which a zone gave its rule up. */
const zones = [
  'Europe/Vienna',
  'Europe/Lisbon',
  'America/New_York',
  'America/St_Johns',
  'America/Sao_Paulo',
  'America/Santiago',
  'Africa/Cairo',
  'Asia/Tehran',
  'Asia/Beirut',
  'Australia/Lord_Howe',
  'Pacific/Auckland',
  'Atlantic/Azores',
];
const years = [2017, 2018, 2021, 2022, 2025, 2026];
const changesPerZone = 4;
const schedules = ['*/30 * * * *', '30 2 * * *', '15 0,1,2,3 * * *', '0 */6 * * mon-fri'];
const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;
/** After a slot everybody looks within two minutes, and is asked at least every minute and a half. */
const graceMs = 4 * minuteMs;

const silent: Log = { info: () => {}, warn: () => {}, error: () => {} };

export async function time(run: TortureRun): Promise<void> {
  const kept = process.env['TZ'];
  try {
    await changeOver(run);
  } finally {
    if (kept === undefined) delete process.env['TZ'];
    else process.env['TZ'] = kept;
  }
  await jump(run);
  await hearAfterJump(run);
}

async function changeOver(run: TortureRun): Promise<void> {
  const totals = { changes: 0, slots: 0, used: 0, missed: 0, twice: 0 };
  for (const zone of zones.slice(0, run.choose(2, 12, 12))) {
    process.env['TZ'] = zone;
    const changes = findChanges().slice(0, changesPerZone);
    for (const change of changes) {
      totals.changes += 1;
      for (const schedule of schedules.slice(0, run.choose(2, 4, 4))) {
        const { due, uses } = await watch(run, schedule, change - 1.5 * dayMs, change + 1.5 * dayMs);
        totals.slots += due.length;
        for (const slot of due) {
          const count = uses.filter((at) => at >= slot && at < slot + graceMs).length;
          if (count === 0) totals.missed += 1;
          if (count > 1) totals.twice += 1;
        }
        totals.used += uses.length;
      }
    }
  }
  run.figure('zones, changes of daylight saving time', `${run.choose(2, 12, 12)}, ${totals.changes}`);
  run.figure('slots that came', totals.slots, { isKept: totals.slots > 100, goal: 'many' });
  run.figure('slots that were missed', totals.missed, { isKept: totals.missed === 0, goal: '0' });
  run.figure('slots that were used twice by two rivals', totals.twice, { isKept: totals.twice === 0, goal: '0' });
  run.figure('looks beside any slot', totals.used - totals.slots, { isKept: totals.used === totals.slots, goal: '0' });
}

/** Instants at which this zone's offset changes. */
function findChanges(): number[] {
  const changes: number[] = [];
  for (const year of years) {
    for (let at = Date.UTC(year, 0, 1); at < Date.UTC(year + 1, 0, 1); at += hourMs) {
      if (new Date(at).getTimezoneOffset() !== new Date(at + hourMs).getTimezoneOffset()) changes.push(at + hourMs);
    }
  }
  return changes;
}

/** Two processes ask the same database, at odd moments, with clocks that differ by seconds. */
async function watch(run: TortureRun, schedule: string, from: number, to: number) {
  const path = join(newMemoryFolder(), 'time.db');
  let nowMs = from;
  const rivals = [0, 7000].map((aheadMs) => openTicker(path, schedule, { now: () => new Date(nowMs + aheadMs) }));
  const uses: number[] = [];
  for (const { tick } of rivals) await tick();
  for (; nowMs < to; nowMs += 20_000 + Math.floor(run.random() * 60_000)) {
    for (const { tick } of run.random() < 0.5 ? rivals : rivals.toReversed()) if (await tick()) uses.push(nowMs);
  }
  for (const { close } of rivals) await close();
  rmSync(dirname(path), { recursive: true });
  return {
    due: listSlots(schedule, from + graceMs, to - graceMs),
    uses: uses.filter((at) => at > from + graceMs && at < to),
  };
}

/** Years pass here in seconds: on a real disk the syncs of thousands of looks would take longer than all the rest. */
function newMemoryFolder(): string {
  return mkdtempSync(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'statusfolio-time-'));
}

function openTicker(path: string, schedule: string, clock: Clock) {
  const database = openSqliteDatabase(path, { withGitignore: false });
  const reading = readSchedule(schedule);
  if (reading.kind === 'invalid') throw new Error(reading.problem);
  const queue = { enqueue: async () => {} };
  const store = createStore(database, 'owner');
  return {
    tick: createTick({ store, queue, clock, log: silent }, reading.schedule, 'time'),
    close: () => database.close(),
  };
}

/** By looking at every minute of UTC: slow, and as plain as the promise. */
function listSlots(schedule: string, from: number, to: number): number[] {
  const isDue: Record<string, (at: Date) => boolean> = {
    '*/30 * * * *': (at) => at.getUTCMinutes() % 30 === 0,
    '30 2 * * *': (at) => at.getUTCHours() === 2 && at.getUTCMinutes() === 30,
    '15 0,1,2,3 * * *': (at) => at.getUTCHours() < 4 && at.getUTCMinutes() === 15,
    '0 */6 * * mon-fri': (at) =>
      at.getUTCHours() % 6 === 0 && at.getUTCMinutes() === 0 && at.getUTCDay() > 0 && at.getUTCDay() < 6,
  };
  const slots: number[] = [];
  for (let at = Math.ceil(from / minuteMs) * minuteMs; at < to; at += minuteMs) {
    if (isDue[schedule]?.(new Date(at)) === true) slots.push(at);
  }
  return slots;
}

/** The machine's clock jumps and the machine sleeps; what really passes is counted beside it. */
async function jump(run: TortureRun): Promise<void> {
  const path = join(newMemoryFolder(), 'jump.db');
  let wallMs = Date.UTC(2026, 2, 1);
  const { tick, close } = openTicker(path, '*/30 * * * *', { now: () => new Date(wallMs) });
  await tick();
  const totals = { jumps: 0, sleeps: 0, looks: 0, spins: 0, longestMs: 0, lateCatchUps: 0, cameBack: 0 };
  let sinceLookMs = 0;
  const pass = async (ms: number) => {
    wallMs += ms;
    sinceLookMs += ms;
    if (!(await tick())) return;
    totals.looks += 1;
    if (sinceLookMs < 20 * minuteMs) totals.spins += 1;
    sinceLookMs = 0;
  };
  const rounds = run.choose(10, 300, 3000);
  for (let round = 0; round < rounds; round += 1) {
    const hours = 1 + run.random() * 5;
    for (let ms = 0; ms < hours * hourMs; ) {
      const step = 10_000 + Math.floor(run.random() * 50_000);
      ms += step;
      await pass(step);
      totals.longestMs = Math.max(totals.longestMs, sinceLookMs);
    }
    const kind = Math.floor(run.random() * 3);
    if (kind === 0) {
      // Asleep: time passes, and nobody asks. One fetch makes up for all of it, at once.
      totals.sleeps += 1;
      wallMs += 3 * dayMs;
      sinceLookMs = 0;
      const looks = [await tick(), await tick(), await tick()].filter(Boolean).length;
      if (looks !== 1) totals.lateCatchUps += 1;
      totals.looks += looks;
    } else {
      // Set wrong, or set right: nothing passes but the clock says so.
      totals.jumps += 1;
      wallMs += kind === 1 ? dayMs : -dayMs;
      if (await tick()) {
        totals.looks += 1;
        sinceLookMs = 0;
      }
    }
  }
  await close();
  rmSync(dirname(path), { recursive: true });
  run.figure('jumps by a day, sleeps of three days, looks', `${totals.jumps}, ${totals.sleeps}, ${totals.looks}`);
  run.figure('sleeps without exactly one look to catch up', totals.lateCatchUps, {
    isKept: totals.lateCatchUps === 0,
    goal: '0',
  });
  // A forward jump brings a slot of its own; what must not be is a row of them.
  run.figure('looks within 20 minutes of another', totals.spins, {
    isKept: totals.spins <= totals.jumps + totals.sleeps,
    goal: 'at most one per jump or sleep',
  });
  run.figure('longest time without a look, minutes', Math.round(totals.longestMs / minuteMs), {
    isKept: totals.longestMs <= 64 * minuteMs,
    goal: 'at most two slots',
  });
}

/** A real server: checked a day ahead, set back, and then GitHub has news. */
async function hearAfterJump(run: TortureRun): Promise<void> {
  const here = await openServerHere({ start: new Date(), schedule: '*/30 * * * *', pollMs: 100 });
  const gate = await createGate();
  const server = await here.start();
  try {
    await server.idle();
    await gate.open(server.url);
    here.pass(dayMs);
    // The server asks its clock all the time, and notices a jump when it is asked next.
    await pause(300);
    await server.refreshDue(true);
    await server.idle();
    here.pass(-dayMs + minuteMs);
    await pause(300);
    const repository = here.repository('PCC');
    repository.addHook({ url: gate.url, secret: torturedSecret, events: ['*'] });
    repository.archive(here.clock.now());
    const startedAt = performance.now();
    await here.github.deliver();
    const isPublished = await waitUntil('the change', () => here.portfolio.history().length > 1)
      .then(() => true)
      .catch(() => false);
    const ms = Math.round(performance.now() - startedAt);
    run.figure('set back by a day: from a webhook to its commit, ms', ms, {
      isKept: isPublished && (!run.isTimed || ms < 5000),
      goal: 'at most 5,000',
    });
  } finally {
    await server.stop();
    await gate.close();
    await here.close();
  }
}
