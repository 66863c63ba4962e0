// A word that the owner pinned on a page: it holds until its last day, runs out by itself, and gives way to the
// document's and the configuration's own pins.

import { beforeEach, describe, expect, it } from 'vitest';
import type { SimulatedRepository } from '../../demo/github/repository.ts';
import { createSimulatedGitHub, type SimulatedGitHub } from '../../demo/github/simulated-github.ts';
import { readPortfolio } from '../../src/config/portfolio.ts';
import { createGitHub } from '../../src/github/create-github.ts';
import { refresh } from '../../src/pipeline/refresh.ts';
import { keyDocument } from '../../src/pipeline/target.ts';
import type { PinRecord } from '../../src/ports/records.ts';
import type { Store } from '../../src/ports/store.ts';
import { openLocalDocuments } from '../../src/store/local-files.ts';
import { openSqliteDatabase } from '../../src/store/sqlite.ts';
import { createStore } from '../../src/store/store.ts';

const dayMs = 86_400_000;
const ref = { kind: 'github', repo: 'ada/me', path: 'README.md', branch: null } as const;
const key = keyDocument(ref);
const words = 'labels: { paused: "🟡 Paused", running: "🟢 Running", complete: "🟢 Complete" }\n';

describe('a pin set on a page', () => {
  let now: Date;
  let github: SimulatedGitHub;
  let me: SimulatedRepository;
  let store: Store;

  beforeEach(async () => {
    now = new Date('2026-06-01T12:00:00Z');
    github = createSimulatedGitHub({ now: () => now, token: 't', viewer: 'ada' });
    me = github.addRepository({ owner: 'ada', name: 'me', createdAt: daysAgo(400) });
    const engine = github.addRepository({ owner: 'ada', name: 'engine', createdAt: daysAgo(350), languages: ['Go'] });
    for (const days of [300, 200, 3])
      engine.commit({ at: daysAgo(days), message: `Work ${days}`, files: { 'main.go': String(days) } });
    store = createStore(openSqliteDatabase(':memory:', { withGitignore: false }), 'owner');
    type('🟡 In Progress', daysAgo(110));
    expect(await status()).toBe('🟡 In Progress');
  });

  const daysAgo = (days: number) => new Date(now.getTime() - days * dayMs);
  const pass = (days: number) => {
    now = new Date(now.getTime() + days * dayMs);
  };

  function type(word: string, at: Date): void {
    const row = `| engine | ${word} | [code](https://github.com/ada/engine) |`;
    me.commit({
      at,
      message: 'By hand',
      files: { 'README.md': `| Project | Status | Repo |\n|---|---|---|\n${row}\n` },
    });
  }

  /** Looks, and reads the word that then stands in the document. */
  async function status(configuration = words): Promise<string> {
    const reading = readPortfolio(configuration);
    if (reading.kind !== 'read') throw new Error(JSON.stringify(reading));
    const client = createGitHub({ token: 't', apiUrl: 'https://api.github.com', fetch: github.fetch, now: () => now });
    await refresh({ key, ref, label: 'README.md', publish: 'commit' }, reading.portfolio, {
      memory: store,
      github: client,
      files: openLocalDocuments(),
      clock: { now: () => now },
    });
    const [, , line = ''] = Buffer.from(me.read('README.md') ?? [])
      .toString('utf8')
      .split('\n');
    return line.split('|')[2]?.trim() ?? '';
  }

  async function pin(parts: Partial<PinRecord> = {}): Promise<void> {
    const [row] = (await store.readDocument(key))?.rows ?? [];
    await store.savePin({
      projectKey: row?.projectKey ?? '',
      status: 'running',
      until: '2026-06-03',
      at: now.toISOString(),
      ...parts,
    });
  }

  it('is published, holds until its last day is over, and runs out by itself', async () => {
    await pin();
    expect(await status()).toBe('🟢 Running');
    pass(2);
    expect(await status()).toBe('🟢 Running');
    expect((await store.listProjects())[0]?.derived).toMatchObject({
      rule: 'pin',
      evidence: 'Pinned to running by the owner on the dashboard until 2026-06-03.',
      reviewAt: '2026-06-04T00:00:00.000Z',
    });
    pass(1);
    await status();
    expect((await store.listProjects())[0]?.derived.rule).not.toBe('pin');
  });

  it('outranks a hand edit, until it is taken back', async () => {
    await pin({ until: null });
    await status();
    type('🟡 Paused', now);
    expect(await status()).toBe('🟢 Running');
    await store.removePin((await store.listPins())[0]?.projectKey ?? '');
    type('🟡 Paused', now);
    expect(await status()).toBe('🟡 Paused');
  });

  it('gives way to a pin of the configuration and to one in the cell', async () => {
    await pin();
    expect(await status(`${words}projects: [{ match: engine, pin: { status: complete } }]\n`)).toBe('🟢 Complete');
    type('🟡 Paused <!-- statusfolio: pin -->', now);
    expect(await status()).toContain('🟡 Paused');
  });
});
