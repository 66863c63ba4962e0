// The walk itself: one row at a time with what is known of it, one key for each answer.

import { isDay, toDay } from '../../core/dates.ts';
import { formatAnswer } from '../../core/messages/answers.ts';
import type { AnswerKind } from '../../core/status/answers.ts';
import type { ReviewItem } from '../../pipeline/questions/list-review.ts';
import { wrap } from '../output/columns.ts';
import { createPaint, show, type Terminal } from '../terminal.ts';

export interface Reviewed {
  readonly item: ReviewItem;
  readonly kind: AnswerKind;
}

export interface Walked {
  readonly answers: readonly Reviewed[];
  /** The last day of being away, to be written into the configuration; null: none was given. */
  readonly awayUntil: string | null;
}

const keys: Readonly<Record<string, AnswerKind>> = {
  y: 'accept',
  p: 'paused',
  a: 'active',
  f: 'finished',
  w: 'away',
  r: 'released',
  n: 'not-yet',
};

/** Control and c: nothing that was answered is kept. */
const interrupt = '\u0003';

export async function walkReview(
  items: readonly ReviewItem[],
  { hasConfiguration }: { readonly hasConfiguration: boolean },
  terminal: Terminal,
  now: Date,
): Promise<Walked> {
  const given = new Map<number, Reviewed>();
  const paint = createPaint(terminal);
  let awayUntil: string | null = null;
  let isAwayKnown = !hasConfiguration;
  try {
    let at = 0;
    printItem(items, at, terminal);
    while (at < items.length) {
      const key = (await terminal.readKey())?.toLowerCase() ?? null;
      if (key === interrupt) return { answers: [], awayUntil: null };
      if (key === null || key === 'q') break;
      const item = items[at];
      if (item === undefined) break;
      if (key === 'u') {
        if (at > 0) at -= 1;
        given.delete(at);
        terminal.out(paint('dim', '  undone'));
      } else if (key === 's') {
        terminal.out(paint('dim', '  skipped'));
        at += 1;
      } else {
        const kind = findAnswer(key, item);
        if (kind === null) continue;
        given.set(at, { item, kind });
        terminal.out(paint('green', `  ${formatKind(kind, item)}`));
        if (kind === 'away' && !isAwayKnown) {
          awayUntil = await readAway(terminal, now);
          isAwayKnown = true;
        }
        at += 1;
      }
      if (at < items.length) printItem(items, at, terminal);
    }
  } finally {
    terminal.endKeys();
  }
  return { answers: [...given.values()], awayUntil };
}

/** "n" says no to whatever was asked. */
function findAnswer(key: string, { answers }: ReviewItem): AnswerKind | null {
  const kind = keys[key];
  if (kind === undefined) return null;
  if (kind === 'not-yet') return answers.some((answer) => answer.kind === kind) ? kind : 'keep';
  // Nothing was asked that could be accepted.
  if (kind === 'accept' && !answers.some((answer) => answer.kind === kind)) return null;
  return kind;
}

function formatKind(kind: AnswerKind, { answers, typed: { status } }: ReviewItem): string {
  return formatAnswer(answers.find((answer) => answer.kind === kind) ?? { kind, status }, status);
}

function printItem(items: readonly ReviewItem[], at: number, terminal: Terminal): void {
  const item = items[at];
  if (item === undefined) return;
  const paint = createPaint(terminal);
  const { evaluated, name, typed, result, answers, evidence, unanswered } = item;
  const { row } = evaluated;
  const place = `${result.target.label}:${row.line}`;
  terminal.out('');
  terminal.out(
    `${paint('dim', `${at + 1}/${items.length}`)}  ${paint('bold', show(name))}  ${paint('dim', show(place))}`,
  );
  terminal.out(`  ${show(typed.text)}`);
  const width = Math.max(20, Math.min(terminal.columns, 100) - 3);
  for (const line of wrap(show(`${evidence} ${unanswered === evidence ? '' : unanswered}`.trim()), width))
    terminal.out(`  ${line}`);
  const offered = Object.entries(keys).flatMap(([key, kind]) => {
    const answer = answers.find((one) => one.kind === kind || (kind === 'not-yet' && one.kind === 'keep'));
    return answer === undefined ? [] : [`${paint('bold', key)} ${formatAnswer(answer, typed.status)}`];
  });
  const rest = [`${paint('bold', 's')} skip`, `${paint('bold', 'u')} undo last`, `${paint('bold', 'q')} save and quit`];
  terminal.out(`  ${[...offered, ...rest].join('   ')}`);
}

/** A line typed key by key. null: no day was given. */
async function readAway(terminal: Terminal, now: Date): Promise<string | null> {
  terminal.out('  Away until which day, such as 2027-01-31? Enter: only this answer, nothing in the configuration.');
  let typed = '';
  for (;;) {
    const key = await terminal.readKey();
    if (key === null || key === '\r' || key === '\n') break;
    if (key === '\u007f' || key === '\b') typed = typed.slice(0, -1);
    else if (/^[\d-]$/.test(key)) typed += key;
    terminal.progress(typed);
  }
  terminal.progress(null);
  if (typed === '') return null;
  if (isDay(typed) && typed >= toDay(now)) return typed;
  terminal.out(`  "${typed}" is not a day in the future; the configuration was not changed.`);
  return null;
}
