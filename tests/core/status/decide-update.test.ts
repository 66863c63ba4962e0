import { describe, expect, it } from 'vitest';
import type { Derived, Row } from '../../../src/core/model.ts';
import { type DecideContext, decideUpdate } from '../../../src/core/status/decide-update.ts';
import type { Status } from '../../../src/core/status/statuses.ts';
import { readThresholds } from '../../../src/core/status/thresholds.ts';
import { daysAgo, now } from '../../support/build-activity.ts';

const vocabulary = { running: '🟢 Running', in_progress: '🟡 In Progress', paused: '🟡 Paused', planned: '🔴 Planned' };

function row(
  status: Status,
  text = vocabulary[status as keyof typeof vocabulary] ?? '?',
  parts: Partial<Row> = {},
): Row {
  return {
    name: 'engine',
    line: 7,
    section: null,
    table: 0,
    repo: 'ada/engine',
    folder: null,
    statusSpan: { start: 0, end: 1 },
    statusMarkup: 'markdown',
    typed: { text, status },
    mojibake: false,
    directive: null,
    skip: null,
    ...parts,
  };
}

function derived(status: Status, basis: Derived['basis'], parts: Partial<Derived> = {}): Derived {
  return {
    status,
    basis,
    rule: 'active',
    confidence: 'sure',
    evidence: 'Seen.',
    reviewAt: null,
    audience: 'public',
    ...parts,
  };
}

function complete(typed: Row, verdict: Derived, parts: Partial<DecideContext> = {}) {
  return decideUpdate({
    row: typed,
    derived: verdict,
    before: { since: null, question: null, changedAt: [] },
    vocabulary,
    thresholds: readThresholds(),
    now,
    ...parts,
  });
}

