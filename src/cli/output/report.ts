// The JSON of `check` and `sync`: stable keys, nulls stay, times are ISO 8601 UTC. Holds what its readers may know: in the
// log of a public repository of a private project the status word alone.

import type { Portfolio } from '../../config/portfolio.ts';
import type { MarkEvaluation } from '../../core/activity-columns/decide-mark.ts';
import type { Audience, Disclosure } from '../../core/disclosure.ts';
import type { Declaration, Problem } from '../../core/model.ts';
import { discloseMark } from '../../pipeline/activity-columns/evaluate-columns.ts';
import { keepDate } from '../../pipeline/date-rows.ts';
import { discloseRow } from '../../pipeline/disclose.ts';
import type { RefreshResult, RowEvaluation } from '../../pipeline/document-update.ts';
import { readOwnStatus } from '../../pipeline/own-status/ask-about-own-status.ts';
import { isAsked } from '../../pipeline/questions/list-questions.ts';
import type { RequestCounts } from '../../ports/github.ts';
import { listSecrets, tellProblems } from '../audience.ts';
import type { RefreshRun } from '../run-refresh.ts';

export interface Report {
  readonly documents: readonly DocumentReport[];
  readonly problems: readonly Problem[];
  readonly requests: RequestCounts;
}

export type DocumentReport = ReturnType<typeof reportDocument>;

/** What a report is made of. */
export interface ReportInput {
  readonly run: Pick<RefreshRun, 'results' | 'problems'>;
  readonly portfolio: Portfolio;
  readonly requests: RequestCounts;
  /** Who can read it. */
  readonly audience: Audience;
  /** `owner/name` of the repository whose log or summary it is for, which is no secret there. */
  readonly place?: string | undefined;
}

/** The one way to a report: it holds what its readers may know, and nothing else. */
export function buildReport({ run, portfolio, requests, audience, place }: ReportInput): Report {
  // A report that others read must not name a document that they cannot see.
  const results = run.results.filter(({ file }) => audience === 'owner' || file.isPublic);
  return {
    documents: results.map((result) => reportDocument(result, portfolio, audience)),
    problems: tellProblems(run.problems, audience, listSecrets(run, portfolio, place)),
    requests,
  };
}

function reportDocument(
  { target, file, reading, rows, activity = [], publication }: RefreshResult,
  portfolio: Portfolio,
  audience: Audience,
) {
  const { ref } = target;
  return {
    repo: ref.kind === 'github' ? ref.repo : null,
    path: ref.kind === 'github' ? ref.path : target.label,
    branch: file.branch,
    dialect: reading.dialect,
    mojibake: reading.mojibake,
    tables: reading.tables,
    projects: rows
      .flatMap((evaluated) => {
        const disclosure = discloseRow(evaluated, file, portfolio, audience);
        return disclosure.isShown ? [reportRow(evaluated, disclosure)] : [];
      })
      .concat(activity.map((evaluated) => reportMark(evaluated, discloseMark(evaluated, audience, portfolio)))),
    changes: countChanges(rows, activity, file, publication),
    questions: rows.filter(isAsked).length,
    published: reportPublication(publication, ref.kind),
    // Where answers and history are kept.
    state: target.state ?? ({ kind: 'none', where: null } as const),
  };
}

function reportRow(evaluated: RowEvaluation, { isOpen, tell }: Disclosure) {
  const { row, repo, derived, decision } = evaluated;
  const { status, rule, confidence, reviewAt } = derived;
  // What is asked or changed has a word; what waits has none yet.
  const isSaid = isOpen || decision.action === 'change' || decision.action === 'question';
  return {
    name: row.name,
    line: row.line,
    repo: isOpen ? repo : null,
    folder: isOpen ? row.folder : null,
    // Further repositories of the same project; left out where there are none.
    ...(isOpen && row.also !== undefined && { also: row.also }),
    // Without our date; `remark` is what somebody else says there.
    typed: { ...row.typed, ...(row.remark !== undefined && { remark: row.remark }) },
    derived: {
      status: isSaid ? status : decision.status,
      rule: isOpen ? rule : ('keep' as const),
      confidence: isOpen ? confidence : ('guess' as const),
      evidence: tell(derived.evidence) ?? '',
      reviewAt: isOpen ? reviewAt : null,
    },
    decision: { status: decision.status, text: decision.text },
    // Its name before 0.2, kept through 0.x.
    settled: { status: decision.status, text: decision.text },
    // The date behind the word: ours as it stands, or as it is to be. A reader of the document sees it.
    asOf: (isOpen || decision.asOf?.action !== 'add' ? decision.asOf : null) ?? keepDate(row),
    // What the repository says of itself, in its README or as a topic.
    ownStatus: isOpen ? reportOwnStatus(readOwnStatus(evaluated)) : null,
    // Whether the document has not used the label, so that it follows from the table's style.
    isNewLabel: decision.isNewLabel === true,
    action: decision.action,
    reason: tell(decision.reason) ?? '',
  };
}

interface OwnStatusReport extends Pick<Declaration, 'status' | 'source'> {
  readonly text: string;
  /** Of the README, 1-based; null: a topic. */
  readonly line: number | null;
}

export function reportOwnStatus(said: Declaration | null): OwnStatusReport | null {
  if (said === null) return null;
  const { word, status, source, line = null } = said;
  return { text: word, status, source, line };
}

/** A row of a column of activity: a mark or date, and no status. */
function reportMark({ entry, decision }: MarkEvaluation, { tell }: Disclosure): ReturnType<typeof reportRow> {
  const { name, line, subject, typed } = entry;
  const { action, text } = decision;
  const said = { status: 'unknown', text } as const;
  const evidence = tell(decision.evidence) ?? '';
  return {
    name,
    line,
    repo: subject.kind === 'repository' ? subject.repo : null,
    folder: null,
    typed: { status: 'unknown', text: typed.text },
    derived: { status: 'unknown', rule: 'activity', confidence: 'sure', evidence, reviewAt: null },
    decision: said,
    settled: said,
    asOf: null,
    ownStatus: null,
    isNewLabel: false,
    action,
    reason: evidence,
  };
}

/** Statuses to change; where there are none, a generated block that is to be written anew is one change. */
function countChanges(
  rows: RefreshResult['rows'],
  activity: NonNullable<RefreshResult['activity']>,
  { bytes }: RefreshResult['file'],
  publication: RefreshResult['publication'],
): number {
  const changed = [...rows, ...activity].filter(({ decision }) => decision.action === 'change').length;
  const isOther = 'bytes' in publication && Buffer.compare(publication.bytes, bytes) !== 0;
  return changed === 0 && isOther ? 1 : changed;
}

function reportPublication(publication: RefreshResult['publication'], kind: 'github' | 'file') {
  if (publication.kind !== 'published' && publication.kind !== 'proposed') return null;
  const { oid, url } = publication;
  if (publication.kind === 'proposed') return { kind: 'pull-request', oid, url };
  // Stands in the working tree, and nobody has committed it yet.
  if (publication.uncommitted !== undefined) return { kind: 'file', oid, url, files: publication.uncommitted.files };
  return { kind: kind === 'file' ? 'file' : 'commit', oid, url };
}
