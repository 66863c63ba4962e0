// Plays one journey in this process, on the sample portfolio and the simulated GitHub, and prints which files of src it
// entered. Started by `run-trace.ts`, with `record-entries.ts` preloaded.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createSampleWorld } from '../../demo/github/sample-world.ts';
import { readPortfolio } from '../../src/config/portfolio.ts';
import { readSettings } from '../../src/config/settings.ts';
import { createLog } from '../../src/log.ts';
import { keyDocument } from '../../src/pipeline/target.ts';
import { main } from '../../src/runtimes/node.ts';
import { runtime } from '../../src/runtimes/node-runtime.ts';
import { startServer } from '../../src/runtimes/node-server.ts';
import { addPlanned } from '../../tests/support/sample-scenario.ts';
import type { JourneyName } from '../run-trace.ts';
import { beginRecording, listEntered } from './record-entries.ts';

const dayMs = 86_400_000;
const patienceMs = 240_000;
const webhookSecret = 'a-secret-that-only-the-trace-uses-0001';
const configuration =
  'documents: [{ repo: naaas94/me, path: README.md, publish: commit }]\n' +
  'projects: [{ match: dl-symbolic-perception, repo: naaas94/dl-symbolic-perception }]\n';

let now = new Date('2025-11-03T09:00:00Z');
const clock = { now: () => new Date(now) };
const world = createSampleWorld({ now: clock.now, until: now, confirmedAt: new Date(now.getTime() - 2 * dayMs) });
const simulated = await world.github.listen();
const folder = mkdtempSync(join(tmpdir(), 'statusfolio-trace-'));

/** A project that the table calls planned, made since and worked on for one day; a second day is published. */
const perception = addPlanned(world.github, now);

function beginWork(): void {
  now = new Date(now.getTime() + 60_000);
  perception.state.languages = ['Python'];
  perception.commit({ at: now, message: 'Ground captions in regions', files: { 'src/ground.py': 'pass\n' } });
}

const journeys: Record<JourneyName, () => Promise<string[]>> = {
  async webhook() {
    return await serve({
      // Nothing is found by the clock: the journey is the webhook's.
      pollMs: 3_600_000,
      async cause(url) {
        perception.addHook({ url: `${url}/webhooks/github`, secret: webhookSecret, events: ['push'] });
        beginWork();
        await world.github.deliver();
      },
    });
  },
  async tick() {
    return await serve({
      pollMs: 100,
      async cause() {
        beginWork();
        now = new Date(now.getTime() + dayMs);
      },
    });
  },
  async check() {
    writeFileSync(join(folder, 'README.md'), world.document);
    process.chdir(folder);
    process.env['GITHUB_API_URL'] = simulated.url;
    process.env['GITHUB_TOKEN'] = world.github.token;
    beginRecording();
    await main(['check', 'README.md']);
    return listEntered();
  },
};

interface Cause {
  readonly pollMs: number;
  /** What the server shall notice, and publish with one commit. */
  cause(url: string): Promise<void>;
}

/** The files entered from the cause to the end of all work that follows. */
async function serve({ pollMs, cause }: Cause): Promise<string[]> {
  const settings = readSettings({
    GITHUB_TOKEN: world.github.token,
    GITHUB_API_URL: simulated.url,
    GITHUB_WEBHOOK_SECRET: webhookSecret,
    STATUSFOLIO_DATABASE: join(folder, 'statusfolio.db'),
    PORT: '0',
    LOG_LEVEL: 'silent',
  });
  const reading = readPortfolio(configuration);
  if (reading.kind !== 'read') throw new TypeError('the configuration of the trace must be valid');
  const { portfolio } = reading;
  const ref = { kind: 'github', repo: 'naaas94/me', path: 'README.md', branch: null } as const;
  const target = { key: keyDocument(ref), ref, label: 'naaas94/me/README.md', publish: 'commit' } as const;
  const log = createLog(() => {}, settings.logLevel, clock);
  const openPorts = () => runtime.openPorts(settings, portfolio);
  const server = await startServer({ settings, portfolio, targets: [target], openPorts, clock, log, pollMs });
  await server.idle();
  const before = world.portfolio.history().length;
  beginRecording();
  await cause(server.url);
  const givesUpAt = Date.now() + patienceMs;
  while (world.portfolio.history().length === before) {
    if (Date.now() > givesUpAt) throw new Error(`no commit in ${patienceMs / 1000} s`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  await server.idle();
  const entered = listEntered();
  await server.stop();
  if (world.portfolio.history().length !== before + 1) throw new Error('the journey must end in one commit');
  return entered;
}

const minute = () => Math.floor(Date.now() / 60_000);
const play = journeys[process.argv[2] as JourneyName];
const started = minute();
const entered = await play();
// At the full minute the server's timer asks as well, which is none of a webhook's business.
process.send?.({ entered, isDisturbed: minute() !== started });
process.disconnect?.();
await simulated.close();
rmSync(folder, { recursive: true, force: true });
