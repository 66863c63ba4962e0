import { describe, expect, it } from 'vitest';
import { neutralise, wordCommit } from '../../src/core/wording.ts';

describe('wordCommit', () => {
  it('says what changed and why, how to disagree, and whose commit it is', () => {
    const line = {
      name: 'PCC',
      from: '🟢 Running',
      to: '🟡 Paused',
      evidence: 'Scheduled workflow "Daily" has not run since.',
    };
    expect(wordCommit([line], 'ada/me:README.md@')).toEqual({
      headline: 'docs: PCC is now 🟡 Paused',
      body:
        '- PCC: 🟢 Running -> 🟡 Paused\n  Scheduled workflow "Daily" has not run since.\n\n' +
        'To disagree, change the cell back: it is then left alone.\n\nStatusfolio: ada/me:README.md@',
    });
  });

  it('counts several changes in the headline and keeps evidence that is not public out', () => {
    const line = { name: 'PCC', from: 'a', to: 'b', evidence: null };
    const { headline, body } = wordCommit([line, line], 'x');
    expect(headline).toBe('docs: update 2 project statuses');
    expect(body.startsWith('- PCC: a -> b\n- PCC: a -> b\n\n')).toBe(true);
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
