import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { planMarks } from '../../../src/core/activity-columns/decide-mark.ts';
import type { ActivityEntry, ActivityReading } from '../../../src/core/activity-columns/model.ts';
import { applyEdits } from '../../../src/core/document/edits.ts';
import { encodeMojibake } from '../../../src/core/document/markup/encoding.ts';
import { readDocument } from '../../../src/core/document/parse-document.ts';
import type { DocumentReading, DocumentRef } from '../../../src/core/model.ts';

function read(
  bytes: Uint8Array | string,
  source: string | DocumentRef = 'README.md',
): DocumentReading & { readonly activity: ActivityReading | undefined } {
  const outcome = readDocument(typeof bytes === 'string' ? Buffer.from(bytes) : bytes, source);
  if (outcome.kind !== 'read') throw new Error(outcome.reason);
  return { ...outcome.reading, activity: outcome.activity };
}

const fixture = (name: string) => readFileSync(`tests/fixtures/activity-columns/${name}.md`);
const entriesOf = (reading: ReturnType<typeof read>) =>
  reading.activity?.columns.flatMap(({ entries }) => entries) ?? [];
const about = ({ name, subject, typed }: ActivityEntry) =>
  [
    name,
    'repo' in subject ? subject.repo : 'host' in subject ? subject.host : subject.login,
    typed.kind,
    typed.text,
  ].join(' ');

const marks = '<!-- statusfolio: activity column=Seen 🟢 <60d 🔴 else; archived 📦 -->';
const table = (...rows: readonly string[]) => `| Name | Seen |\n|---|---|\n${rows.join('\n')}\n`;
const row = (name: string, cell: string) => `| [${name}](https://github.com/ada/${name}) | ${cell} |`;

