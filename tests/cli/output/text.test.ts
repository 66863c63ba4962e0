// What a person sees of a refresh: at any width, with and without colour, in a pipe, as Markdown and as annotations.

import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import stringWidth from 'fast-string-width';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createSampleWorld, type SampleWorld } from '../../../demo/github/sample-world.ts';
import { clip, pad, wrap } from '../../../src/cli/output/columns.ts';
import type { DocumentReport } from '../../../src/cli/output/report.ts';
import { formatOutcome, reasonOf, wordsOf } from '../../../src/cli/output/text.ts';
import { listenTo } from '../../support/listen-to.ts';
import { noHome } from '../../support/no-home.ts';
import { type InProcessOptions, runInProcess } from '../../support/run-in-process.ts';

const today = '2026-03-01T09:00:00Z';
const escapes = new RegExp(`${String.fromCharCode(27)}\\[[0-9;]*m`, 'g');

describe('the report', () => {
  let world: SampleWorld;
  let environment: Record<string, string>;
  let close: () => Promise<void>;
  let folder: string;
  beforeAll(async () => {
    world = createSampleWorld({ now: () => new Date(today), until: new Date(today) });
    world.repository('embedding-mapper').archive(new Date('2026-02-01T09:00:00Z'));
    ({ environment, close } = await listenTo(world, { HOME: noHome }));
    folder = mkdtempSync(join(tmpdir(), 'statusfolio-'));
    mkdirSync(join(folder, 'docs'));
    writeFileSync(join(folder, 'docs/README.md'), readFileSync('tests/fixtures/seeds/portfolio.md'));
    writeFileSync(join(folder, 'statusfolio.yml'), 'labels: { archived: "⚪ Archived" }\n');
  });
  afterAll(async () => {
    await close();
  });

  const check = (options: Partial<InProcessOptions> = {}, ...more: readonly string[]) =>
    runInProcess(['check', 'docs/README.md', '--now', today, ...more], { directory: folder, environment, ...options });

  it.each([160, 120, 100, 80, 60, 40])('fits a terminal of %d columns, and cuts no evidence', async (columns) => {
    const { code, out } = await check({ columns });
    expect(code).toBe(1);
    for (const line of out.trimEnd().split('\n'))
      expect(stringWidth(line), line).toBeLessThanOrEqual(Math.max(columns, 80));
    const flat = out.replace(/\s+/g, ' ');
    for (const words of ['Archived (read-only)', '⚪ Archived', '1 status to change']) expect(flat).toContain(words);
    expect(out).not.toContain('\u001b');
  });

  it('aligns its columns beside emoji', async () => {
    const { out } = await check({ columns: 140 });
    const [, heading = '', ...rows] = out.split('\n');
    const at = stringWidth(heading.slice(0, heading.indexOf('Why')));
    const starts = rows
      .filter((row) => /^ {2}[✓→?…·]/.test(row))
      .map((row) => stringWidth(row.slice(0, row.search(/ {2}(Scheduled|Declared|Last|Archived|No repository)/) + 2)));
    expect(starts).toHaveLength(8);
    expect(new Set(starts)).toEqual(new Set([at]));
  });

  it('has colour only where it is wanted, and the same words with and without', async () => {
    const plain = await check({ columns: 120 });
    const coloured = await check({ columns: 120, hasColour: true });
    expect(plain.out).not.toMatch(escapes);
    expect(coloured.out).toMatch(escapes);
    expect(coloured.out.replaceAll(escapes, '')).toBe(plain.out);
  });

  it('is one plain line per row in a pipe', async () => {
    const { out } = await check();
    const lines = out.trimEnd().split('\n');
    expect(lines).toHaveLength(10);
    expect(lines.filter((line) => / {2}(keep|change|question) /.test(line))).toHaveLength(8);
  });

  it('is a table in Markdown', async () => {
    const { code, out, err } = await check({}, '--format', 'markdown');
    expect({ code, err }).toEqual({ code: 1, err: '' });
    const lines = out.split('\n');
    expect(lines[0]).toBe('### docs/README.md: 1 status to change, 1 question needs your answer');
    expect(lines.filter((line) => line.startsWith('| '))).toHaveLength(9);
    expect(out).toContain('| → | embedding-mapper | 🟡 In Progress | ⚪ Archived | Archived (read-only)');
  });

  it('annotates the lines of the rows, relative to the workspace', async () => {
    const workspace = { ...environment, GITHUB_WORKSPACE: folder };
    const { code, out } = await check({ environment: workspace }, '--format', 'github');
    expect(code).toBe(1);
    const text = readFileSync(join(folder, 'docs/README.md'), 'latin1').split('\n');
    const warning = /^::warning file=docs\/README\.md,line=(\d+),title=(.+?)::(.+)$/m.exec(out);
    expect(text[Number(warning?.[1]) - 1]).toContain('embedding-mapper');
    expect(warning?.[2]).toBe('embedding-mapper%3A 🟡 In Progress should be ⚪ Archived');
    expect(out).toMatch(/^::notice file=docs\/README\.md,line=16,title=simple-model-api%3A is it still/m);
  });

  it('annotates what could not be fetched', async () => {
    const gone = readFileSync('tests/fixtures/seeds/portfolio.md', 'utf8').replace(
      'naaas94/data-pipeline',
      'naaas94/no',
    );
    writeFileSync(join(folder, 'gone.md'), gone);
    const { out } = await runInProcess(['check', 'gone.md', '--now', today, '--format', 'github'], {
      directory: folder,
      environment,
    });
    expect(out).toMatch(/^::error file=gone\.md,line=15::The repository of this row cannot be seen/m);
  });

  it('lets no row speak to the terminal, to Markdown or to Actions', async () => {
    const row =
      '| a\u001b[31mb [x](https://e.org) @ada <img> %0A::error::x | [Repo](https://github.com/naaas94/PCC) | 🟢 Running |';
    writeFileSync(join(folder, 'hostile.md'), `| Project | Repo | Status |\n|---|---|---|\n${row}\n`);
    for (const format of ['text', 'markdown', 'github', 'json']) {
      const { out } = await runInProcess(['check', 'hostile.md', '--now', '2026-06-01', '--format', format], {
        directory: folder,
        environment,
        columns: 100,
      });
      expect(out).not.toContain('\u001b');
      if (format === 'markdown') expect(out).not.toMatch(/@ada|<img|\]\(https/);
      if (format === 'github')
        for (const line of out.split('\n')) expect(line).toMatch(/^(::(warning|notice|error) .*)?$/);
    }
  });

  it('refuses a format that there is not', async () => {
    expect(await check({}, '--format', 'xml')).toMatchObject({ code: 2, err: expect.stringMatching(/text, json/) });
  });
});

