// `npm run demo`: the full demo on the sample portfolio, told as it happens. Everything is real (the server, its
// database, signed webhooks over HTTP, commits by compare-and-swap) but GitHub, which is simulated, and the clock, which
// is turned forward.

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DemoOptions, Runtime } from '../src/cli/runtime.ts';
import { type Colour, createPaint } from '../src/cli/terminal.ts';
import { type Portfolio, readPortfolio } from '../src/config/portfolio.ts';
import { readSettings } from '../src/config/settings.ts';
import { decodeMojibake } from '../src/core/document/markup/encoding.ts';
import { createLog } from '../src/log.ts';
import { keyDocument } from '../src/pipeline/target.ts';
import type { RunningServer, ServerParts } from '../src/runtimes/node-server.ts';
import type { DeliveryReport } from './github/deliver-webhooks.ts';
import { createSampleWorld, runDaily, type SampleWorld } from './github/sample-world.ts';

export interface RunDemoOptions extends DemoOptions {
  readonly startServer: (parts: ServerParts) => Promise<RunningServer>;
  readonly openPorts: Runtime['openPorts'];
}

const dayMs = 86_400_000;
const webhookSecret = 'a-secret-that-only-the-demo-uses-0001';

/** The owner's configuration; `words` are those that `init` writes out for the owner to edit. */
const configuration = `
documents:
  - repo: naaas94/me
    path: README.md
    publish: commit
projects:
  - match: dl-symbolic-perception
    repo: naaas94/dl-symbolic-perception
labels: { paused: "🟡 Paused", archived: "⚪ Archived", maintained: "🟢 Maintained" }
onSilence: date
`;

export async function runDemo(options: RunDemoOptions): Promise<void> {
  const { terminal, once } = options;
  const folder = await mkdtemp(join(tmpdir(), 'statusfolio-demo-'));
  const scene = await openScene(options, join(folder, 'statusfolio.db'));
  try {
    await tellStory(scene);
    if (once) {
      scene.messages('dim', `\nThe dashboard was at ${scene.server.url}; without --once it stays up.`);
      return;
    }
    const url = (await scene.server.createLoginUrl()) ?? scene.server.url;
    scene.messages(
      'bold',
      '\nThe dashboard, with every status and its evidence (the link signs you in, once):',
      `  ${url}`,
    );
    scene.messages('dim', '  It stays up until you press Ctrl+C.');
    await new Promise<void>((resolve) => {
      process.once('SIGINT', resolve);
      process.once('SIGTERM', resolve);
    });
    terminal.out('');
  } finally {
    await scene.close();
    await rm(folder, { recursive: true, force: true });
  }
}

interface Scene {
  readonly world: SampleWorld;
  readonly server: RunningServer;
  readonly messages: (colour: Colour, ...lines: string[]) => void;
  now(): Date;
  /** Turns the clock forward, looking at GitHub as the schedule would. */
  pass(days: number): Promise<void>;
  /** Sends what GitHub has to tell, waits for the work, and shows the table that came of it. Throws when it is not so. */
  show(expected: 'a commit' | 'no commit', why?: string): Promise<void>;
  close(): Promise<void>;
}

