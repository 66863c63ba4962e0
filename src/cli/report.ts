// The JSON of `check` and `sync`: stable keys, nulls stay, times are ISO 8601 UTC.

import type { Problem } from '../core/model.ts';
import type { RefreshResult } from '../pipeline/refresh.ts';
import type { RequestCounts } from '../ports.ts';

/** `github`: annotations of a workflow run, on the lines of the rows. */
export const reportFormats = ['text', 'json', 'markdown', 'github'] as const;
export type ReportFormat = (typeof reportFormats)[number];

export interface Report {
  readonly documents: readonly DocumentReport[];
  readonly problems: readonly Problem[];
  readonly requests: RequestCounts;
}

export type DocumentReport = ReturnType<typeof reportDocument>;

export function reportDocument({ target, file, reading, rows, publication }: RefreshResult) {
  const { ref } = target;
  return {
    repo: ref.kind === 'github' ? ref.repo : null,
    path: ref.kind === 'github' ? ref.path : target.label,
    branch: file.branch,
    dialect: reading.dialect,
    mojibake: reading.mojibake,
    tables: reading.tables,
    projects: rows.map(({ row, repo, derived, settled }) => ({
      name: row.name,
      line: row.line,
      repo,
      folder: row.folder,
      // Further repositories of the same project; left out where there are none.
      ...(row.also !== undefined && { also: row.also }),
      typed: row.typed,
      derived: {
        status: derived.status,
        rule: derived.rule,
        confidence: derived.confidence,
        evidence: derived.evidence,
        reviewAt: derived.reviewAt,
      },
      settled: { status: settled.status, text: settled.text },
      action: settled.action,
      reason: settled.reason,
    })),
    changes: countChanges(rows, file, publication),
    questions: rows.filter(({ settled }) => settled.action === 'question').length,
    published: reportPublication(publication, ref.kind),
  };
}

/** Statuses to change; where there are none, a generated block that is to be written anew is one change. */
function countChanges(
  rows: RefreshResult['rows'],
  { bytes }: RefreshResult['file'],
  publication: RefreshResult['publication'],
): number {
  const changed = rows.filter(({ settled }) => settled.action === 'change').length;
  const isOther = 'bytes' in publication && Buffer.compare(publication.bytes, bytes) !== 0;
  return changed === 0 && isOther ? 1 : changed;
}

function reportPublication(publication: RefreshResult['publication'], kind: 'github' | 'file') {
  if (publication.kind !== 'published' && publication.kind !== 'proposed') return null;
  const { oid, url } = publication;
  if (publication.kind === 'proposed') return { kind: 'pull-request', oid, url };
  return { kind: kind === 'file' ? 'file' : 'commit', oid, url };
}