describe('settleStatus', () => {
  it('keeps a cell that agrees', () => {
    expect(complete(row('running'), derived('running', 'fact'))).toMatchObject({ action: 'keep', text: '🟢 Running' });
  });

  it('publishes facts in the words of the document, on a first check too', () => {
    expect(complete(row('planned'), derived('in_progress', 'fact'), { before: null })).toMatchObject({
      action: 'change',
      status: 'in_progress',
      text: '🟡 In Progress',
      reason: 'The cell says planned; GitHub shows in progress.',
    });
  });

  it('only asks where only the owner can say, and goes on asking', () => {
    const doubt = derived('in_progress', 'doubt', { rule: 'reopened', confidence: 'guess' });
    const asked = complete(row('complete', '🟢 Complete'), doubt);
    expect(asked).toMatchObject({ action: 'question', text: '🟢 Complete', question: { rule: 'reopened' } });
    const before = {
      since: null,
      changedAt: [],
      question: asked.question && { ...asked.question, askedAt: daysAgo(60) },
    };
    expect(complete(row('complete', '🟢 Complete'), doubt, { before })).toMatchObject({
      action: 'question',
      question: { askedAt: daysAgo(60) },
      reason: 'Asked on 2026-04-02: only you can say. The status stays until you answer.',
    });
  });

  it('asks about a name that leads elsewhere, although no word would change', () => {
    const identity = derived('running', 'doubt', { rule: 'identity', confidence: 'guess' });
    expect(complete(row('running'), identity)).toMatchObject({ action: 'question', question: { status: 'running' } });
    const other = { status: 'running', rule: 'active', evidence: 'Seen.', askedAt: daysAgo(9) } as const;
    const before = { since: null, changedAt: [], question: other };
    expect(complete(row('running'), identity, { before }).question?.askedAt).toBe(now.toISOString());
  });

  it.each(['paused', 'stalled'] as const)('reads %s as said by the paused and by the stalled word', (status) => {
    for (const typed of [row('paused'), row('stalled', '🔴 Stalled')]) {
      expect(complete(typed, derived(status, 'silence'))).toMatchObject({ action: 'keep', text: typed.typed.text });
    }
  });

  it.each([
    ['a word of the owner', row('unknown', '🟣 Paper under review'), 'The status is a custom label.'],
    ['an empty cell', row('unknown', ''), 'The status cell is empty.'],
    ['a row that the reader left out', row('running', undefined, { skip: 'two repositories' }), 'two repositories'],
    [
      'an ignored row',
      row('running', undefined, { directive: { kind: 'ignore' } }),
      'The owner asked to leave the row alone.',
    ],
  ])('leaves %s alone', (_, typed, reason) => {
    expect(complete(typed, derived('archived', 'fact'))).toMatchObject({
      action: 'skip',
      reason,
      text: typed.typed.text,
    });
  });

  it('never publishes a guess', () => {
    expect(complete(row('running'), derived('paused', 'fact', { confidence: 'guess' }))).toMatchObject({
      action: 'keep',
    });
  });

  it('asks when neither the document nor the configuration has a word', () => {
    expect(complete(row('running'), derived('archived', 'fact'))).toMatchObject({
      action: 'question',
      text: '🟢 Running',
      question: { status: 'archived', askedAt: now.toISOString() },
    });
  });

  it('asks once about silence, and goes on asking without ever publishing', () => {
    const quiet = derived('paused', 'silence', { rule: 'quiet', confidence: 'likely' });
    const first = complete(row('in_progress'), quiet, { before: null });
    expect(first).toMatchObject({ action: 'question', text: '🟡 In Progress', reviewAt: null });

    const waiting = (days: number) => ({
      since: null,
      changedAt: [],
      question: { status: 'paused' as const, rule: 'quiet' as const, evidence: 'Seen.', askedAt: daysAgo(days) },
    });
    for (const days of [13, 14, 30, 400]) {
      expect(complete(row('in_progress'), quiet, { before: waiting(days) })).toMatchObject({
        action: 'question',
        status: 'in_progress',
        text: '🟡 In Progress',
        question: { askedAt: daysAgo(days) },
        reviewAt: null,
      });
    }
  });

  it('forgets a question whose evidence is gone', () => {
    const before = {
      since: null,
      changedAt: [],
      question: { status: 'paused' as const, rule: 'quiet' as const, evidence: 'Seen.', askedAt: daysAgo(13) },
    };
    expect(complete(row('in_progress'), derived('in_progress', 'work'), { before })).toMatchObject({
      action: 'keep',
      question: null,
    });
  });

  it('does not ask about a status that was decided less than seven days ago, unless a fact lowers it', () => {
    const before = {
      since: daysAgo(6),
      changedAt: [],
      question: { status: 'paused' as const, rule: 'quiet' as const, evidence: 'Seen.', askedAt: daysAgo(20) },
    };
    const quiet = derived('paused', 'silence', { confidence: 'likely' });
    expect(complete(row('in_progress'), quiet, { before })).toMatchObject({ action: 'hold', reviewAt: daysAgo(-1) });
    expect(complete(row('in_progress'), quiet, { before: { ...before, since: daysAgo(7) } })).toMatchObject({
      action: 'question',
    });
    expect(complete(row('in_progress'), derived('paused', 'fact'), { before })).toMatchObject({ action: 'change' });
  });

  it('freezes a status that changed more than three times in sixty days', () => {
    const before = { since: daysAgo(10), question: null, changedAt: [59, 40, 20, 10].map(daysAgo) };
    expect(complete(row('planned'), derived('in_progress', 'fact'), { before })).toMatchObject({ action: 'question' });
    const old = { ...before, changedAt: [61, 40, 20, 10].map(daysAgo) };
    expect(complete(row('planned'), derived('in_progress', 'fact'), { before: old })).toMatchObject({
      action: 'change',
    });
  });

  it('shows stalled with the paused word', () => {
    expect(complete(row('paused'), derived('stalled', 'fact'))).toMatchObject({ action: 'keep' });
  });
});

describe('a word that comes back', () => {
  it('is written as the owner typed it, not as the document spells the status elsewhere', () => {
    const woke = derived('in_progress', 'fact', { rule: 'woke', text: '🟢 Active' });
    expect(complete(row('paused'), woke)).toMatchObject({ action: 'change', status: 'in_progress', text: '🟢 Active' });
  });
});

describe('rows that ask first', () => {
  const foreign = { asksFirst: 'The repository belongs to bob, not to the owner of this document.' };
  it.each(['fact', 'work', 'silence'] as const)('write nothing whatever the evidence is: %s', (basis) => {
    const asked = complete(row('planned', undefined, foreign), derived('in_progress', basis));
    expect(asked).toMatchObject({ action: 'question', status: 'planned', question: { status: 'in_progress' } });
    expect(asked.reason).toBe(
      'The repository belongs to bob, not to the owner of this document. Asked on 2026-06-01; the status stays until you answer.',
    );
  });

  it('write what the owner answered or pinned', () => {
    const typed = row('planned', undefined, foreign);
    expect(complete(typed, derived('in_progress', 'fact'), { isAnswered: true })).toMatchObject({ action: 'change' });
    expect(complete(typed, derived('in_progress', 'fact', { rule: 'pin' }))).toMatchObject({ action: 'change' });
  });
});
