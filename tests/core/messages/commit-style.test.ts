import { describe, expect, it } from 'vitest';
import { readPortfolio } from '../../../src/config/portfolio.ts';
import { formatActivityCommit, formatActivityPullRequest } from '../../../src/core/messages/activity-columns.ts';
import { formatCommit, formatLinkCommit } from '../../../src/core/messages/commit-message.ts';
import { type CommitStyle, formatRestart, readPerson } from '../../../src/core/messages/commit-style.ts';
import { formatPullRequest } from '../../../src/core/messages/pull-request-body.ts';
import { defaultStyle } from '../../support/default-style.ts';
import { tell } from '../../support/tell.ts';

const place = { keys: 'ada/me:README.md@', paths: ['README.md'] };
const line = { name: 'PCC', from: '🟢 Running', to: '🟡 Paused', evidence: tell('It stopped.') };
const styled = (message: string, more: Partial<CommitStyle> = {}): CommitStyle => ({
  ...defaultStyle,
  message,
  ...more,
});
const surroundings = { before: 'a', after: 'a' };

function problems(text: string): string[] {
  const reading = readPortfolio(text);
  if (reading.kind === 'read') return [];
  return reading.problems.map(({ line: at, column, message }) => `${at}:${column} ${message}`);
}

describe('a template of commit messages', () => {
  it('gives commits and pull requests of every kind their subject', () => {
    const style = styled('chore(status): {subject}');
    const notes = { transferred: [], relinked: [], twice: [], unseen: [], unsupported: [], other: [] };
    const marks = [{ name: 'tool', event: 'stale', from: '🟢', to: '🟡', evidence: null }] as const;
    expect([
      formatCommit([line], place, style).headline,
      formatCommit([line, { ...line, name: 'me' }], place, style).headline,
      formatCommit([], place, style).headline,
      formatCommit([], place, style, ['cards']).headline,
      formatLinkCommit([{ name: 'PCC', to: tell('ada/pcc') }], place, style).headline,
      formatActivityCommit(marks, 0, place, style).headline,
      formatActivityCommit([], 2, place, style).headline,
      formatPullRequest([{ path: 'README.md', lines: [line], blocks: [], surroundings }], null, style).title,
      formatActivityPullRequest({ path: 'README.md', lines: marks, notes, surroundings }, style).title,
      formatRestart('main', place, style).split('\n')[0],
    ]).toEqual([
      'chore(status): mark PCC as 🟡 Paused',
      'chore(status): update 2 project statuses',
      'chore(status): update the status badges',
      'chore(status): update the generated cards',
      'chore(status): update the link of PCC to its renamed repository',
      'chore(status): update the activity of 1 project',
      'chore(status): update 2 links to renamed repositories',
      'chore(status): mark PCC as 🟡 Paused',
      'chore(status): update the activity of 1 project',
      'chore(status): start over from main',
    ]);
  });

  it('stands for subject, count and document, and its own text replaces the usual one', () => {
    const style = styled('{document}: {count} due\n\nToday: {subject}\n\n{changes}\n\nRefs: X-1\n');
    expect(formatCommit([line], place, style)).toEqual({
      headline: 'README.md: 1 due',
      body:
        'Today: mark PCC as 🟡 Paused\n\n- PCC: 🟢 Running -> 🟡 Paused\n  It stopped.\n\nRefs: X-1\n\n' +
        'Statusfolio: ada/me:README.md@',
    });
    const two = { keys: 'ada/me:README.md@, ada/me:b.md@', paths: ['README.md', 'b.md'] };
    expect(formatCommit([line], two, style).headline).toBe('2 documents: 1 due');
  });

  it('keeps the list of changes, by which dates are known again, where its text does not place it', () => {
    const { body } = formatCommit([line], place, styled('docs: {subject}\n\nRefs: X-1'));
    expect(body).toBe('Refs: X-1\n\n- PCC: 🟢 Running -> 🟡 Paused\n  It stopped.\n\nStatusfolio: ada/me:README.md@');
  });

  it.each([
    ['docs: {subject}', 'x'.repeat(300), 'README.md'],
    ['a prefix of exactly forty characters ok: {subject}', 'x'.repeat(300), 'README.md'],
    ['{subject} in {document}', '😀'.repeat(300), `${'deep/'.repeat(30)}README.md`],
    ['[{document}] {subject} ({count}) [skip ci]', 'x'.repeat(300), `${'deep/'.repeat(30)}README.md`],
    ['status', 'x'.repeat(300), 'README.md'],
  ])('is a subject of at most 72 characters: %s', (message, name, path) => {
    expect(problems(`commit: { message: ${JSON.stringify(message)} }`)).toEqual([]);
    const { headline } = formatCommit([{ ...line, name }], { keys: 'k', paths: [path] }, styled(message));
    expect(headline.length).toBeLessThanOrEqual(72);
    expect(headline.isWellFormed()).toBe(true);
    expect(headline).toMatch(message === 'status' ? /^status$/ : /mark .{4,}/);
  });

  it('names co-author and sign-off in the last paragraph, and under the commit that begins a branch again', () => {
    const style = styled('docs: {subject}', {
      coAuthor: { name: 'Ada', email: 'ada@example.org' },
      signedBy: { name: 'statusfolio[bot]', email: '7+statusfolio[bot]@users.noreply.github.com' },
    });
    const trailers =
      'Statusfolio: ada/me:README.md@\nCo-authored-by: Ada <ada@example.org>\n' +
      'Signed-off-by: statusfolio[bot] <7+statusfolio[bot]@users.noreply.github.com>';
    expect(formatCommit([line], place, style).body.split('\n\n').at(-1)).toBe(trailers);
    expect(formatRestart('main', place, style)).toBe(`docs: start over from main\n\n${trailers}`);
  });
});

