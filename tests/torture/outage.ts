// Nobody receives for five hundred events. Then: the table is right within one redelivery check of GitHub's own account, without
// any look by the clock; it is right within one refresh by the clock where GitHub does not let us sweep; and a server that
// was killed and comes back has each event delivered again exactly once.

import type { SimulatedRepository } from '../../demo/github/repository.ts';
import type { SimulatedGitHub } from '../../demo/github/simulated-github.ts';
import { addPlanned } from '../support/sample-scenario.ts';
import { waitUntil } from '../support/wait-until.ts';
import { createSampleWorldServer } from './support/sample-server.ts';
import { torturedSecret } from './support/secret.ts';
import { createGate, openServerHere, type ServerHere } from './support/server-here.ts';
import type { TortureRun } from './support/torture.ts';

const names = ['data-pipeline', 'PCC', 'simple-model-api'];
const recheckAfterMs = 30 * 60_000;

export async function outage(run: TortureRun): Promise<void> {
  const events = run.choose(60, 500, 500);
  const stale = await play(run, events, 'changed');
  const swept = await play(run, events, 'redelivery');
  const polled = await play(run, events, 'poll');
  const isSame = (one: Uint8Array, other: Uint8Array) => Buffer.from(one).equals(Buffer.from(other));
  run.figure('events that nobody received', swept.missed, { isKept: swept.missed >= events, goal: `${events}` });
  run.figure('before the sweep the document is', isSame(swept.before, swept.after) ? 'right already' : 'behind', {
    isKept: !isSame(swept.before, swept.after),
    goal: 'behind, or this suite is blind',
  });
  run.figure('after one sweep, without a look by the clock', isSame(swept.after, stale.after) ? 'right' : 'wrong', {
    isKept: isSame(swept.after, stale.after),
    goal: 'right, byte for byte',
  });
  run.figure('until it was right, ms', swept.rightAfterMs);
  run.figure('commits: all heard, swept, polled', `${stale.commits}, ${swept.commits}, ${polled.commits}`, {
    isKept: swept.commits <= 3 && polled.commits <= 3,
    goal: 'at most 3 when missed',
  });
  run.figure('delivered again, each once', `${swept.redelivered}, at most ${swept.mostTimes} times each`, {
    isKept: swept.redelivered === swept.missed && swept.mostTimes === 1,
    goal: 'all, 1',
  });
  run.figure('delivered again by a second sweep', swept.again, { isKept: swept.again === 0, goal: '0' });
  run.figure('where sweeping is not allowed, after one look', isSame(polled.after, stale.after) ? 'right' : 'wrong', {
    isKept: isSame(polled.after, stale.after) && polled.redelivered === 0,
    goal: 'right, nothing delivered again',
  });
  if (run.size !== 'short') await comeBack(run, events);
}

/** The server is up all the time; it is the way to it that is broken, or not. */
async function play(run: TortureRun, events: number, way: 'changed' | 'redelivery' | 'poll') {
  const here = await openServerHere();
  const gate = await createGate();
  const server = await here.start();
  const read = () => here.portfolio.read('README.md') ?? new Uint8Array();
  try {
    await server.idle();
    if (way === 'changed') await gate.open(server.url);
    happen(run, here, gate.url, events);
    await here.github.deliver();
    const missed = here.github.attempts.filter(({ status }) => status === 0).length;
    const before = read();
    if (way === 'changed') {
      await settleDown(here, 2);
      return { ...summary(here, before), missed, rightAfterMs: 0, again: 0 };
    }
    await gate.open(server.url);
    if (way === 'poll') {
      here.github.fail({
        when: ({ path }) => path.endsWith('/hooks'),
        answer: new Response('{}', { status: 403 }),
        times: 99,
      });
    }
    const startedAt = performance.now();
    await server.redeliver();
    if (way === 'poll') {
      here.pass(recheckAfterMs);
      await server.refreshDue(false);
    }
    await settleDown(here, 2);
    const rightAfterMs = Math.round(performance.now() - startedAt);
    await waitForRedeliveries(here.github);
    const first = summary(here, before);
    await server.redeliver();
    await waitForRedeliveries(here.github);
    const again = summary(here, before).redelivered - first.redelivered;
    return { ...summary(here, before), redelivered: first.redelivered, missed, rightAfterMs, again };
  } finally {
    await server.stop();
    await gate.close();
    await here.close();
  }
}

