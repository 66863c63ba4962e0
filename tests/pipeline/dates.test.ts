// The date behind a word on its way into the document and the report.

import { describe, expect, it } from 'vitest';
import { buildReport } from '../../src/cli/output/report.ts';
import { proposeDate, removeDate } from '../../src/core/document/dates/as-of.ts';
import type { AsOf, Row } from '../../src/core/model.ts';
import type { RefreshResult } from '../../src/pipeline/document-update.ts';
import { draftChange } from '../../src/pipeline/plan-update.ts';
import { openPipeline, row, table, toPortfolio, words } from '../support/open-pipeline.ts';

const portfolio = toPortfolio(words);

async function look(status: string, isPrivate = false): Promise<RefreshResult> {
  const pipeline = openPipeline();
  pipeline.addProject('engine');
  pipeline.write(table(row('engine', status)), pipeline.daysAgo(1));
  const result = await pipeline.look();
  if (!isPrivate) return result;
  const hide = (evaluated: RefreshResult['rows'][number]) => {
    const { facts } = evaluated;
    const activity = facts.activity === null ? null : { ...facts.activity, visibility: 'private' as const };
    return { ...evaluated, facts: { ...facts, activity } };
  };
  return { ...result, file: { ...result.file, isPublic: true }, rows: result.rows.map(hide) };
}

/** As the rules would have it. */
function decide(result: RefreshResult, choose: (row: Row) => AsOf | null): RefreshResult {
  const rows = result.rows.map((evaluated) => {
    const { typed } = evaluated.row;
    const decision = { ...evaluated.decision, ...typed, action: 'change' as const, asOf: choose(evaluated.row) };
    return { ...evaluated, decision };
  });
  return { ...result, rows };
}

const draft = (result: RefreshResult) => draftChange({ ...result, portfolio });
const report = (result: RefreshResult) => {
  const requests = { graphql: 0, rest: 0, writes: 0 };
  const { documents } = buildReport({
    run: { results: [result], problems: [] },
    portfolio,
    requests,
    audience: 'owner',
  });
  return documents[0]?.projects[0];
};

describe('a date that is decided', () => {
  it('is written behind the word and taken away again, and read back before it is published', async () => {
    const due = decide(await look('🟡 In Progress'), (of) => proposeDate(of, '2025-07'));
    const { bytes, fault } = draft(due);
    expect([Buffer.from(bytes ?? []).toString(), fault]).toEqual([
      table(row('engine', '🟡 In Progress (as of 2025-07)')),
      null,
    ]);
    const over = decide(await look('🟡 In Progress (as of 2025-07)'), removeDate);
    expect(Buffer.from(draft(over).bytes ?? []).toString()).toBe(table(row('engine', '🟡 In Progress')));
  });

  it('stands in the report, beside the word without it', async () => {
    const due = decide(await look('🟡 In Progress'), (of) => proposeDate(of, '2025-07'));
    expect(report(due)).toMatchObject({ asOf: { month: '2025-07', text: '(as of 2025-07)', action: 'add' } });
    expect(report(await look('🟡 In Progress (as of 2025-07)'))).toMatchObject({
      typed: { text: '🟡 In Progress', status: 'in_progress' },
      asOf: { month: '2025-07', text: '(as of 2025-07)', action: 'keep' },
    });
    const remarked = report(await look('🟡 In Progress (since May)'));
    expect(remarked).toMatchObject({ typed: { text: '🟡 In Progress', remark: '(since May)' }, asOf: null });
  });

  it('of a repository that not everybody may see is not written where everybody reads', async () => {
    const due = decide(await look('🟡 In Progress', true), (of) => proposeDate(of, '2025-07'));
    expect(draft(due).bytes).toBeNull();
  });
});
