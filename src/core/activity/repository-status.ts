// What a repository says about itself: a topic `status-…`, a badge, or a
// line "Status: …" at the top of its README. Reads words only; whether they count is decided elsewhere.

import type { Declaration } from '../model.ts';
import type { Status } from '../status/statuses.ts';
import { statusTable } from '../status/statuses.ts';
import { readStatusWord } from '../status/vocabulary.ts';
import { findOwnStatement } from './own-statement.ts';
import { listStatuses } from './status-badges.ts';

/** Further down a README describes other things. */
const firstLines = 40;
const maxLineLength = 300;

type Said = Pick<Declaration, 'status' | 'word' | 'source' | 'family' | 'line'>;

/** The strongest of what is said; null: nothing, or nothing that is understood. */
export function readDeclaration(readme: string | null, topics: readonly string[]): Said | null {
  const topic = readTopic(topics);
  if (topic !== null || readme === null) return topic;
  const bytes = new TextEncoder().encode(readme);
  const statement = findOwnStatement(bytes);
  if (statement === null) return null;
  const { status, word, source, badge, places } = statement;
  const line = countLines(bytes.subarray(0, places[0]?.address.start ?? 0));
  return { status, word, source, ...(badge !== null && { family: badge.family }), line };
}

/** The number of the line that follows. */
function countLines(before: Uint8Array): number {
  return new TextDecoder().decode(before).split(/\r\n|[\r\n]/).length;
}

/** "This project has moved to…", "Development continues at…", a badge of repostatus.org that says moved. */
const movedWords =
  /\b(?:moved|migrated|relocated|transferred) (?:to|over to|into|under)\b|\b(?:development|work) (?:continues|has continued|goes on) (?:at|in|on|under)\b|\brepostatus\.org\/badges\/[\w.]{1,20}\/moved\b/i;

/** Whether a repository says, in its description or at the top of its README, that the work goes on elsewhere. */
export function saysMoved(readme: string | null, description: string | null): boolean {
  const lines = (readme ?? '').split(/\r?\n/, firstLines).map((line) => line.slice(0, maxLineLength));
  return [(description ?? '').slice(0, maxLineLength), ...lines].some((line) => movedWords.test(line));
}

function readTopic(topics: readonly string[]): Said | null {
  for (const topic of topics) {
    const word = /^status-(.+)$/.exec(topic)?.[1]?.replaceAll('-', ' ') ?? '';
    const status = word === '' ? 'unknown' : readStatusWord(word);
    if (status !== 'unknown') return { status, word: topic, source: 'topic' };
  }
  return null;
}

/** Since when it is said: unchanged since the last check, or noticed now; null where it stood there at the first check. */
export function dateDeclaration(
  said: Said | null,
  known: Declaration | null | undefined,
  now: string,
): Declaration | null {
  if (said === null) return null;
  if (known === undefined) return { ...said, since: null };
  return { ...said, since: known?.status === said.status ? known.since : now };
}

/** Everything that a declaration says. */
export function listDeclared({
  status,
  word,
  family,
}: Pick<Declaration, 'status' | 'word' | 'family'>): readonly Status[] {
  return family === undefined ? [status] : listStatuses({ family, value: word, status });
}

/** Whether a repository says alive, stopped or done, and a row another of the three. */
export function contradictsRow(declared: Pick<Declaration, 'status' | 'word' | 'family'>, typed: Status): boolean {
  const row = statusTable[typed].life;
  const said = listDeclared(declared).map((status) => statusTable[status].life);
  return row !== null && !said.includes(null) && !said.includes(row);
}

const ownPrefix = 'own:';

/** Under which the status that a repository gives itself is remembered, beside the project that it is about. */
export function keyOwnStatus({ nodeId }: { readonly nodeId: string }): string {
  return `${ownPrefix}${nodeId}`;
}

/** The key of the project that it is about; null where the key is of a project itself. */
export function readOwnStatusKey(key: string): string | null {
  return key.startsWith(ownPrefix) ? key.slice(ownPrefix.length) : null;
}
