// OPEN THIS FIRST: the whole story of one document. Read it, pull the activity of every listed repository, judge each
// row, publish the cells that became untrue, remember. Correctness rests on the compare-and-swap in `publish`: when
// somebody else wrote meanwhile, everything starts again from the new bytes.

import { readDocument } from '../core/document/read-document.ts';
import { elapsedMs, toInstant } from '../core/instants.ts';
import type { DocumentReading, DocumentRef, Problem } from '../core/model.ts';
import type { Portfolio } from '../core/portfolio.ts';
import { StatusfolioError } from '../errors.ts';
import type { Clock, DocumentFile, DocumentRecord, Documents, GitHub, HomeRecord, Memory } from '../ports.ts';
import { collect } from './collect.ts';
import { holdForToday } from './hold-for-today.ts';
import { keyHome, openHome } from './homes.ts';
import { type JudgedRow, judgeRows } from './judge.ts';
import { type Publication, type PublishPorts, publish } from './publish.ts';
import { type RecordInput, recordRefresh } from './record.ts';

export interface RefreshTarget {
  readonly key: string;
  readonly ref: DocumentRef;
  /** The document's name in messages: the path as the owner wrote it. */
  readonly label: string;
  /** `preview` plans and shows, but writes and remembers nothing. */
  readonly publish: 'commit' | 'pull-request' | 'none' | 'preview';
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

export type Refreshed =
  | { readonly kind: 'done'; readonly target: RefreshTarget; readonly result: RefreshResult }
  | { readonly kind: 'failed'; readonly target: RefreshTarget; readonly error: unknown };

/** Refreshes one document. Throws when it cannot be read, or when nothing at all could be looked at. */
export async function refresh(
  target: RefreshTarget,
  portfolio: Portfolio,
  ports: RefreshPorts,
): Promise<RefreshResult> {
  const [refreshed] = await refreshTogether([target], portfolio, ports);
  if (refreshed?.kind === 'done') return refreshed.result;
  throw refreshed?.error;
}

/** Refreshes the documents of one repository, so that one commit or pull request holds the changes of all of them. */
export async function refreshTogether(
  targets: readonly RefreshTarget[],
  portfolio: Portfolio,
  ports: RefreshPorts,
): Promise<Refreshed[]> {
  for (let attempt = 1; attempt <= maxAttempts; attempt += 1) {
    const now = ports.clock.now();
    const home = await readHome(targets, ports.memory);
    const looked = await lookAtAll(targets, portfolio, ports, now);
    const looks = looked.flatMap((outcome) => ('error' in outcome ? [] : [outcome]));
    // Documents of one commit have to be read at one commit.
    if (isTorn(looks)) continue;

    const isWhole = looks.length === targets.length;
    const published = await publish({
      looks,
      readBeside: async () => [],
      home,
      isWhole,
      ports: toPublishPorts(targets, ports),
      now,
    });
    if (published === 'conflict') continue;
    if (published.home !== null && published.home !== home) await ports.memory.saveHome(published.home);

    const refreshed: Refreshed[] = [];
    for (const outcome of looked) {
      const { target } = outcome;
      if ('error' in outcome) {
        refreshed.push({ kind: 'failed', target, error: outcome.error });
        continue;
      }
      const publication = published.publications[looks.indexOf(outcome)] ?? { kind: 'nothing' };
      const history = published.history.filter(({ documentKey }) => documentKey === target.key);
      const result = await recordRefresh({ ...outcome, publication, history, memory: ports.memory, now });
      refreshed.push({ kind: 'done', target, result });
    }
    return refreshed;
  }
  return targets.map((target) => ({ kind: 'failed', target, error: changedTooOften(target) }));
}

type Look = Omit<RecordInput, 'publication' | 'history' | 'memory'>;

async function lookAtAll(
  targets: readonly RefreshTarget[],
  portfolio: Portfolio,
  ports: RefreshPorts,
  now: Date,
): Promise<(Look | { readonly target: RefreshTarget; readonly error: unknown })[]> {
  const looked = [];
  for (const target of targets) {
    // One document that cannot be read keeps no other from being looked at.
    looked.push(await look(target, portfolio, ports, now).catch((error: unknown) => ({ target, error })));
  }
  return looked;
}

async function look(target: RefreshTarget, portfolio: Portfolio, ports: RefreshPorts, now: Date): Promise<Look> {
  const { memory } = ports;
  const documents = target.ref.kind === 'github' ? ports.github.documents : ports.files;
  const file = await documents.read(target.ref);
  const remembered = await memory.readDocument(target.key);
  refuseStaleRead(target, file, remembered, now);
  const reading = readOrRefuse(file, target);
  // A word stays known after the last row that used it has changed.
  const vocabulary = { ...remembered?.vocabulary, ...reading.vocabulary };
  const repositories = await collect(reading.rows, portfolio, ports, now);
  const judged = await judgeRows({ target, file, reading, vocabulary, repositories, portfolio, memory, now });
  const rows = await holdForToday(target, judged, memory, now);
  return { target, file, reading, vocabulary, repositories, rows, remembered, now };
}

async function readHome(targets: readonly RefreshTarget[], memory: Memory): Promise<HomeRecord | null> {
  const [first] = targets;
  const key = first === undefined ? null : keyHome(first);
  return key === null ? null : ((await memory.readHome(key)) ?? openHome(key));
}

function toPublishPorts([first]: readonly RefreshTarget[], { github, files, memory }: RefreshPorts): PublishPorts {
  return { documents: first?.ref.kind === 'github' ? github.documents : files, github, memory };
}

/** Two documents on the same branch, read at different commits: somebody wrote in between. */
function isTorn(looks: readonly Look[]): boolean {
  const versions = Map.groupBy(
    looks.filter(({ target }) => target.ref.kind === 'github'),
    ({ file }) => file.branch,
  );
  return [...versions.values()].some((group) => new Set(group.map(({ file }) => file.version)).size > 1);
}

function changedTooOften({ label }: RefreshTarget): StatusfolioError {
  return new StatusfolioError('DOCUMENT_CHANGED', `${label} changed ${maxAttempts} times while it was being updated.`, {
    where: label,
    hint: 'It is tried again later.',
    retryable: true,
  });
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
