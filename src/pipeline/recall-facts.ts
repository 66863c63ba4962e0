// What is remembered of a project that the rules have to know: when we last decided its word, which release was asked
// about, and which word of the owner's we replaced for silence alone.

import { saysAnswered } from '../core/messages/evidence.ts';
import type { Derived, Row } from '../core/model.ts';
import type { ProjectFacts } from '../core/status/situation.ts';
import type { Status } from '../core/status/statuses.ts';
import { readStatusWord } from '../core/status/vocabulary.ts';
import type { Change, ProjectRecord } from '../ports/records.ts';
import type { Memory } from '../ports/store.ts';

/** Facts from the state of one project. */
export function recallFacts(before: ProjectRecord | null): Pick<ProjectFacts, 'decidedAt' | 'released' | 'openRule'> {
  const version = before?.released ?? null;
  const isOpen = before?.question?.rule === 'released';
  return {
    decidedAt: before?.decision.since ?? null,
    openRule: before?.question?.rule ?? null,
    released: version === null ? null : { version, isOpen },
  };
}

/** Whether the rules say what the owner refused; what a project is that nobody has given a status is one question. */
export function repeatsRefused(
  refused: NonNullable<ProjectRecord['refused']>,
  { status, rule }: Pick<Derived, 'status' | 'rule'>,
): boolean {
  return refused.rule === rule && (refused.status === status || status === 'unknown');
}

/** Changes older than these are not looked for. */
const changesRead = 1000;

interface KeyedRow {
  readonly row: Row;
  readonly key: string;
}

interface Input {
  readonly target: { readonly key: string };
  readonly memory: Pick<Memory, 'listChanges'>;
}

/**
 * The owner's words that we replaced for silence and for nothing else, while the cells still say what we wrote. Asks the
 * memory only where there can be one.
 */
export async function findReplaced(
  rows: readonly KeyedRow[],
  known: ReadonlyMap<string, ProjectRecord>,
  { target, memory }: Input,
): Promise<Map<Row, { status: Status; text: string; at: string }>> {
  const found = new Map<Row, { status: Status; text: string; at: string }>();
  const ours = rows.filter(({ row, key }) => isDecidedQuiet(row, known.get(key)));
  if (ours.length === 0) return found;
  const changes = await memory.listChanges(changesRead);
  for (const { row, key } of ours) {
    const last = changes.find(({ projectKey, documentKey }) => projectKey === key && documentKey === target.key);
    const status = last === undefined ? 'unknown' : readStatusWord(last.from);
    const isOurs = last !== undefined && isForSilence(last, row) && known.get(key)?.decision.since === last.at;
    if (isOurs && status !== 'unknown' && status !== row.typed.status) {
      found.set(row, { status, text: last.from, at: last.at });
    }
  }
  return found;
}

function isDecidedQuiet({ typed }: Row, before: ProjectRecord | undefined): boolean {
  return (typed.status === 'paused' || typed.status === 'stalled') && (before?.changedAt.length ?? 0) > 0;
}

/** What the owner accepted is the owner's word; where the evidence is not known, it may have been. */
function isForSilence({ rule, to, evidence }: Change, { typed }: Row): boolean {
  return (rule === 'quiet' || rule === 'stalled') && to === typed.text && evidence !== '' && !saysAnswered(evidence);
}
