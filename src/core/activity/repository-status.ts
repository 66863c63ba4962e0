// What a repository says about itself: a topic `status-…`, a badge of repostatus.org or of the lifecycle packages, or a
// line "Status: …" at the top of its README. Reads words only; whether they count is decided elsewhere.

import type { Declaration } from '../model.ts';
import type { Status } from '../status/statuses.ts';
import { readStatusWord } from '../status/vocabulary.ts';

/** https://www.repostatus.org; "moved" says nothing of the work. A concept may have a demonstration: it is maturity. */
const repostatus: Readonly<Record<string, Status>> = {
  concept: 'experimental',
  wip: 'in_progress',
  suspended: 'paused',
  abandoned: 'archived',
  active: 'maintained',
  inactive: 'complete',
  unsupported: 'archived',
};
const lifecycle: Readonly<Record<string, Status>> = {
  experimental: 'experimental',
  maturing: 'in_progress',
  stable: 'maintained',
  dormant: 'paused',
  superseded: 'archived',
  deprecated: 'archived',
  retired: 'archived',
  archived: 'archived',
};

const repostatusBadge = /repostatus\.org\/badges\/[\w.]{1,20}\/([a-z]{1,20})(?:\.svg|_)/i;
const lifecycleBadge = /(?:badge\/lifecycle-|lifecycle-badge-|\/figures\/lifecycle-)(\w{1,20})[-.]/i;
const statusLine = /^[\s>#*_-]{0,10}(?:project |current )?status[*_]{0,2}\s?[:：](.*)$/i;
const marks = new Set(' \t*_.|');
/** Further down a README describes other things: an API, a build. */
const firstLines = 40;
const maxLineLength = 300;

type Said = Pick<Declaration, 'status' | 'word' | 'source'>;

/** The strongest of what is said; null: nothing, or nothing that is understood. */
export function readDeclaration(readme: string | null, topics: readonly string[]): Said | null {
  const lines = (readme ?? '').split(/\r?\n/, firstLines).map((line) => line.slice(0, maxLineLength));
  return readTopic(topics) ?? readBadge(lines) ?? readLine(lines);
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

function readBadge(lines: readonly string[]): Said | null {
  for (const line of lines) {
    for (const [pattern, statuses] of [
      [repostatusBadge, repostatus],
      [lifecycleBadge, lifecycle],
    ] as const) {
      const word = pattern.exec(line)?.[1]?.toLowerCase() ?? '';
      const status = Object.hasOwn(statuses, word) ? statuses[word] : undefined;
      if (status !== undefined) return { status, word, source: 'badge' };
    }
  }
  return null;
}

function readLine(lines: readonly string[]): Said | null {
  for (const line of lines) {
    const word = trimMarks(statusLine.exec(line)?.[1] ?? '');
    const status = word === '' ? 'unknown' : readStatusWord(word);
    if (status !== 'unknown') return { status, word, source: 'README' };
  }
  return null;
}

function trimMarks(text: string): string {
  let [start, end] = [0, text.length];
  while (start < end && marks.has(text[start] ?? '')) start += 1;
  while (end > start && marks.has(text[end - 1] ?? '')) end -= 1;
  return text.slice(start, end);
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