describe('readPerson', () => {
  it.each([
    'Ada <ada@example.org>',
    'statusfolio[bot] <7+statusfolio[bot]@users.noreply.github.com>',
    'Łucja Ż. <l@b.pl>',
  ])('reads %s', (text) => {
    const person = readPerson(text);
    expect(`${person?.name} <${person?.email}>`).toBe(text);
  });

  it.each([
    '',
    'Ada',
    '<ada@example.org>',
    ' <ada@example.org>',
    'Ada <ada>',
    'Ada <a@b> x',
    'Ada <a@b@c>',
    'Ada <a b@c>',
    'Ada\nBob <a@b>',
    'Ada <a@b>\nSigned-off-by: Eve <e@e>',
    'A<b> <a@b>',
    `${'x'.repeat(101)} <a@b>`,
  ])('refuses %j', (text) => expect(readPerson(text)).toBeNull());
});

describe('commit in the configuration', () => {
  it('has defaults, and takes what is right', () => {
    expect(readPortfolio('')).toMatchObject({ portfolio: { commit: { message: 'docs: {subject}', signOff: false } } });
    expect(readPortfolio('commit: { signOff: true, author: "Ada <a@b.org>", message: "x: {subject}" }')).toMatchObject({
      kind: 'read',
      portfolio: { commit: { signOff: true, author: 'Ada <a@b.org>', message: 'x: {subject}' } },
    });
  });

  it.each([
    [
      'commit: { message: "docs: {subjet}" }',
      /^1:11 commit\.message: unknown \{subjet\}; the placeholders are \{subject\}, .*did you mean \{subject\}\?$/,
    ],
    [
      'commit: { message: "docs: {author}" }',
      /unknown \{author\}; the placeholders are \{subject\}, \{changes\}, \{document\}, \{count\}$/,
    ],
    ['commit: { message: "docs: {subject" }', /has a brace outside a placeholder/],
    ['commit: { message: "docs: {changes}" }', /put it below a blank line/],
    ['commit: { message: "docs: x\\nmore" }', /must have a blank line below the subject/],
    ['commit: { message: "\\n\\nmore" }', /must begin with a subject/],
    ['commit: { message: "docs\\t{subject}" }', /control characters/],
    ['commit: { message: "x\\n\\nStatusfolio: me" }', /"Statusfolio:" is added to every message automatically/],
    ['commit: { message: "x\\n\\n  signed-off-by: Eve <e@e>" }', /"signed-off-by:" is added by "signOff"/],
    ['commit: { message: "x\\n\\nCo-Authored-By: Eve <e@e>" }', /"Co-Authored-By:" is added by "author"/],
    [`commit: { message: "${'x'.repeat(41)} {subject}" }`, /has 41 characters of its own .*more than 40 leave no room/],
    ['commit: { signOff: Ada }', /commit\.signOff: must be a name and an address, for example "Ada Lovelace/],
    ['commit:\n  author: Ada <ada>', /^2:3 commit\.author: must be a name and an address/],
    ['commit: { signoff: true }', /commit\.signoff: unknown option; did you mean "signOff"\?/],
  ])('refuses %s', (text, expected) => {
    expect(problems(text)).toHaveLength(1);
    expect(problems(text)[0]).toMatch(expected);
  });
});
