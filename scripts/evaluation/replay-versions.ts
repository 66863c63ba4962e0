// The sample owner's document, version by version: what Statusfolio would have said or asked just before each commit,
// beside what was typed then. The owner's word always wins, and is where the next stretch begins.

import { elapsedMs } from '../../src/core/dates.ts';
import type { Status } from '../../src/core/status/statuses.ts';
import type { Facts, Histories, VersionRow } from './read-histories.ts';
import { type Look, openHistory, remember, replay } from './replay.ts';

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

export function replayVersions({ versions, facts }: Histories): VersionJudgement[] {
  const byName = new Map(facts.map((found) => [found.repo.toLowerCase(), found]));
  // A row keeps its name while its link comes and goes; two rows may share a repository.
  const projects = Map.groupBy(versions, ({ project }) => project.toLowerCase());
  return [...projects.values()]
    .flatMap((rows) => replayProject(rows, byName.get(findRepo(rows))))
    .sort((a, b) => Date.parse(a.at) - Date.parse(b.at));
}

function findRepo(rows: readonly VersionRow[]): string {
  return rows.find(({ repo }) => repo !== null)?.repo?.toLowerCase() ?? '';
}

function replayProject(rows: readonly VersionRow[], facts: Facts | undefined): VersionJudgement[] {
  const [first] = rows;
  if (first === undefined) return [];
  const memory = remember(first.typed);
  let confirmedAt = first.at;
  let lastLook: Look | null = null;
  const seen = new Set<string>();
  return rows.flatMap((row, index): VersionJudgement[] => {
    // The same project may stand in two tables of one version.
    if (seen.has(row.version)) return [];
    seen.add(row.version);
    const isTracked = facts !== undefined && row.repo !== null && row.typed !== 'unknown';
    const before = rows[index - 1];
    if (isTracked) {
      const to = Date.parse(row.at);
      const from = before === undefined ? to : Date.parse(before.at) + 1;
      replay(
        openHistory(facts),
        memory,
        { from: Math.min(from, to), to },
        () => confirmedAt,
        (look) => {
          lastLook = look;
          return undefined;
        },
      );
    }
    const said = memory.currentStatus;
    const asked = memory.question?.status ?? null;
    const judgement = {
      version: row.version,
      at: row.at,
      project: row.project,
      raw: row.raw,
      typed: row.typed,
      said,
      asked,
      why: said === row.typed && asked === null ? null : explain(row, said, asked, facts, lastLook),
    };
    if (row.typed !== said) {
      memory.currentStatus = row.typed;
      memory.declared = row.typed;
      memory.question = null;
    }
    if (elapsedMs(confirmedAt, row.at) > 0) confirmedAt = row.at;
    return [judgement];
  });
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
  look: Look | null,
): string {
  if (row.repo === null) return 'no repository was linked, so the word is the owner’s';
  if (facts === undefined) return 'these histories hold nothing about the repository';
  const evidence = look?.derived.evidence ?? '';
  if (said === row.typed) return `asked whether it is ${asked}: ${evidence}`;
  const intention = ends[row.typed];
  return `${intention === undefined ? '' : `${intention}. `}What was seen: ${evidence}`;
}
