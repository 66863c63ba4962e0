import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { applyEdits, planEdits } from '../../../src/core/document/edits.ts';
import { decodeMojibake, encodeMojibake } from '../../../src/core/document/markup/encoding.ts';
import { readDocument } from '../../../src/core/document/parse-document.ts';
import type { DocumentReading, Row } from '../../../src/core/model.ts';
import { checkDocument } from '../../support/check-document.ts';
import { generateDocument } from '../../support/generate-document.ts';

const seed = (name: string) => readFileSync(`tests/fixtures/seeds/${name}`);

function read(bytes: Uint8Array | string, path = 'README.md'): DocumentReading {
  const outcome = readDocument(typeof bytes === 'string' ? Buffer.from(bytes) : bytes, path);
  if (outcome.kind !== 'read') throw new Error(outcome.reason);
  return outcome.reading;
}

function change(bytes: Uint8Array, rows: readonly Row[], text: string): Uint8Array {
  return applyEdits(
    bytes,
    planEdits(
      bytes,
      rows.map((row) => ({ row, text, mojibake: row.mojibake })),
    ),
  );
}

const table = (...rows: readonly string[]) => `| Project | Status | Repo |\n|---|---|---|\n${rows.join('\n')}\n`;
const row = (status: string, repo = '[code](https://github.com/ada/engine)') =>
  table(`| engine | ${status} | ${repo} |`);
const first = (text: string) => read(text).rows[0];