describe('laying out', () => {
  const family = '👩‍👩‍👧‍👦';
  it.each([
    ['🟢 Running', 12],
    [`${family} team`, 10],
    ['日本語のプロジェクト', 9],
    ['e\u0301clair', 4],
    ['', 3],
  ])('pads %s to %d cells', (text, width) => {
    expect(stringWidth(pad(text, width))).toBe(width);
  });

  it('never cuts a character in two', () => {
    expect(clip(`${family}${family}`, 3)).toBe(`${family}…`);
    expect(clip('abc', 3)).toBe('abc');
  });

  it('wraps words, and breaks those that are too long', () => {
    expect(wrap('a bc def', 4)).toEqual(['a bc', 'def']);
    expect(wrap('abcdefgh ij', 3)).toEqual(['abc', 'def', 'gh', 'ij']);
    expect(wrap('', 5)).toEqual(['']);
    for (const line of wrap(`${family} 日本語 🟢🟡🔴⚪ word`, 5)) expect(stringWidth(line)).toBeLessThanOrEqual(5);
  });
});

describe('a date behind a word', () => {
  const project = (action: 'add' | 'keep' | 'remove'): DocumentReport['projects'][number] => ({
    name: 'mill',
    line: 5,
    repo: 'ada/mill',
    folder: null,
    typed: { text: '🟡 WIP', status: 'in_progress' },
    derived: { status: 'paused', rule: 'quiet', confidence: 'likely', evidence: 'Silent.', reviewAt: null },
    decision: { status: 'in_progress', text: '🟡 WIP' },
    settled: { status: 'in_progress', text: '🟡 WIP' },
    asOf: { month: '2025-07', text: '(as of 2025-07)', action },
    ownStatus: null,
    isNewLabel: false,
    action: action === 'keep' ? 'question' : 'change',
    reason: 'Asked.',
  });
  const report = (action: 'add' | 'remove', published: DocumentReport['published'] = null): DocumentReport => ({
    repo: null,
    path: 'README.md',
    branch: null,
    dialect: 'gfm',
    mojibake: false,
    tables: 1,
    projects: [project(action)],
    changes: 1,
    questions: 1,
    published,
    state: { kind: 'none', where: null },
  });

  it('stands on the page, or in what it should say', () => {
    expect(wordsOf(project('add'))).toEqual({ typed: '🟡 WIP', due: '🟡 WIP (as of 2025-07)' });
    expect(wordsOf(project('remove'))).toEqual({ typed: '🟡 WIP (as of 2025-07)', due: '🟡 WIP' });
    expect(wordsOf(project('keep'))).toEqual({ typed: '🟡 WIP (as of 2025-07)', due: 'paused?' });
    expect(reasonOf(project('add'))).toBe('Silent. Asked.');
  });

  it('is counted as a change by its own verb, beside the question that stays open', () => {
    expect(formatOutcome(report('add'))).toBe('1 status to date, 1 question needs your answer');
    const published = { kind: 'file', oid: 'a', url: null } as const;
    expect(formatOutcome(report('add', published))).toBe('1 status dated, 1 question needs your answer');
    expect(formatOutcome(report('remove'))).toBe('1 status to change, 1 question needs your answer');
  });
});
