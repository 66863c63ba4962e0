import { describe, expect, it } from 'vitest';
import { formatCommit as format } from '../../../src/core/messages/commit-message.ts';
import { neutralise } from '../../../src/core/messages/evidence.ts';
import { defaultStyle } from '../../support/default-style.ts';
import { tell } from '../../support/tell.ts';

const formatCommit = (lines: Parameters<typeof format>[0], keys: string, blocks: Parameters<typeof format>[3] = []) =>
  format(lines, { keys, paths: ['README.md'] }, defaultStyle, blocks);

describe('formatCommit', () => {
  it('says what changed and why, how to disagree, and whose commit it is', () => {
    const line = {
      name: 'PCC',
      from: '🟢 Running',
      to: '🟡 Paused',
      evidence: tell('Scheduled workflow "Daily" has not run since.'),
    };
    expect(formatCommit([line], 'ada/me:README.md@')).toEqual({
      headline: 'docs: mark PCC as 🟡 Paused',
      body:
        '- PCC: 🟢 Running -> 🟡 Paused\n  Scheduled workflow "Daily" has not run since.\n\n' +
        'To disagree, change the cell back: it will be left alone.\n\nStatusfolio: ada/me:README.md@',
    });
  });

  it.each([
    ['x'.repeat(300), '🟡', '🟡 Paused'],
    ['x'.repeat(300), '', 'y'.repeat(60)],
    ['a name of usual length', '🟡', 'y'.repeat(60)],
  ])('has a subject of at most 72 characters, whose name stands whole in the body: %#', (name, from, to) => {
    const { headline, body } = formatCommit([{ name, from, to, evidence: null }], 'x');
    expect(headline.length).toBeLessThanOrEqual(72);
    expect(headline).toMatch(/^docs: (mark|list) \S.* as /);
    expect(body).toContain(name.slice(0, 100));
  });

  it('counts several changes in the headline and keeps evidence that is not public out', () => {
    const line = { name: 'PCC', from: 'a', to: 'b', evidence: null };
    const { headline, body } = formatCommit([line, { ...line, name: 'me' }], 'x');
    expect(headline).toBe('docs: update 2 project statuses');
    expect(body.startsWith('- PCC: a -> b\n- me: a -> b\n\n')).toBe(true);
  });

  it.each([
    [['add', '(as of 2025-07)'], 'docs: date the status of PCC (as of 2025-07)', 'a, dated (as of 2025-07)'],
    [
      ['add', '(letzter Lauf 2025-07)'],
      'docs: date the status of PCC (last run 2025-07)',
      'a, dated (letzter Lauf 2025-07)',
    ],
    [
      ['remove', '(as of 2025-07)'],
      'docs: remove the date from the status of PCC',
      'a, without the date (as of 2025-07)',
    ],
  ] as const)('says that a word was dated, or is no longer: %j', ([action, text], headline, item) => {
    const line = { name: 'PCC', from: 'a', to: 'a', evidence: null, asOf: { month: '2025-07', text, action } };
    const commit = formatCommit([line], 'x');
    expect([commit.headline, commit.body.split('\n')[0]]).toEqual([headline, `- PCC: ${item}`]);
    const both = formatCommit([line, { ...line, name: 'me' }], 'x').headline;
    expect(both).toBe(
      action === 'add' ? 'docs: date 2 project statuses' : 'docs: remove the dates after 2 project statuses',
    );
  });

  it('names a project once, however many rows it stands in', () => {
    const line = { name: 'PCC', from: 'a', to: 'b', evidence: tell('Why.') };
    const { headline, body } = formatCommit([line, line], 'x');
    expect([headline, body.match(/^- /gm)?.length]).toEqual(['docs: mark PCC as b', 1]);
  });

  it.each([
    [[], 'docs: update the status badges'],
    [['cards'], 'docs: update the generated cards'],
    [['table', 'table'], 'docs: update 2 generated blocks'],
    [['list', 'summary'], 'docs: update 2 generated blocks'],
  ] as const)('tells the truth where no status changed: %j', (blocks, headline) => {
    const commit = formatCommit([], 'x', blocks);
    expect(commit.headline).toBe(headline);
    expect(commit.body).not.toContain('change the cell back');
    expect(commit.body).toMatch(/(^|\n\n)Statusfolio: x$/);
  });
});

describe('neutralise', () => {
  it.each([
    ['@all fixes #1', 'all fixes 1'],
    ['see https://evil.example/x', 'see https evil.example/x'],
    ['GH-12 closes gh-3', 'GH 12 closes GH 3'],
    ['a\nStatusfolio: forged', 'a Statusfolio: forged'],
    ['![x](//evil) `code` <b>', '!x(//evil) code b'],
    ['\u202Eevil\u200B', 'evil'],
  ])('makes %j harmless', (text, expected) => {
    expect(neutralise(text)).toBe(expected);
  });

  it('shortens long text', () => {
    expect(neutralise('x'.repeat(500))).toHaveLength(120);
  });
});