describe('readDocument', () => {
  it('reads the real portfolio', () => {
    const { mojibake, tables, rows, vocabulary } = read(seed('portfolio.md'));
    expect({ mojibake, tables }).toEqual({ mojibake: true, tables: 2 });
    expect(rows.map(({ line }) => line)).toEqual([13, 14, 15, 16, 17, 27, 28, 29]);
    expect(rows.every(({ skip, mojibake: isTwice }) => skip === null && isTwice)).toBe(true);
    expect(rows[0]?.section).toBe('Core Projects: Systematic ML Engineering');
    expect(vocabulary).toEqual({
      running: '🟢 Running',
      complete: '🟢 Complete',
      in_progress: '🟡 In Progress',
      planned: '🔴 Planned',
    });
  });

  it('finds no status in the profile and the page', () => {
    expect(read(seed('profile.md')).rows).toEqual([]);
    expect(read(seed('about.qmd'), 'about.qmd').rows).toEqual([]);
  });

  it.each([
    ['UTF-16', Buffer.from('\ufeff| a | Status |', 'utf16le'), /UTF-16/],
    ['a zero byte', Buffer.from('a\0b'), /not text/],
    ['a Git LFS pointer', Buffer.from('version https://git-lfs.github.com/spec/v1\noid sha256:0\n'), /LFS/],
    ['more than 5 MB', Buffer.alloc(5 * 1024 * 1024 + 1, 0x20), /5 MB/],
  ])('refuses %s with a reason', (_, bytes, expected) => {
    expect(readDocument(bytes, 'README.md')).toMatchObject({
      kind: 'refused',
      reason: expect.stringMatching(expected),
    });
  });

  it.each([
    ['**🟢 Running**', 'Running', '**Paused**'],
    ['`WIP`', 'WIP', '`Paused`'],
    ['_Planned_', 'Planned', '_Paused_'],
    ['  Complete   ', 'Complete', '  Paused   '],
    [
      'Running <!-- statusfolio: pin until 2027-01-31 -->',
      'Running',
      'Paused <!-- statusfolio: pin until 2027-01-31 -->',
    ],
  ])('replaces the word in %j and keeps what is around it', (cell, text, expected) => {
    const bytes = Buffer.from(row(cell));
    const { rows } = read(bytes);
    expect(rows[0]?.typed.text).toContain(text);
    expect(Buffer.from(change(bytes, rows, 'Paused')).toString()).toBe(row(expected));
  });

  it('reads pins and ignores from comments anywhere in the row', () => {
    expect(first(row('Running <!-- statusfolio: pin until 2027-01-31 -->'))?.directive).toEqual({
      kind: 'pin',
      until: '2027-01-31',
    });
    expect(first(row('Running <!-- statusfolio: pin -->'))?.directive).toEqual({ kind: 'pin', until: null });
    expect(first(row('Running', '[x](https://github.com/ada/engine) <!-- statusfolio: ignore -->'))?.directive).toEqual(
      { kind: 'ignore' },
    );
    expect(first(row('Running <!-- a note -->'))?.directive).toBeNull();
  });

  it.each([
    ['[code](https://github.com/ada/engine)', 'ada/engine', null],
    ['https://github.com/ada/engine.git', 'ada/engine', null],
    ['<https://www.github.com/ada/engine/?tab=readme#top>', 'ada/engine', null],
    ['[x](http://GitHub.com/Ada/Engine/tree/main/tools/cli)', 'Ada/Engine', 'tools/cli'],
    ['[x](https://github.com/ada/engine/blob/main/README.md)', 'ada/engine', null],
    ['TBD', null, null],
    ['[x](https://gist.github.com/ada/123)', null, null],
    ['[x](https://notgithub.com/ada/engine)', null, null],
    ['[x](https://notwww.github.com/ada/engine)', null, null],
    ['[x](https://www.github.com/ada/engine)', 'ada/engine', null],
    ['[x](https://github.com/orgs/ada)', null, null],
    ['[x](https://github.com/your-username/repo)', null, null],
    ['[x](https://gitlab.com/ada/engine)', null, null],
  ])('reads the link %s', (cell, repo, folder) => {
    expect(first(row('Running', cell))).toMatchObject({ repo, folder, skip: null });
  });

  it('follows link definitions, whatever the case and wherever they stand', () => {
    const definitions =
      '\n[Engine Code]: <https://github.com/ada/engine>\n[ci]: https://github.com/ada/other/actions\n';
    expect(first(row('Running', '[code][engine  code]') + definitions)).toMatchObject({ repo: 'ada/engine' });
    expect(first(table('| [engine code] | Running | TBD |') + definitions)).toMatchObject({
      name: 'engine code',
      repo: 'ada/engine',
    });
    expect(
      first(`${row('Running', '[code][none]')}\n\`\`\`\n[none]: https://github.com/ada/engine\n\`\`\`\n`),
    ).toMatchObject({ repo: null });
  });

  it.each([
    ['https://github.com/ada/a https://github.com/ada/b'],
    ['[API](https://github.com/ada/a) · [Web](https://github.com/ada/b)'],
    ['[a](https://github.com/ada/a), <https://github.com/ada/b.git> and [demo](https://example.org)'],
    ['[a](https://github.com/ada/a)<br>[issues](https://github.com/ada/a/issues) & [b](https://github.com/Ada/B "B")'],
    ['<a href="https://github.com/ada/a">A</a> / <a href="https://github.com/ada/b">B</a>'],
    ['[a][a], [b] \u{1f517}\n\n[a]: https://github.com/ada/a\n[b]: https://github.com/ada/b'],
  ])('takes several repositories for one project: %s', (cell) => {
    const { repo, also, skip } = first(row('Running', cell)) ?? {};
    expect(skip).toBeNull();
    expect(repo).toBe('ada/a');
    expect(also?.map((place) => [place.repo.toLowerCase(), place.folder])).toEqual([['ada/b', null]]);
  });

  it('takes folders of several repositories, in the column of names too', () => {
    const cell = '[a](https://github.com/ada/a/tree/main/x) + [b](https://github.com/ada/b/tree/main/y/z)';
    const places = { repo: 'ada/a', folder: 'x', also: [{ repo: 'ada/b', folder: 'y/z' }], skip: null };
    expect(first(row('Running', cell))).toMatchObject(places);
    expect(first(table(`| ${cell} | Running | soon |`))).toMatchObject(places);
  });

  it.each([
    ['of different owners', '[a](https://github.com/ada/a), [b](https://github.com/bob/b)'],
    ['says more about them', '[a](https://github.com/ada/a), uses [b](https://github.com/ada/b)'],
    ['says more about them', '[a](https://github.com/ada/a) ![b](https://github.com/ada/b)'],
    ['says more about them', '[a](https://github.com/ada/a) [WIP] [b](https://github.com/ada/b)'],
    ['not their code', '[a](https://github.com/ada/a) [plan](https://github.com/ada/b/issues/3)'],
    ['more than 10', Array.from({ length: 11 }, (_, index) => `https://github.com/ada/r${index}`).join(' ')],
  ])('leaves a row alone that links several repositories %s: %s', (why, cell) => {
    const found = first(row('Running', cell));
    expect(found).toMatchObject({ repo: null, skip: expect.stringContaining('several repositories') });
    expect(found?.skip).toContain(why);
    expect(found?.also).toBeUndefined();
  });

  it('leaves a row alone whose description links other repositories', () => {
    const text =
      '| Project | Notes | Status |\n|-|-|-|\n| engine | [a](https://github.com/ada/a) [b](https://github.com/ada/b) | Running |\n';
    expect(first(text)?.skip).toBe(
      'The row links to several repositories, not all of them in the column of repositories or names.',
    );
  });

  it('leaves rows alone that it could edit wrongly, and says why', () => {
    expect(first(row('**Sailing** since [May](https://example.org)'))?.skip).toContain('more than plain text');
    const labelled =
      '## [Quill](https://github.com/ada/quill)\n\n**Status:** Version **2** on [paper](https://a.example)\n';
    expect(first(labelled)?.skip).toContain('more than plain text');
    expect(first(row('![Running](https://img.example.org/x.svg)'))).toMatchObject({
      skip: 'The status is an image.',
      typed: { text: 'Running', status: 'running' },
    });
    expect(read(table('| engine |', '| motor | Running | TBD |')).rows[0]?.skip).toContain('too short');
    expect(first(table('| a\\\\| b | Running | TBD |'))?.skip).toContain('two backslashes');
  });

  it.each([
    ['**sailing**, then home', 'sailing, then home'],
    ['sailing *far* and ~~wide~~', 'sailing far and wide'],
    ['__sailing__ snake_case_names', 'sailing snake_case_names'],
    ['~80 * 2 knots', '~80 * 2 knots'],
    ['2*3*4 sails', '2*3*4 sails'],
  ])('tells a status that it does not know as a person reads it: %s', (cell, text) => {
    expect(first(row(cell))).toMatchObject({ skip: null, typed: { text, status: 'unknown' } });
  });

  it('does not take other tables for project tables', () => {
    const features = read('| Feature | Status |\n|---|---|\n| Dark mode | maybe |\n').rows;
    expect(features).toMatchObject([{ skip: expect.stringContaining('parts of a project') }]);
    expect(read('| Name | Stars |\n|---|---|\n| engine | 5 |\n').rows).toEqual([]);
    expect(read(`\`\`\`\n${row('Running')}\`\`\`\n`).rows).toEqual([]);
    expect(read(`<!--\n${row('Running')}-->\n`).rows).toEqual([]);
  });

  it('changes only the planned bytes of generated documents', () => {
    let rows = 0;
    for (let seed = 0; seed < 3000; seed += 1) {
      const { bytes } = generateDocument(seed);
      rows += checkDocument(bytes, ['README.md', 'index.qmd', 'index.html'][seed % 3] ?? '');
    }
    expect(rows).toBeGreaterThan(1000);
  });

  it('survives any bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), fc.uint8Array({ maxLength: 40 }), (noise, cell) => {
        const bytes = Buffer.concat([
          noise,
          Buffer.from('\n\n| Project | Status |\n|---|---|\n| a |'),
          cell,
          Buffer.from('|\n'),
        ]);
        const outcome = readDocument(bytes, 'README.md');
        if (outcome.kind === 'read') change(bytes, outcome.reading.rows, 'Paused');
      }),
      { numRuns: 1000 },
    );
  });
});

