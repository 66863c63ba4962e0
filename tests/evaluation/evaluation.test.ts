// The evaluation on a small invented folder, where every figure can be worked out by hand.

import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Case } from '../../scripts/evaluation/judge-cases.ts';
import { type Figures, wilson } from '../../scripts/evaluation/measure.ts';

let folder: string;

/** Commits at noon on these days. */
function writeFacts(repo: string, days: readonly string[], parts: Record<string, unknown> = {}): void {
  const facts = {
    repo,
    head: 'a1',
    first_commit: `${days[0]}T12:00:00Z`,
    snapshot_taken: '2026-12-31T00:00:00Z',
    tags: [],
    head_tree: { code_files: 3, notebooks: 0 },
    commits: days.map((day, index) => ({
      sha: `${repo}${index}`,
      c: `${day}T12:00:00Z`,
      bot: false,
      merge: false,
      kind: '',
    })),
    ...parts,
  };
  writeFileSync(join(folder, 'activity', `${repo.replace('/', '__')}.json`), JSON.stringify(facts));
}

function writeLines(name: string, lines: readonly object[]): void {
  writeFileSync(join(folder, name), lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
}

const row = (repo: string, label: string, typed: string, confirmed = typed) => ({
  doc: 'ada__ada__README.md',
  doc_repo: 'ada/ada',
  repo,
  label,
  label_first_date: `${typed}T00:00:00Z`,
  doc_commit_date: `${confirmed}T00:00:00Z`,
  valid_until: null,
});

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'evaluation-'));
  mkdirSync(join(folder, 'activity'));
  writeFacts('ada/engine', ['2026-01-01', '2026-01-10']);
  writeFacts('ada/plan', ['2026-02-01', '2026-03-05', '2026-03-08']);
  writeFacts('ada/wrapped', ['2026-01-01', '2026-04-02', '2026-04-05'], { snapshot_taken: '2026-04-20T00:00:00Z' });
  writeFacts('ada/joke', ['2026-01-01'], { snapshot_taken: '2026-01-20T00:00:00Z' });
  writeFacts('ada/thesis', ['2026-01-01', '2026-02-20']);
  writeLines('rows.jsonl', [
    row('ada/engine', 'in_progress', '2026-01-02', '2026-02-01'),
    row('ada/plan', 'planned', '2026-03-01'),
    row('ada/wrapped', 'paused_or_stalled', '2026-04-01', '2026-04-10'),
    row('ada/joke', 'unknown', '2026-01-02'),
    row('ada/never-seen', 'complete', '2026-01-02'),
  ]);
  writeLines('transitions.jsonl', [
    {
      doc: 'ada__ada__README.md',
      repo: 'ada/plan',
      frm: 'planned',
      to: 'in_progress',
      held_from: '2026-03-01T00:00:00Z',
      changed_on: '2026-03-10T12:00:00Z',
    },
    {
      doc: 'ada__ada__README.md',
      repo: 'ada/thesis',
      frm: 'in_progress',
      to: 'complete',
      held_from: '2026-01-05T00:00:00Z',
      changed_on: '2026-02-21T00:00:00Z',
    },
    {
      doc: 'ada__ada__README.md',
      repo: 'ada/thesis',
      frm: 'in_progress',
      to: 'paused_or_stalled',
      held_from: '2026-02-21T00:00:00Z',
      changed_on: '2026-03-01T00:00:00Z',
    },
  ]);
  const version = (date: string, raw_status: string, label: string) => ({
    path: 'README.md',
    commit: date,
    date: `${date}T00:00:00Z`,
    project: 'Thesis',
    raw_status,
    label,
    repo_url: 'https://github.com/ada/thesis',
  });
  writeLines('sample-owner-labels.jsonl', [
    version('2026-01-05', 'WIP', 'in_progress'),
    version('2026-02-21', 'Done', 'complete'),
    version('2026-02-22', 'Done', 'complete'),
    { ...version('2026-02-22', 'Done', 'complete'), path: 'other.md' },
  ]);
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

const run = (...args: readonly string[]) =>
  execFileSync(process.execPath, ['scripts/run-evaluation.ts', folder, ...args], { encoding: 'utf8' });

