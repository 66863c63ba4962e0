// The whole server of one machine in front of a simulated GitHub, with a clock that the test turns: one portfolio with
// one project that has been quiet for long, so that a question waits.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { SimulatedRepository } from '../../demo/github/repository.ts';
import { createSimulatedGitHub, type SimulatedGitHub } from '../../demo/github/simulated-github.ts';
import { readPortfolio } from '../../src/config/portfolio.ts';
import { readSettings } from '../../src/config/settings.ts';
import { createGitHub } from '../../src/github/create-github.ts';
import { keyDocument } from '../../src/pipeline/target.ts';
import { type RunningServer, startServer } from '../../src/runtimes/node-server.ts';
import { openLocalDocuments } from '../../src/store/local-files.ts';

const dayMs = 86_400_000;
const webhookSecret = 'a-secret-of-the-browser-tests-0123456789';
const words =
  'labels: { running: "🟢 Running", complete: "🟢 Complete", paused: "🟡 Paused", archived: "⚪ Archived" }\n';

export interface OpenServer {
  readonly server: RunningServer;
  readonly github: SimulatedGitHub;
  readonly engine: SimulatedRepository;
  /** The document as it stands on GitHub. */
  readDocument(): string;
  pass(days: number): void;
  /** Looks at everything, and waits until nothing is left to do. */
  look(): Promise<void>;
  login(): Promise<string>;
  close(): Promise<void>;
}

export async function openServer(): Promise<OpenServer> {
  let now = new Date('2026-06-01T12:00:00Z');
  const clock = { now: () => new Date(now) };
  const ago = (days: number) => new Date(now.getTime() - days * dayMs);
  const folder = mkdtempSync(join(tmpdir(), 'statusfolio-browser-'));
  const github = createSimulatedGitHub({ now: clock.now, token: 't', viewer: 'ada' });
  const me = github.addRepository({ owner: 'ada', name: 'me', createdAt: ago(400) });
  const [engine] = ['engine', 'mill'].map((name, index) => {
    const repository = github.addRepository({ owner: 'ada', name, createdAt: ago(350), languages: ['Go'] });
    for (const days of [300, 200, index === 0 ? 120 : 3])
      repository.commit({ at: ago(days), message: `Work ${days}`, files: { 'main.go': String(days) } });
    return repository;
  });
  if (engine === undefined) throw new Error('there must be a repository');
  const row = (name: string) => `| ${name} | 🟡 In Progress | [code](https://github.com/ada/${name}) |`;
  const text = `# Work\n\n| Project | Status | Repo |\n|---|---|---|\n${row('engine')}\n${row('mill')}\n`;
  me.commit({ at: ago(110), message: 'By hand', files: { 'README.md': text } });
  const simulated = await github.listen();

  const reading = readPortfolio(words);
  if (reading.kind !== 'read') throw new Error(JSON.stringify(reading));
  const ref = { kind: 'github', repo: 'ada/me', path: 'README.md', branch: null } as const;
  const server = await startServer({
    settings: readSettings({
      GITHUB_TOKEN: 't',
      GITHUB_API_URL: simulated.url,
      GITHUB_WEBHOOK_SECRET: webhookSecret,
      STATUSFOLIO_DATABASE: join(folder, 'statusfolio.db'),
      PORT: '0',
      LOG_LEVEL: 'silent',
    }),
    portfolio: reading.portfolio,
    targets: [{ key: keyDocument(ref), ref, label: 'ada/me/README.md', publish: 'commit' }],
    openPorts: async () => ({
      github: createGitHub({ token: 't', apiUrl: simulated.url, now: clock.now }),
      files: openLocalDocuments(),
    }),
    clock,
    log: { info: () => {}, warn: () => {}, error: () => {} },
  });
  engine.addHook({ url: `${server.url}/webhooks/github`, secret: webhookSecret, events: ['*'] });
  await server.idle();
  return {
    server,
    github,
    engine,
    readDocument: () => Buffer.from(me.read('README.md') ?? []).toString('utf8'),
    pass: (days) => {
      now = new Date(now.getTime() + days * dayMs);
    },
    look: async () => {
      await server.refreshDue(true);
      await server.idle();
    },
    login: async () => (await server.createLoginUrl()) ?? server.url,
    close: async () => {
      await server.stop();
      await simulated.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
