// The whole evaluation on an invented folder, through the product's own rules; no word is silent for so long that more
// than a question comes of it, so that the figures stay what they are however silence is written.

import { execFileSync, spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Figures } from '../../scripts/evaluation/measure.ts';
import { readHistories } from '../../scripts/evaluation/read-histories.ts';
import { inventFacts, writeHistories } from './invented-history.ts';

const day = (text: string) => `${text}T00:00:00Z`;

const row = (
  repo: string,
  label: string,
  typed: string,
  parts: { until?: string; touches?: readonly string[] } = {},
) => ({
  doc: `${repo.split('/')[0]}__list__README.md`,
  doc_repo: `${repo.split('/')[0]}/list`,
  repo,
  label,
  label_first_date: day(typed),
  doc_commit_date: day(parts.touches?.at(-1) ?? typed),
  valid_until: parts.until === undefined ? null : day(parts.until),
  ...(parts.touches && { confirmations: [day(typed), ...parts.touches.map(day)] }),
});

const badge = (kind: string, label: string, typed: string, replaced: string | null) => ({
  repo: 'cyd/kit',
  path: 'README.md',
  kind,
  label,
  raw_status: label === 'complete' ? 'inactive' : 'in a word of their own',
  first_commit_date: day(typed),
  last_commit_date: day(typed),
  replaced_on: replaced === null ? null : day(replaced),
});

let folder: string;
let other: string;

beforeAll(() => {
  folder = writeHistories(
    [
      inventFacts('ada/engine', ['2026-01-01', '2026-01-10'], '2026-06-01'),
      inventFacts('ada/thesis', ['2026-01-01'], '2026-06-01'),
      inventFacts('bob/tool', ['2026-01-01', '2026-02-20'], '2026-04-01'),
      inventFacts('bob/new', ['2026-02-20'], '2026-04-01'),
    ],
    {
      rows: [
        row('ada/engine', 'in_progress', '2026-01-02', { until: '2026-05-30' }),
        // The same word about the same repository, in a second row.
        row('ada/engine', 'in_progress', '2026-01-02', { until: '2026-05-30' }),
        // And in a second document of the same owner: a project is asked about once.
        { ...row('ada/engine', 'in_progress', '2026-01-02', { until: '2026-05-30' }), doc: 'ada__list__ES.md' },
        row('ada/thesis', 'complete', '2026-01-02', { touches: ['2026-02-02', '2026-05-30'] }),
        row('bob/tool', 'in_progress', '2026-01-02', { touches: ['2026-03-01'] }),
        row('bob/new', 'maintained_or_active', '2026-03-01'),
        row('bob/new', 'unknown', '2026-03-01', { touches: ['2026-03-20'] }),
        row('ada/never-seen', 'complete', '2026-01-02', { touches: ['2026-03-20'] }),
      ],
      'self-declared': [],
      transitions: [
        {
          doc: 'ada__list__README.md',
          repo: 'ada/engine',
          frm: 'in_progress',
          to: 'paused_or_stalled',
          held_from: day('2026-01-02'),
          changed_on: day('2026-05-30'),
        },
      ],
    },
  );
  other = writeHistories([inventFacts('cyd/kit', ['2026-01-01'], '2026-05-01')], {
    rows: [],
    'self-declared': [
      badge('line', 'in_progress', '2026-01-02', '2026-02-01'),
      badge('repostatus', 'in_progress', '2026-01-02', '2026-02-01'),
      badge('repostatus', 'complete', '2026-02-01', null),
    ],
    transitions: [
      {
        doc: 'cyd__kit:README:repostatus',
        repo: 'cyd/kit',
        frm: 'in_progress',
        to: 'complete',
        held_from: day('2026-01-02'),
        changed_on: day('2026-02-01'),
      },
    ],
  });
});

afterAll(() => {
  for (const made of [folder, other]) rmSync(made, { recursive: true, force: true });
});

const run = (...args: readonly string[]) =>
  execFileSync(process.execPath, ['scripts/run-evaluation.ts', ...args], { encoding: 'utf8' });
const readJson = (...folders: readonly string[]): Figures['json'] => JSON.parse(run(...folders, '--json'));