describe('evaluate', () => {
  it('judges every line that has activity, when typed, later, and when it was left as it was', () => {
    const { cases }: Figures = JSON.parse(run('--json'));
    const actionsOf = (repo: string) =>
      cases
        .filter((found: Case) => found.kind === 'row' && found.repo === repo)
        .map(({ judgedAt, action, derived }) => `${judgedAt.slice(0, 10)} ${action} ${derived}`);
    expect(actionsOf('ada/engine')).toEqual([
      '2026-01-02 keep in_progress',
      '2026-02-01 keep in_progress',
      '2026-02-16 keep in_progress',
      '2026-04-02 keep in_progress',
      // Confirmed on 2026-02-01: asked after 90 days, unanswered for 14 days, published.
      '2026-07-01 change paused',
    ]);
    expect(actionsOf('ada/plan').slice(0, 2)).toEqual(['2026-03-01 keep planned', '2026-04-15 change in_progress']);
    expect(actionsOf('ada/wrapped')).toEqual(['2026-04-01 keep paused', '2026-04-10 question in_progress']);
    expect(actionsOf('ada/joke')).toEqual(['2026-01-02 skip unknown']);
    expect(actionsOf('ada/never-seen')).toEqual([]);
  });

  it('counts as caught what was said before the owner, and names the rest', () => {
    const figures: Figures = JSON.parse(run('--json'));
    const transitions = figures.cases.filter(({ kind }) => kind === 'transition');
    expect(transitions.map(({ repo, action, catchable, leadDays }) => [repo, action, catchable, leadDays])).toEqual([
      ['ada/plan', 'change', true, 5],
      ['ada/thesis', 'keep', false, null],
      ['ada/thesis', 'keep', true, null],
    ]);
    expect(figures.catches).toMatchObject({ rate: 0.5, n: 2, hits: 1, owners: 1, medianLeadDays: 5, isListOnly: true });
    expect(figures.automatic).toMatchObject({ rate: 1, n: 1 });
    expect(run()).toMatch(/and that was missed:\n {2}keep: ada\/thesis, in_progress to paused/);
  });

  it('prints rates that follow from the cases, with owners and intervals, beside the baselines', () => {
    const { contradictions, confidence, calm, baselines, cases }: Figures = JSON.parse(run('--json'));
    const rows = cases.filter(({ kind }) => kind === 'row');
    for (const [name, action] of [
      ['published', 'change'],
      ['asked', 'question'],
    ] as const) {
      const hits = rows.filter((found) => found.action === action).length;
      expect(hits).toBeGreaterThan(0);
      const rate = Math.round((hits / rows.length) * 1000) / 1000;
      expect(contradictions[name]).toMatchObject({ rate, n: rows.length, hits, owners: 1 });
    }
    const judged = rows.filter(({ action }) => action !== 'skip').length;
    const said = cases.filter(({ catchable, leadDays }) => catchable === true && leadDays !== null).length;
    expect(Object.values(confidence).reduce((sum, { n }) => sum + n, 0)).toBe(judged + said);
    // engine is paused once; plan wakes once and is paused once; the others keep their word or are asked about.
    expect(calm).toMatchObject({ projects: 3, owners: 1, reversalsPerProjectYear: 0 });
    expect(Object.keys(baselines)).toHaveLength(4);
    const pushed = baselines['last push within 90 days'];
    expect(pushed?.contradictions.published.hits).toBe(
      rows.filter((found) => found.baselines.includes('last push within 90 days')).length,
    );
  });

  it('replays the versions of the sample document and explains every difference', () => {
    const text = run();
    expect(text).toContain('The sample document, 3 versions, 3 rows, 1 of them different:');
    expect(text).toMatch(/2026-02-21T00:00:00.000Z: 0 of 1 rows as typed\n {4}Thesis: typed "Done" \(complete\)/);
    expect(text).toContain('finished is an intention');
  });

  it('says what is wrong with a folder that cannot be read', () => {
    const spawned = spawnSync(process.execPath, ['scripts/run-evaluation.ts', join(folder, 'missing')], {
      encoding: 'utf8',
    });
    expect(spawned.status).toBe(2);
    expect(spawned.stderr).toContain('has no folder "activity"');
  });
});

describe('wilson', () => {
  it('is wide where there is little to know', () => {
    // Worked out by hand from the formula: 8 of 10 at 95 %.
    expect(wilson(8, 10)).toEqual([0.49, 0.943]);
    expect(wilson(5, 5)).toEqual([0.566, 1]);
  });
});