async function openScene({ terminal, port, startServer, openPorts }: RunDemoOptions, database: string): Promise<Scene> {
  let now = new Date('2025-11-03T09:00:00Z');
  const clock = { now: () => new Date(now) };
  const world = createSampleWorld({ now: clock.now, until: now });
  const simulated = await world.github.listen();
  const settings = readSettings({
    GITHUB_TOKEN: world.github.token,
    GITHUB_API_URL: simulated.url,
    GITHUB_WEBHOOK_SECRET: webhookSecret,
    STATUSFOLIO_DATABASE: database,
    PORT: String(port),
    LOG_LEVEL: 'silent',
  });
  const portfolio = readDemoPortfolio();
  const ref = { kind: 'github', repo: 'naaas94/me', path: 'README.md', branch: null } as const;
  const target = { key: keyDocument(ref), ref, label: 'naaas94/me/README.md', publish: 'commit' } as const;
  const server = await startServer({
    settings,
    portfolio,
    targets: [target],
    openPorts: () => openPorts(settings, portfolio),
    clock,
    log: createLog(terminal.err, settings.logLevel, clock),
  });
  for (const name of [
    'PCC',
    'model-training-pipeline',
    'data-pipeline',
    'simple-model-api',
    'agentic-reviewer',
    'embedding-mapper',
    'quick-capture-snr',
  ]) {
    world.repository(name).addHook({ url: `${server.url}/webhooks/github`, secret: webhookSecret, events: ['*'] });
  }
  world.portfolio.addHook({ url: `${server.url}/webhooks/github`, secret: webhookSecret, events: ['push'] });
  await server.idle();

  const paint = createPaint(terminal);
  let shown = world.portfolio.history().length;
  return {
    world,
    server,
    messages: (colour, first = '', ...rest) => {
      terminal.out(paint(colour, first));
      for (const line of rest) terminal.out(line);
    },
    now: clock.now,
    async pass(days) {
      // The schedule looks every half hour; a fetch a day is enough to notice the same things.
      for (let day = 0; day < days; day += 1) {
        const yesterday = now;
        now = new Date(now.getTime() + dayMs);
        if (world.dailyJob.state === 'active') runDaily(world.repository('PCC'), world.dailyJob, yesterday, now);
        await server.refreshDue(true);
        await server.idle();
      }
    },
    async show(expected, why = '') {
      for (const line of wordDeliveries(await world.github.deliver())) terminal.out(paint('dim', line));
      await server.refreshDue(true);
      await server.idle();
      const commits = world.portfolio.history();
      const fresh = commits.slice(0, commits.length - shown).reverse();
      if (fresh.length > 0 !== (expected === 'a commit'))
        throw new Error(`the story expected ${expected} and saw ${fresh.length} commits`);
      for (const commit of fresh) {
        const before = commits[commits.indexOf(commit) + 1]?.files.get('README.md');
        terminal.out(paint('dim', `  commit ${commit.oid.slice(0, 10)}: ${commit.message.split('\n')[0]}`));
        for (const [sign, text] of diffLines(before, commit.files.get('README.md'))) {
          terminal.out(paint(sign === '+' ? 'green' : 'red', `  ${sign} ${text}`));
        }
        for (const [, evidence] of commit.message.matchAll(/\n {2}(.+)/g))
          terminal.out(`    ${paint('cyan', 'because:')} ${evidence}`);
      }
      if (why !== '') terminal.out(`  ${expected}: ${why}`);
      for (const { rows } of await server.store.listDocuments()) {
        for (const { row, decision } of rows) {
          if (decision.question === null) continue;
          const reason = decision.action === 'question' ? ` ${decision.reason}` : '';
          terminal.out(`  ${paint('cyan', 'question')} about ${row.name}: ${decision.question.evidence}${reason}`);
        }
      }
      shown = commits.length;
      // Our own push comes back as a webhook, and must change nothing.
      await world.github.deliver();
      await server.idle();
      if (world.portfolio.history().length !== shown) throw new Error('our own push caused another commit');
    },
    async close() {
      await server.stop();
      await simulated.close();
    },
  };
}

