// The sample owner's document, version by version: what Statusfolio would have said or asked just before each commit,
// beside what was typed then. The owner's word always wins, and is where the next stretch begins.

import type { Portfolio } from '../../src/config/portfolio.ts';
import type { Status } from '../../src/core/status/statuses.ts';
import { openProduct, type RefreshOutcome } from './drive-product.ts';
import type { Facts, Histories, VersionRow } from './read-histories.ts';
import { listEvents, readActivityAt } from './timelines.ts';

export interface VersionJudgement {
  readonly version: string;
  readonly at: string;
  readonly project: string;
  readonly raw: string;
  readonly typed: Status;
  /** What the cell would have said when the owner came to edit. */
  readonly said: Status;
  /** What was being asked then. */
  readonly asked: Status | null;
  /** null where word and typed word agree. */
  readonly why: string | null;
}

export async function replayVersions({ versions, facts }: Histories, rules: Portfolio): Promise<VersionJudgement[]> {
  const byName = new Map(facts.map((found) => [found.repo.toLowerCase(), found]));
  // A row keeps its name while its link comes and goes; two rows may share a repository.
  const projects = Map.groupBy(versions, ({ project }) => project.toLowerCase());
  const judged: VersionJudgement[] = [];
  for (const rows of projects.values()) judged.push(...(await replayProject(rows, byName.get(findRepo(rows)), rules)));
  return judged.sort((a, b) => Date.parse(a.at) - Date.parse(b.at));
}

function findRepo(rows: readonly VersionRow[]): string {
  return rows.find(({ repo }) => repo !== null)?.repo?.toLowerCase() ?? '';
}

async function replayProject(
  rows: readonly VersionRow[],
  facts: Facts | undefined,
  rules: Portfolio,
): Promise<VersionJudgement[]> {
  const [first] = rows;
  if (first === undefined) return [];
  // The same project may stand in two tables of one version.
  const versions = [...new Map(rows.toReversed().map((row) => [row.version, row])).values()].reverse();
  const typedFirst = { status: first.typed, at: Date.parse(first.at) };
  const activityAt = (at: number) => (facts === undefined ? null : readActivityAt(facts, at));
  const product = openProduct(facts?.repo ?? 'nobody/nothing', typedFirst, activityAt, rules);
  const events = facts === undefined ? [] : listEvents(facts);
  let refreshed: RefreshOutcome | null = null;
  let last = typedFirst.at;
  let currentStatus = first.typed;
  const judgements: VersionJudgement[] = [];
  for (const row of versions) {
    const at = Date.parse(row.at);
    const isTracked =
      facts !== undefined && row.repo !== null && row.typed !== 'unknown' && currentStatus !== 'unknown';
    if (isTracked) {
      // Everything up to the moment before the owner's commit.
      for (const event of [...events.filter((instant) => instant > last && instant < at), at - 1]) {
        if (event > last) refreshed = await product.refresh(event);
      }
      currentStatus = refreshed?.status ?? currentStatus;
    }
    const asked = isTracked ? (refreshed?.question?.status ?? null) : null;
    const why =
      currentStatus === row.typed && asked === null ? null : explain(row, currentStatus, asked, facts, refreshed);
    judgements.push({ ...row, said: currentStatus, asked, why });
    if (row.typed === currentStatus) product.touch(at);
    else product.type(row.typed, at);
    currentStatus = row.typed;
    last = at;
  }
  return judgements;
}

const ends: Partial<Record<Status, string>> = {
  complete: 'finished is an intention; no fact shows it, and Statusfolio never writes it by itself',
  running: 'what runs outside GitHub leaves no trace there; the word is the owner’s to give',
  planned: 'a plan is an intention; no fact shows it',
};

function explain(
  row: VersionRow,
  said: Status,
  asked: Status | null,
  facts: Facts | undefined,
  refreshed: RefreshOutcome | null,
): string {
  if (row.repo === null) return 'no repository was linked, so the word is the owner’s';
  if (facts === undefined) return 'these histories hold nothing about the repository';
  const evidence = refreshed?.evidence ?? '';
  if (said === row.typed) return `asked whether it is ${asked}: ${evidence}`;
  const intention = ends[row.typed];
  return `${intention === undefined ? '' : `${intention}. `}What was seen: ${evidence}`;
}