describe('doubly encoded text', () => {
  it.each(['🟢 Running', '🟡', '🔴 Planned', '⚪ Archived', '🟠', '⏸ Paused', '✅ Done', '❌', 'résumé — “quoted”'])(
    '%s is restored exactly',
    (text) => {
      expect(decodeMojibake(encodeMojibake(text))).toBe(text);
      expect(encodeMojibake(text)).not.toBe(text);
    },
  );

  it('is what the seed holds', () => {
    expect(encodeMojibake('🟢 Running')).toBe('ðŸŸ¢ Running');
    expect(Buffer.from(encodeMojibake('🟢')).toString('hex')).toBe('c3b0c5b8c5b8c2a2');
  });

  it.each(['Running', '🟢 Running', 'café', 'naïve 🟢', ''])('%s is not doubly encoded', (text) => {
    expect(decodeMojibake(text)).toBeNull();
  });
});

describe('applyEdits', () => {
  const bytes = Buffer.from('0123456789');
  const edit = (start: number, end: number) => ({ span: { start, end }, bytes: Buffer.from('x') });

  it.each([
    ['overlap', [edit(1, 4), edit(3, 5)]],
    ['are out of order', [edit(5, 6), edit(1, 2)]],
    ['lie outside', [edit(9, 11)]],
    ['end before they begin', [edit(4, 3)]],
  ])('refuses edits that %s', (_, edits) => {
    expect(() => applyEdits(bytes, edits)).toThrow(RangeError);
  });

  it('splices', () => {
    expect(Buffer.from(applyEdits(bytes, [edit(0, 1), edit(1, 1), edit(8, 10)])).toString()).toBe('xx1234567x');
  });
});