describe('the columns of activity of a document', () => {
  it('are the items of an awesome list that begin with a mark', () => {
    expect(entriesOf(read(fixture('awesome-list'))).map(about)).toEqual([
      'limpet-tally shore/limpet-tally mark 🟢',
      'brine shore/brine mark 🔴',
      'weedbook gitlab.com mark ⚪',
      'foamline codeberg.org mark ⚪',
      'Anemone shore/anemone mark 🟡',
      'tidemap shore/tidemap mark 🟢',
      'drift shore/drift mark 💀',
      'another list shore mark 🟢',
    ]);
  });

  it('are the named column of a wiki, and its column of statuses stays one of statuses', () => {
    const reading = read(fixture('ecosystem-wiki'));
    expect(entriesOf(reading).map(about)).toEqual([
      'heron-rs heron/heron-rs mark 🟢',
      'heron.js heron/heron.js nothing ',
      'pyheron pyheron/pyheron mark 🔴',
      'heron-c git.sr.ht nothing —',
      'old-heron heron/old-heron mark 📦',
    ]);
    expect(reading.rows.map(({ name }) => name)).toEqual([
      'heron-rs',
      'heron.js',
      'pyheron',
      'heron-c',
      'old-heron',
      'heron-asm',
      'nest',
    ]);
    expect(entriesOf(reading).map(({ directive }) => directive?.kind ?? null)).toEqual([null, null, null, null, 'pin']);
  });

  it('are marks with words, emphasis and remarks in a table of dependencies', () => {
    expect(entriesOf(read(fixture('dependencies'))).map(about)).toEqual([
      'lathe gear/lathe mark 🟢 fresh',
      'chuck gear/chuck mark 🔴 stale',
      'gib gear/gib mark 🔴 stale',
      'saddle gear/saddle mark 🟢 fresh',
      'apron gear/apron other see notes',
    ]);
  });

  it('are dates by day or by month, and nothing that is relative', () => {
    expect(
      [...entriesOf(read(fixture('dates-by-day'))), ...entriesOf(read(fixture('dates-by-month')))].map(about),
    ).toEqual([
      'alder trees/alder date 14.03.2025',
      'birch trees/birch date 02.11.2024',
      'cedar trees/cedar other 3 months ago',
      'dogwood trees/dogwood nothing ',
      'elm trees/elm mark archived',
      'Amiga quoll/amiga date May 2024',
      'Atari quoll/atari nothing ',
      'Acorn quoll/acorn date March 2023',
    ]);
  });

  it('are the items of a list that get a mark in front, those under them excepted', () => {
    expect(entriesOf(read(fixture('archived-list'))).map(about)).toEqual([
      'mandoline slicers/mandoline nothing ',
      'guillotine slicers/guillotine mark 🗄️',
      'adze slicers/adze mark ⚠️',
      'spoon slicers/spoon nothing ',
    ]);
  });

  it('teach no vocabulary and are no statuses', () => {
    const reading = read(
      `# Tools\n\n${marks.replace('Seen', 'Status')}\n\n${table(row('a', '🟢'), row('b', '🔴')).replace('Seen', 'Status')}`,
    );
    expect([reading.rows, reading.vocabulary, entriesOf(reading).length]).toEqual([[], {}, 2]);
    expect(read(fixture('awesome-list'))).toMatchObject({ rows: [], vocabulary: {} });
  });

  it('end at the next heading of the same level, and at the next directive', () => {
    const text = [
      `# All\n\n## One\n\n${marks}\n\n${table(row('a', '🟢'))}\n### Deeper\n\n${table(row('b', '🟢'))}`,
      `${marks.replace('60', '90')}\n\n${table(row('c', '🟢'))}\n## Two\n\n${table(row('d', '🟢'))}`,
    ].join('\n');
    const columns = read(text).activity?.columns ?? [];
    expect(columns.map(({ rule, entries }) => [rule.levels[0]?.underDays, ...entries.map(({ name }) => name)])).toEqual(
      [
        [60, 'a'],
        [60, 'b'],
        [90, 'c'],
      ],
    );
  });

  it('hold for the whole document by the configuration, where no directive stands', () => {
    const ref = { kind: 'github', repo: 'ada/list', path: 'README.md', branch: null } as const;
    const activity = 'activity column=Seen 🟢 <30d 🔴 else';
    const text = `# A\n\n${table(row('a', '🟢'))}\n# B\n\n${marks}\n\n${table(row('b', '🟢'))}\n# C\n\n${table(row('c', '🟢'))}`;
    const columns = read(text, { ...ref, activity }).activity?.columns ?? [];
    expect(columns.map(({ rule }) => rule.levels[0]?.underDays)).toEqual([30, 60, 30]);
    expect(read(text, ref).activity?.columns).toHaveLength(1);
  });

  it('are left alone, as statuses too, under a directive that is not understood, which is said with line and column', () => {
    const reading = read(
      `# T\n\n<!-- statusfolio: activity column=Status 🟢 <60d 🔴 -->\n\n${table(row('a', '🟢 Running')).replace('Seen', 'Status')}`,
    );
    expect(reading.rows).toEqual([]);
    expect(reading.activity?.columns).toEqual([]);
    expect(reading.activity?.problems).toMatchObject([
      { line: 3, column: 50, message: expect.stringMatching(/age of 🔴 is missing/) },
    ]);
  });

  it.each([
    [
      'that no table has',
      `${marks}\n\n| Name | Other |\n|---|---|\n${row('a', '🟢')}\n`,
      /No table below has a column "Seen"/,
    ],
    ['on several lines', `<!-- statusfolio: activity\ncolumn=Seen 🟢 <60d 🔴 else -->\n`, /on a line of its own/],
  ])('are reported where there are none: a directive %s', (_, text, message) => {
    expect(read(`# T\n\n${text}`).activity?.problems).toMatchObject([
      { line: 3, message: expect.stringMatching(message) },
    ]);
  });

  it('are not looked for in code, and not in generated blocks', () => {
    const code = `# T\n\n\`\`\`\n${marks}\n\`\`\`\n\n${table(row('a', '🟢'))}`;
    expect(read(code).activity).toBeUndefined();
    const block = `# T\n\n${marks}\n\n<!-- statusfolio:table -->\n${table(row('a', '🟢'))}<!-- /statusfolio -->\n\n${table(row('b', '🟢'))}`;
    expect(entriesOf(read(block)).map(({ name }) => name)).toEqual(['b']);
  });

  it('are read and written where the text was encoded twice', () => {
    const text = `# T – x\n\n${marks}\n\n${table(row('a', '🟢'), row('b', ''))}`;
    const twice = Buffer.from(encodeMojibake(text));
    const reading = read(twice);
    expect(entriesOf(reading).map(about)).toEqual(['a ada/a mark 🟢', 'b ada/b nothing ']);
    const changes = entriesOf(reading).map((entry) => ({ entry, text: '🔴' }));
    const written = Buffer.from(applyEdits(twice, planMarks(twice, changes))).toString();
    expect(written).toBe(
      encodeMojibake(`# T – x\n\n${marks}\n\n${table(row('a', '🔴'), row('b', '🔴')).replace('|  |', '| 🔴 |')}`),
    );
  });

  it('are read on a page of HTML', () => {
    const page = `<h1>T</h1>\n${marks}\n<table><tr><th>Name</th><th>Seen</th></tr>\n<tr><td><a href="https://github.com/ada/a">a</a></td><td>🟢</td></tr></table>\n`;
    expect(entriesOf(read(page, 'index.html')).map(about)).toEqual(['a ada/a mark 🟢']);
  });
});