/** Killed, away for all the events, and started again on the same address. */
async function comeBack(run: TortureRun, events: number): Promise<void> {
  const sample = await createSampleWorldServer();
  const gate = await createGate();
  const environment = { PORT: new URL(gate.url).port };
  const first = await sample.start({ environment });
  let last = first;
  try {
    await sample.waitForSilence();
    await first.kill();
    happen(run, sample, gate.url, events);
    await sample.github.deliver();
    const missed = sample.github.attempts.length;
    last = await sample.start({ environment });
    await sample.waitForCommits(2);
    await waitUntil('redeliveries', () => sample.github.attempts.length >= 2 * missed);
    await sample.waitForSilence();
    const { redelivered, mostTimes, refused } = summary(sample, new Uint8Array());
    run.figure('killed and started again: delivered again', `${redelivered} of ${missed}, ${refused} refused`, {
      isKept: redelivered === missed && mostTimes === 1 && refused === 0,
      goal: 'all, once, and accepted',
    });
  } finally {
    await last.kill();
    await gate.close();
    await sample.close();
  }
}

/** Work begins in a planned project, another one is archived, and all the rest is noise. */
function happen(run: TortureRun, world: Pick<ServerHere, 'github' | 'repository'>, url: string, events: number): void {
  const { github } = world;
  const hook = { url, secret: torturedSecret, events: ['*'] };
  const at = github.now();
  const perception = github.find('naaas94', 'dl-symbolic-perception', false) ?? addPlanned(github, at);
  const repositories = [perception, ...names.map((name) => world.repository(name))];
  for (const repository of repositories) repository.addHook(hook);
  const [, noisy, archived] = repositories as [SimulatedRepository, SimulatedRepository, SimulatedRepository];
  perception.state.languages = ['Python'];
  const afterNow = new Date(at.getTime() + 1000);
  perception.commit({ at: afterNow, message: 'Ground captions', files: { 'src/ground.py': 'pass\n' } });
  while (github.pending.length < events - 2) {
    const count = github.pending.length;
    const one = run.random() < 0.5 ? noisy : perception;
    if (run.random() < 0.05) one.tag(`v0.0.${count}`, afterNow);
    else one.commit({ at: afterNow, message: `docs: note ${count}`, files: { 'notes.md': `${count}\n` } });
  }
  archived.archive(afterNow);
  while (github.pending.length < events)
    noisy.commit({ at: afterNow, message: 'docs: last note', files: { 'notes.md': `${github.pending.length}\n` } });
}

function summary({ github, portfolio }: Pick<ServerHere, 'github' | 'portfolio'>, before: Uint8Array) {
  const again = github.attempts.filter(({ isRedelivery }) => isRedelivery);
  const times = [...Map.groupBy(again, ({ guid }) => guid).values()].map(({ length }) => length);
  return {
    before,
    after: portfolio.read('README.md') ?? new Uint8Array(),
    commits: portfolio.history().length - 1,
    redelivered: again.length,
    mostTimes: Math.max(0, ...times),
    refused: again.filter(({ status }) => status < 200 || status > 299).length,
  };
}

/** Until GitHub has not been asked for a while. */
async function settleDown({ github, portfolio }: ServerHere, commits: number): Promise<void> {
  let seen = -1;
  let quietSince = performance.now();
  await waitUntil('silence', () => {
    if (github.requests.length !== seen) quietSince = performance.now();
    seen = github.requests.length;
    return performance.now() - quietSince > 500 && portfolio.history().length >= commits;
  });
}

async function waitForRedeliveries({ attempts, requests }: SimulatedGitHub): Promise<void> {
  const promised = requests.filter(({ path, status }) => path.endsWith('/attempts') && status === 202).length;
  await waitUntil('redeliveries', () => attempts.filter(({ isRedelivery }) => isRedelivery).length >= promised);
}
