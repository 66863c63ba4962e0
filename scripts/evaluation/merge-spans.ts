// One word for what is said more than once: by a badge and its alternative text, by several rows about one repository.

import { latest } from '../../src/core/dates.ts';
import type { Status } from '../../src/core/status/statuses.ts';

/** One line of the data: a word in one place, with the commits to the document that left it as it was. */
export interface Span {
  readonly place: string;
  readonly doc: string;
  readonly owner: string;
  readonly repo: string;
  readonly kind: string;
  readonly typed: Status;
  readonly raw: string;
  readonly typedAt: string;
  readonly until: string | null;
  readonly confirmations: readonly string[];
}

const streamOrder = ['repostatus', 'lifecycle', 'shields', 'stability', 'line'];

/** What a README says twice, by a badge and by its alternative text or a line, is said once. */
export function takeOneStream(spans: readonly Span[]): Span[] {
  const rank = ({ kind }: Span) => (streamOrder.indexOf(kind) + streamOrder.length) % streamOrder.length;
  const taken: Span[] = [];
  for (const span of spans.toSorted((a, b) => rank(a) - rank(b))) {
    const isTwin = (other: Span) =>
      other.repo === span.repo && other.kind !== span.kind && other.typed !== 'unknown' && overlap(other, span);
    if (!taken.some(isTwin)) taken.push(span);
  }
  return taken;
}

function overlap(a: Span, b: Span): boolean {
  const isBefore = (end: string | null, start: string) => end !== null && Date.parse(end) <= Date.parse(start);
  return !isBefore(a.until, b.typedAt) && !isBefore(b.until, a.typedAt);
}

/** Rows of one document that say the same of one repository at the same time are one word. */
export function mergeRepeated(spans: readonly Span[]): Span[] {
  const groups = Map.groupBy(spans, ({ place, repo, typed }) => `${place} ${repo.toLowerCase()} ${typed}`);
  return [...groups.values()].flatMap((group) => {
    const merged: Span[] = [];
    for (const span of group.toSorted((a, b) => Date.parse(a.typedAt) - Date.parse(b.typedAt))) {
      const last = merged.at(-1);
      if (last === undefined || !overlap(last, span)) merged.push(span);
      else merged[merged.length - 1] = joinSpans(last, span);
    }
    return merged;
  });
}

function joinSpans(first: Span, second: Span): Span {
  const until = first.until === null || second.until === null ? null : latest(first.until, second.until);
  return { ...first, until, confirmations: [...first.confirmations, ...second.confirmations] };
}
