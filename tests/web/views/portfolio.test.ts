import { describe, expect, it } from 'vitest';
import type { Question } from '../../../src/core/model.ts';
import { readPortfolioView } from '../../../src/web/views/portfolio.ts';
import { buildApp } from '../build-app.ts';
import { checkedAt, saveDocument } from '../build-portfolio.ts';

const canary = 'CANARY';
const question: Question = { status: 'paused', rule: 'quiet', evidence: canary, askedAt: '2026-11-19T00:00:00Z' };

async function view(audience: 'owner' | 'public', ...documents: Parameters<typeof saveDocument>[1][]) {
  const { store } = await buildApp();
  for (const document of documents) await saveDocument(store, document);
  return readPortfolioView(store, audience);
}

describe('what the public may read', () => {
  it('is the status word alone of a repository that is not public', async () => {
    for (const visibility of ['private', 'internal'] as const) {
      const secret = {
        name: 'Secret work',
        repo: 'ada/secret',
        visibility,
        status: 'paused',
        text: '🟡 Paused',
        reason: canary,
        since: '2026-01-01T00:00:00Z',
        reviewAt: '2026-12-01T00:00:00Z',
        derived: { evidence: canary },
      } as const;
      const shown = await view('public', { projects: [secret], changes: [{ name: 'Secret work', evidence: canary }] });
      expect(JSON.stringify(shown)).not.toContain(canary);
      expect(shown.documents[0]?.projects[0]).toEqual({
        token: expect.any(String),
        isOpen: false,
        asOf: null,
        name: 'Secret work',
        line: 10,
        section: null,
        addresses: ['ada/secret', 'ada/secret-work'],
        address: 'ada/secret-work',
        site: 'https://github.com',
        repo: null,
        folder: null,
        also: [],
        typed: { text: '🟡 Paused', status: 'paused' },
        decision: { text: '🟡 Paused', status: 'paused' },
        isDrifting: false,
        action: null,
        reason: null,
        rule: null,
        confidence: null,
        evidence: null,
        question: null,
        since: null,
        checkedAt: null,
        reviewAt: null,
        weeks: null,
        ownerControls: null,
      });
      expect(shown.changes).toMatchObject([{ from: '🟡 In Progress', to: '🟢 Running', evidence: null }]);
      expect(JSON.stringify(await view('owner', { projects: [secret] }))).toContain(canary);
    }
  });

  it('leaves out the reason of a pin on a repository that is not public', async () => {
    const pinned = {
      name: 'x',
      repo: 'ada/secret',
      visibility: 'private',
      derived: { rule: 'pin', evidence: canary, audience: 'public' },
    } as const;
    expect(JSON.stringify(await view('public', { projects: [pinned] }))).not.toContain(canary);
  });

  it('leaves out the name of a repository that only the configuration links and that is not public', async () => {
    const linked = { name: 'Secret work', typedRepo: null, repo: `ada/${canary}` };
    const hidden = await view('public', { projects: [{ ...linked, visibility: 'private' }] });
    expect(JSON.stringify(hidden)).not.toContain(canary);
    const open = await view('public', { projects: [linked] });
    expect(open.documents[0]?.projects[0]?.repo).toBe(`ada/${canary}`);
  });

  it('leaves out documents that are not public, and what changed in them', async () => {
    const hidden = {
      repo: 'ada/hidden',
      isPublic: false,
      projects: [{ name: canary, repo: 'ada/x' }],
      changes: [{ name: canary }],
    };
    const shown = await view('public', hidden, { projects: [{ name: 'engine', repo: 'ada/engine' }] });
    expect(JSON.stringify(shown)).not.toContain(canary);
    expect(shown.documents).toHaveLength(1);
    expect((await view('owner', hidden)).documents).toHaveLength(1);
  });

  it('leaves out what still waits for the owner: questions, holds, and the evidence for them', async () => {
    const asked = {
      name: 'engine',
      repo: 'ada/engine',
      action: 'question',
      reason: canary,
      question,
      derived: { status: 'stalled', evidence: canary },
    } as const;
    const held = {
      name: 'held',
      repo: 'ada/held',
      action: 'hold',
      reason: canary,
      derived: { evidence: canary },
    } as const;
    expect(JSON.stringify(await view('public', { projects: [asked, held] }))).not.toContain(canary);
  });

  it('leaves out evidence for another status than the one decided', async () => {
    const guessed = {
      name: 'engine',
      repo: 'ada/engine',
      status: 'running',
      derived: { status: 'stalled', confidence: 'guess', evidence: canary },
    } as const;
    expect(JSON.stringify(await view('public', { projects: [guessed] }))).not.toContain(canary);
  });

  it('leaves out problems and where files lie', async () => {
    const shown = await view('public', {
      file: `/home/${canary}/site/index.qmd`,
      problems: [{ code: canary, where: canary, message: canary, hint: canary }],
      projects: [{ name: 'engine', repo: 'ada/engine' }],
    });
    expect(JSON.stringify(shown)).not.toContain(canary);
    expect(shown.documents[0]?.path).toBe('index.qmd');
  });

  it('is the evidence of public repositories and of rows without one', async () => {
    const shown = await view('public', { projects: [{ name: 'engine', repo: 'ada/engine' }, { name: 'notes' }] });
    expect(shown.documents[0]?.projects.map(({ evidence }) => evidence)).toEqual([
      'Last work commit 2026-11-18.',
      'No repository linked.',
    ]);
    expect(shown.documents[0]?.projects[0]?.checkedAt).toBe(checkedAt);
  });
});

describe('a row drifts', () => {
  const due = {
    name: 'engine',
    repo: 'ada/engine',
    status: 'complete',
    text: '🟢 Complete',
    settledStatus: 'running',
    settledText: '🟢 Running',
    action: 'change',
  } as const;
  const drifts = async (changes: Parameters<typeof saveDocument>[1]) =>
    (await view('owner', { projects: [due], ...changes })).documents[0]?.projects[0]?.isDrifting;

  it('while its cell is to be changed', async () => {
    expect(await drifts({})).toBe(true);
  });

  it('until the commit of the same look has changed it', async () => {
    expect(await drifts({ changes: [{ at: checkedAt }] })).toBe(false);
    expect(await drifts({ changes: [{ at: '2026-11-20T00:00:00.000Z' }] })).toBe(true);
  });

  it('not merely because a question waits', async () => {
    const shown = await view('owner', {
      projects: [{ name: 'engine', repo: 'ada/engine', action: 'question', question }],
    });
    expect(shown.documents[0]?.projects[0]).toMatchObject({ isDrifting: false, question: { status: 'paused' } });
  });
});

describe('texts of a view', () => {
  it('are plain: one line, nothing invisible, no longer than a page can bear', async () => {
    const odd = `a\u202eb\u0000c\nd${'x'.repeat(10_000)}`;
    const shown = await view('owner', {
      projects: [
        {
          name: odd,
          section: odd,
          text: odd,
          reason: odd,
          derived: { evidence: odd },
          question: { ...question, evidence: odd },
        },
      ],
      changes: [{ name: odd, from: odd, to: odd, evidence: odd }],
      problems: [{ code: 'X', where: odd, message: odd, hint: odd }],
    });
    const text = JSON.stringify(shown);
    expect(text).not.toMatch(/\u202e|\\u0000|\\n/);
    expect(text.length).toBeLessThan(8000);
  });
});