async function tellStory({ world, messages, show, pass, now }: Scene): Promise<void> {
  const commit = (name: string, message: string) =>
    world.repository(name).commit({ at: now(), message, files: { 'src/part_1.py': `${now().toISOString()}\n` } });
  const portfolioLines = Buffer.from(world.document).toString('utf8').split('\n');
  const tableLines = portfolioLines.filter(
    (line) => line.includes('](https://github.com/') || line.includes('| TBD |'),
  );
  messages('bold', 'A portfolio README, as its owner typed it (its emoji are double-encoded, and stay that way):');
  for (const line of tableLines) messages('dim', `  ${shortenRow(line)}`);

  messages('bold', '\n1. A signed push arrives: work on agentic-reviewer.');
  commit('agentic-reviewer', 'Add a second reviewer');
  await show('no commit', 'the table already says In Progress.');

  messages('bold', "\n2. PCC's daily job is switched off. Three days pass.");
  const pcc = world.repository('PCC');
  await pass(1);
  pcc.disableWorkflow(world.dailyJob, 'disabled_manually', now());
  await pass(3);
  await show(
    'a commit',
    'the label stays as the owner typed it, followed by the month of the last run. What PCC is now, only the owner can say.',
  );

  messages('bold', '\n3. The job is switched on again and succeeds.');
  world.dailyJob.state = 'active';
  runDaily(pcc, world.dailyJob, new Date(now().getTime() - dayMs), now());
  await show('a commit', 'the date is gone, and the question is withdrawn.');

  messages('bold', '\n4. embedding-mapper is archived on GitHub.');
  world.repository('embedding-mapper').archive(now());
  await show('a commit');

  messages('bold', '\n5. dl-symbolic-perception had no repository. One appears, and holds nothing but a licence.');
  const perception = world.github.addRepository({ owner: 'naaas94', name: 'dl-symbolic-perception', createdAt: now() });
  perception.addHook({ url: pcc.state.hooks[0]?.url ?? '', secret: webhookSecret, events: ['*'] });
  perception.commit({ at: now(), message: 'docs: choose a licence', files: { LICENSE: 'MIT\n' } });
  await show('no commit', 'adding a licence does not count as work.');

  messages('bold', '\n6. Then real work begins there, on two days.');
  await pass(2);
  perception.state.languages = ['Python'];
  perception.commit({ at: now(), message: 'Ground captions in regions', files: { 'src/ground.py': 'pass\n' } });
  await pass(1);
  perception.commit({ at: now(), message: 'Score the regions', files: { 'src/score.py': 'pass\n' } });
  await show('a commit');

  messages(
    'bold',
    '\n7. Eleven weeks go by. Nobody has worked on simple-model-api or SNR QuickCapture for more than 90 days.',
  );
  const goOn = async (weeks: number) => {
    for (let week = 0; week < weeks; week += 1) {
      await pass(7);
      for (const name of ['agentic-reviewer', 'quick-capture-snr'].slice(0, hasResumed ? 2 : 1)) commit(name, 'Go on');
      perception.commit({
        at: now(),
        message: 'Improve the grounding',
        files: { 'src/ground.py': now().toISOString() },
      });
      await world.github.deliver();
    }
  };
  let hasResumed = false;
  await goOn(11);
  await show('no commit', 'silence raises a question. It never replaces a label.');

  messages('bold', '\n8. The owner picks up quick-capture-snr again. The other question is left unanswered.');
  commit('quick-capture-snr', 'Resume the parser');
  hasResumed = true;
  await goOn(4);
  await show('no commit', 'one question is withdrawn; the other is still open.');

  messages(
    'bold',
    '\n9. Nine more weeks of silence about simple-model-api: half a year since the owner last confirmed it.',
  );
  await goOn(9);
  await show('a commit', 'the owner’s own label stays; the date says how long nothing has confirmed it.');

  messages('bold', '\n10. The owner fixes a typo in the documentation of simple-model-api.');
  world
    .repository('simple-model-api')
    .commit({ at: now(), message: 'docs: fix a typo', files: { 'README.md': `${now().toISOString()}\n` } });
  await pass(1);
  await show(
    'a commit',
    'somebody was there, so the date goes. The question stays: a change to the documentation is not work on the project.',
  );
}

/** One line for each kind of webhook, however many there were. */
function wordDeliveries(reports: readonly DeliveryReport[]): string[] {
  const counts = new Map<string, number>();
  for (const { event, action, status } of reports) {
    const line = `  webhook ${event}${action === null ? '' : `.${action}`}, signed -> ${status}`;
    counts.set(line, (counts.get(line) ?? 0) + 1);
  }
  return [...counts].map(([line, count]) => (count === 1 ? line : `${line} (${count} times)`));
}

function readDemoPortfolio(): Portfolio {
  const reading = readPortfolio(configuration);
  if (reading.kind !== 'read') throw new TypeError('the configuration of the demo must be valid');
  return reading.portfolio;
}

/** The lines that differ, as a person reads them. */
function diffLines(before: Uint8Array | undefined, after: Uint8Array | undefined): ['-' | '+', string][] {
  const [old, fresh] = [before, after].map((bytes) =>
    Buffer.from(bytes ?? [])
      .toString('utf8')
      .split('\n'),
  );
  return (old ?? []).flatMap((line, index): ['-' | '+', string][] => {
    const changed = fresh?.[index] ?? '';
    return line === changed
      ? []
      : [
          ['-', shortenRow(line)],
          ['+', shortenRow(changed)],
        ];
  });
}

/** Name, status and repository of a row: the cells in between only make it long. */
function shortenRow(line: string): string {
  const cells = line.split('|').map((cell) => cell.trim());
  const status = cells[5] ?? '';
  return `| ${cells[1]} | … | ${decodeMojibake(status) ?? status} | ${cells[6]} |`;
}
