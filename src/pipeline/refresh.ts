// OPEN THIS FIRST: the whole story of one document. Read it, pull the activity of every listed repository, judge each
// row, publish the cells that became untrue, remember. Correctness rests on the compare-and-swap in `publish`: when
// somebody else wrote meanwhile, everything starts again from the new bytes.

import { readDocument } from '../core/document/read-document.ts';
import { elapsedMs, toInstant } from '../core/instants.ts';
import type { DocumentReading, DocumentRef, Problem } from '../core/model.ts';
import type { Portfolio } from '../core/portfolio.ts';
import { StatusfolioError } from '../errors.ts';
import type { Clock, DocumentFile, DocumentRecord, Documents, GitHub, Memory } from '../ports.ts';
import { collect } from './collect.ts';
import { type JudgedRow, judgeRows } from './judge.ts';
import { type Publication, publish } from './publish.ts';
import { recordRefresh } from './record.ts';

export interface RefreshTarget {
  readonly key: string;
  readonly ref: DocumentRef;
  /** The document's name in messages: the path as the owner wrote it. */
  readonly label: string;
  /** `preview` plans and shows, but writes and remembers nothing. */
  readonly publish: 'commit' | 'none' | 'preview';
}

export interface RefreshPorts {
  readonly memory: Memory;
  readonly github: GitHub;
  /** Documents on this machine. */
  readonly files: Documents;
  readonly clock: Clock;
}

export interface RefreshResult {
  readonly target: RefreshTarget;
  readonly file: DocumentFile;
  readonly reading: DocumentReading;
  readonly rows: readonly JudgedRow[];
  readonly publication: Publication;
  readonly problems: readonly Problem[];
  readonly nextLookAt: string;
}

/** Longer than such reads have been seen to last (30 s). */
const staleReadMs = 5 * 60_000;

/** After this many conflicts in a row the job is retried later: somebody is typing. */
const maxAttempts = 5;

/** Refreshes one document. Throws when it cannot be read, or when nothing at all could be looked at. */
export async function refresh(
  target: RefreshTarget,
  portfolio: Portfolio,
  ports: RefreshPorts,
): Promise<RefreshResult> {
  const documents = target.ref.kind === 'github' ? ports.github.documents : ports.files;
  for (let attempt = 1; attempt <= maxAttempts; attempt += 1) {
    const now = ports.clock.now();
    const { memory } = ports;

    const file = await documents.read(target.ref);
    const remembered = await memory.readDocument(target.key);
    refuseStaleRead(target, file, remembered, now);
    const reading = readOrRefuse(file, target);
    // A word stays known after the last row that used it has changed.
    const vocabulary = { ...remembered?.vocabulary, ...reading.vocabulary };
    const repositories = await collect(reading.rows, portfolio, ports, now);
    const rows = await judgeRows({ target, file, reading, vocabulary, repositories, portfolio, memory, now });
    const publication = await publish({ target, file, reading, rows, documents, memory, now });

    if (publication.kind === 'conflict') continue;
    const looked = { target, file, reading, vocabulary, repositories, rows, publication };
    return await recordRefresh({ ...looked, remembered, memory, now });
  }
  throw new StatusfolioError(
    'DOCUMENT_CHANGED',
    `${target.label} changed ${maxAttempts} times while it was being updated.`,
    {
      where: target.label,
      hint: 'It is tried again later.',
      retryable: true,
    },
  );
}

/** For a while after a write GitHub may still show what was there before: the owner has not taken our word back. */
function refuseStaleRead(
  target: RefreshTarget,
  file: DocumentFile,
  remembered: DocumentRecord | null,
  now: Date,
): void {
  const replaced = remembered?.replaced ?? null;
  if (target.ref.kind !== 'github' || replaced === null || replaced.version !== file.version) return;
  if (elapsedMs(replaced.at, now) > staleReadMs) return;
  throw new StatusfolioError(
    'DOCUMENT_CHANGED',
    `GitHub still shows ${target.label} as it was before the last write.`,
    {
      where: target.label,
      hint: 'It is looked at again in a moment.',
      retryable: true,
      retryAt: toInstant(now.getTime() + 30_000),
    },
  );
}

function readOrRefuse(file: DocumentFile, { ref, label }: RefreshTarget): DocumentReading {
  const outcome = readDocument(file.bytes, ref.path);
  if (outcome.kind === 'read') return outcome.reading;
  throw new StatusfolioError('DOCUMENT_UNREADABLE', `${label}: ${outcome.reason}`, {
    where: label,
    hint: 'Statusfolio edits text documents in UTF-8, Latin-1 or Windows-1252, up to 5 MB.',
  });
}
