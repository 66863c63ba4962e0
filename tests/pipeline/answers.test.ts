// The owner's word on a page becomes the word in the document, and nothing but the owner takes it back.

import { beforeEach, describe, expect, it } from 'vitest';
import type { SimulatedRepository } from '../../demo/github/repository.ts';
import { createSimulatedGitHub, type SimulatedGitHub } from '../../demo/github/simulated-github.ts';
import { readPortfolio } from '../../src/core/portfolio.ts';
import type { Answer } from '../../src/core/status/apply-answer.ts';
import { createGitHub } from '../../src/github/create-github.ts';
import { refresh } from '../../src/pipeline/refresh.ts';
import { keyDocument } from '../../src/pipeline/schedule.ts';
import type { Store } from '../../src/ports.ts';
import { createStore } from '../../src/store/create-store.ts';
import { openLocalDocuments } from '../../src/store/local-documents.ts';
import { openSqliteDatabase } from '../../src/store/sqlite.ts';

const dayMs = 86_400_000;
const ref = { kind: 'github', repo: 'ada/me', path: 'README.md', branch: null } as const;
const key = keyDocument(ref);
const words =
  'words: { paused: "🟡 Paused", in_progress: "🟡 In Progress", running: "🟢 Running", complete: "🟢 Complete" }\n';

describe('an answer', () => {
  let now: Date;
  let github: SimulatedGitHub;
  let me: SimulatedRepository;
  let engine: SimulatedRepository;
  let store: Store;

  beforeEach(async () => {
    now = new Date('2026-06-01T12:00:00Z');
    github = createSimulatedGitHub({ now: () => now, token: 't', viewer: 'ada' });
    me = github.addRepository({ owner: 'ada', name: 'me', createdAt: daysAgo(400) });
    engine = github.addRepository({ owner: 'ada', name: 'engine', createdAt: daysAgo(350), languages: ['Go'] });
    for (const days of [300, 200, 120])
      engine.commit({ at: daysAgo(days), message: `Work ${days}`, files: { 'main.go': String(days) } });
    store = createStore(openSqliteDatabase(':memory:', { withGitignore: false }), 'owner');
    type('🟡 In Progress', daysAgo(110));
    expect(await status()).toBe('🟡 In Progress');
    expect(await settled()).toMatchObject({ action: 'question', question: { status: 'paused' } });
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

  const settled = async () => (await store.readDocument(key))?.rows[0]?.settled;

  async function answer(parts: Partial<Answer>): Promise<void> {
    const [row] = (await store.readDocument(key))?.rows ?? [];
    if (row === undefined) throw new Error('there must be a row');
    const [project] = await store.readProjects([row.projectKey]);
    const typed = row.row.typed.status;
    const base = {
      kind: 'keep',
      status: typed,
      typed,
      evidence: project?.derived.evidence ?? null,
      until: null,
    } as const;
    await store.saveAnswers([
      { ...base, documentKey: key, projectKey: row.projectKey, at: now.toISOString(), ...parts },
    ]);
  }

  it('"accept" publishes the word that was asked for, once', async () => {
    await answer({ kind: 'accept', status: 'paused' });
    expect(await status()).toBe('🟡 Paused');
    expect(await store.listChanges(5)).toMatchObject([{ from: '🟡 In Progress', to: '🟡 Paused' }]);
    expect(await store.listAnswers()).toEqual([]);
    pass(1);
    expect(await status()).toBe('🟡 Paused');
    expect(me.history()).toHaveLength(2);
  });

  it('"finished" publishes complete, whatever was asked', async () => {
    await answer({ kind: 'finished', status: 'complete' });
    expect(await status()).toBe('🟢 Complete');
    pass(200);
    expect(await status()).toBe('🟢 Complete');
  });

  it.each(['keep', 'away'] as const)('%j starts the silence anew', async (kind) => {
    await answer({ kind });
    expect(await status()).toBe('🟡 In Progress');
    expect(await settled()).toMatchObject({ action: 'keep', question: null });
    pass(60);
    await status();
    expect(await settled()).toMatchObject({ action: 'keep', question: null });
    pass(31);
    await status();
    expect(await settled()).toMatchObject({ action: 'question', question: { status: 'paused' } });
  });

  it('"keep" is not asked again for the same evidence, even of a fact', async () => {
    engine.archive(now);
    expect(await status(words)).toBe('🟡 In Progress');
    expect(await settled()).toMatchObject({ action: 'question', question: { status: 'archived' } });
    await answer({ kind: 'keep' });
    for (let day = 0; day < 20; day += 1) {
      await status(words);
      expect(await settled()).toMatchObject({ action: 'keep', question: null });
      pass(1);
    }
  });

  it('gives way to a word that was typed since', async () => {
    await answer({ kind: 'accept', status: 'paused' });
    type('🟢 Running', now);
    expect(await status()).toBe('🟢 Running');
    expect(await store.listAnswers()).toEqual([]);
    type('🟡 In Progress', now);
    expect(await status()).toBe('🟡 In Progress');
  });

  it('without a word in the document is a question that says so', async () => {
    await answer({ kind: 'finished', status: 'complete' });
    expect(await status('words: { paused: "🟡 Paused" }\n')).toBe('🟡 In Progress');
    expect(await settled()).toMatchObject({
      action: 'question',
      reason: expect.stringContaining('no word for complete'),
    });
    expect(await status()).toBe('🟢 Complete');
  });

  it('that pins holds until its last day, and runs out by itself', async () => {
    await answer({ kind: 'pin', status: 'running', evidence: null, until: '2026-06-03' });
    expect(await status()).toBe('🟢 Running');
    pass(2);
    expect(await status()).toBe('🟢 Running');
    expect(await store.listAnswers()).toHaveLength(1);
    expect((await store.listProjects())[0]?.derived).toMatchObject({
      rule: 'pin',
      evidence: 'Pinned to running by the owner on the dashboard until 2026-06-03.',
      reviewAt: '2026-06-04T00:00:00.000Z',
    });
    pass(1);
    await status();
    expect(await store.listAnswers()).toEqual([]);
    expect((await store.listProjects())[0]?.derived.rule).not.toBe('pin');
  });

  it('never outranks a pin of the configuration', async () => {
    await answer({ kind: 'pin', status: 'running', evidence: null });
    await answer({ kind: 'finished', status: 'complete' });
    expect(await status(`${words}projects: [{ match: engine, pin: { status: paused } }]\n`)).toBe('🟡 Paused');
  });
});