describe('evaluate', () => {
  it('prints figures that can be worked out by hand', () => {
    const figures = readJson(folder);
    // engine and thesis are known for 148 days, tool for 58; new was never touched again.
    expect(figures).toMatchObject({ words: 3, owners: 2, rowYears: 0.969 });
    // engine: over 30 days after the work of 2026-01-10 12:00, changed on 2026-05-30: 109.5 days of 354. Asked on
    // 2026-04-10 12:00, answered three days later: 46.5 of them removed.
    const perYear = (days: number) => (days / 354) * 365.25;
    const { wrongDays } = figures;
    expect(wrongDays.handKept).toBeCloseTo(perYear(109.5), 2);
    expect(wrongDays.unanswered).toMatchObject({ removed: 0, addedClear: 0, addedArguable: 0 });
    expect(wrongDays.unanswered.total).toBeCloseTo(perYear(109.5), 2);
    expect(wrongDays.answered.total).toBeCloseTo(perYear(63), 2);
    expect(wrongDays.answered.removed).toBeCloseTo(perYear(46.5), 2);
    expect(wrongDays.answered).toMatchObject({ addedClear: 0, addedArguable: 0 });
    // Words of life stood for 2 × 148 + 89 + 31 days; engine was dead for 90 from 2026-04-10 12:00 on, 49.5 days too long.
    expect(figures.misled.handKept).toBeCloseTo(((2 * 49.5) / 416) * 365.25, 2);
    expect(figures.misled.unanswered).toBeCloseTo(((2 * 49.5) / 416) * 365.25, 2);
    expect(figures.misled.intent).toEqual({ handKept: figures.misled.handKept, unanswered: figures.misled.unanswered });
    // One question; the owners' words stood for 150 and 89 days.
    expect(figures.asked.perOwnerMonth).toBeCloseTo(1 / (239 / (365.25 / 12)), 3);
    expect(figures.asked.allActive).toBeCloseTo(1 / (239 / (365.25 / 12)), 3);
    expect(figures.asked.adoptionShareLarge).toBeNull();
    expect(figures).toMatchObject({
      decided: { n: 0, typedLater: 0 },
      dates: { n: 0, workWithin90: 0, twoDaysWithin90: 0, contradicted: 0, standing: 0 },
      catches: {
        all: { n: 1, anyTime: 1, open30: 1 },
        byKind: { 'alive → stopped': { n: 1, anyTime: 1, open30: 1 } },
      },
      reversalsPerProjectYear: 0,
      published: { against: 0, of: 3 },
    });
    expect(figures.cases).toHaveLength(5);
  });

  it('prints the keys that were asked for and no others', () => {
    const keys = (value: object) => Object.keys(value).join(' ');
    const figures = readJson(folder);
    expect(keys(figures)).toBe(
      'words owners rowYears wrongDays misled decided asked dates catches reversalsPerProjectYear published cases',
    );
    expect(keys(figures.wrongDays.answered)).toBe('total removed addedClear addedArguable');
    expect(keys(figures.asked)).toBe('perOwnerMonth allActive adoptionP95 adoptionShareLarge');
  });

  it('pools the folders that it is given, and prints each of them apart', () => {
    const { catches, words, owners } = readJson(folder, other);
    expect([words, owners, catches.all.n]).toEqual([4, 3, 2]);
    const text = run(folder, other);
    expect(text.match(/row-years between two touches/g)).toHaveLength(3);
    expect(text).toContain('All together: 4 words, 3 owners');
    expect(text).toMatch(/seed \d+/);
    expect(text).toContain('last push within 90 days: ');
    expect(text).toContain('no days of grace: ');
  });

  it('says what is wrong with a folder that cannot be read', () => {
    const missing = join(folder, 'missing');
    const spawned = spawnSync(process.execPath, ['scripts/run-evaluation.ts', folder, missing], { encoding: 'utf8' });
    expect(spawned.status).toBe(2);
    expect(spawned.stderr).toContain('missing has no folder "activity"');
  });
});

describe('the words of a folder', () => {
  it('are one each for a badge and its alternative text, and for several rows about one repository', () => {
    expect(readHistories(other).words.map(({ typed, until, to }) => [typed, until.slice(0, 10), to])).toEqual([
      ['in_progress', '2026-02-01', 'complete'],
      ['complete', '2026-05-01', null],
    ]);
    expect(readHistories(folder).words.map(({ facts }) => facts.repo)).toEqual([
      'ada/engine',
      'ada/engine',
      'ada/thesis',
      'bob/tool',
      'bob/new',
    ]);
  });

  it('mean what their reader says, and are read by the product as its own word list has them', () => {
    const words = readHistories(other).words.map(({ typed, read }) => [typed, read]);
    expect(words).toEqual([
      ['in_progress', 'in_progress'],
      ['complete', 'stalled'],
    ]);
  });

  it('know every confirmation that the data has, and only the newest where it has no others', () => {
    const touches = readHistories(folder).words.map((word) => word.touches.map((at) => at.slice(0, 10)));
    expect(touches).toEqual([[], [], ['2026-02-02', '2026-05-30'], ['2026-03-01'], []]);
  });
});
