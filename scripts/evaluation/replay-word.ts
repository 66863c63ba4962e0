// Replays one word of one owner through the product, from the day it was typed until it was replaced or the facts end:
// every touch of the owner, every day with a commit or tag, every moment that the product itself asked for. What it
// wrote and asked comes out as a replay.

import type { Portfolio } from '../../src/config/portfolio.ts';
import { dayMs, hourMs } from '../../src/core/dates.ts';
import type { Status } from '../../src/core/status/statuses.ts';
import { openProduct, type Product, type RefreshOutcome } from './drive-product.ts';
import type { Word } from './read-histories.ts';
import { listEvents, readActivityAt } from './timelines.ts';
import { isAlive, isSameWord, type Truth, trueAt } from './truth.ts';

/** How the owner answers questions: not at all, truthfully, or always that the word holds. */
export type AnswerPolicy = 'unanswered' | 'answered' | 'allActive';

/** What the cell said from then on. */
export interface CellState {
  readonly at: number;
  readonly status: Status;
  readonly month: string | null;
  /** Whether the owner said so, by typing or by an answer. */
  readonly isOwners: boolean;
  readonly rule: string;
  readonly evidence: string;
}

/** A question and how long it was open. */
export interface Asked {
  readonly status: Status;
  readonly rule: string;
  readonly evidence: string;
  readonly from: number;
  readonly until: number;
}

export interface Replay {
  readonly word: Word;
  /** The first one is the word as typed; each holds until the next. */
  readonly cellStates: readonly CellState[];
  readonly questions: readonly Asked[];
  readonly end: number;
}

/** Within this time a question is answered, where it is answered. */
const answerMs = 3 * dayMs;
/** Without anything else the product's clock comes by so often at least; where nothing is open or written, commits of
 * the same week need no refresh of their own. */
const clockMs = 14 * dayMs;
const calmMs = 7 * dayMs;

interface Reply {
  readonly at: number;
  readonly askedAt: string;
}

export async function replayWord(word: Word, policy: AnswerPolicy, rules: Portfolio, truth: Truth): Promise<Replay> {
  const from = Date.parse(word.typedAt);
  const end = Date.parse(word.until);
  const { facts, read } = word;
  const product = openProduct(facts.repo, { status: read, at: from }, (at) => readActivityAt(facts, at), rules);
  const replay = new ReplayLog(word, from, end);
  const touches = word.touches.map((at) => Date.parse(at));
  const events = listEvents(facts).filter((at) => at > from && at < end);
  let pending: readonly Reply[] = [];
  let at = from;
  do {
    const isReplied = pending.some((reply) => reply.at <= at);
    if (isReplied) await answer(product, replay, truth, policy, at);
    if (touches[0] !== undefined && touches[0] <= at) {
      while (touches[0] !== undefined && touches[0] <= at) touches.shift();
      product.touch(at);
    }
    while (events[0] !== undefined && events[0] <= at) events.shift();
    const refreshed: RefreshOutcome = await product.refresh(at);
    replay.note(refreshed, isReplied);
    pending = policy === 'unanswered' ? [] : awaitReply(refreshed, isReplied ? [] : pending);
    const isCalm =
      refreshed.question === null && refreshed.month === null && isSameWord(refreshed.status, read) && isAlive(read);
    const event = isCalm ? events.find((instant) => instant >= at + calmMs) : events[0];
    const scheduled = refreshed.nextAt === null ? [] : [Math.max(refreshed.nextAt + 1000, at + hourMs)];
    const known = [event, touches[0], pending[0]?.at].filter((next) => next !== undefined);
    // A word just written is refreshed again at once: what follows from it follows.
    const soon = replay.isFresh(at) ? hourMs : clockMs;
    at = Math.min(...scheduled, ...known, at + soon);
  } while (at < end);
  return replay.close();
}

/** The open question is answered once, some days after it was asked. */
function awaitReply({ at, question }: RefreshOutcome, pending: readonly Reply[]): readonly Reply[] {
  if (question === null) return [];
  const known = pending.find(({ askedAt }) => askedAt === question.askedAt);
  return [known ?? { at: at + answerMs, askedAt: question.askedAt }];
}

/** The owner's truth about the open question, as an answer, or typed where no answer says it. */
async function answer(
  product: Product,
  replay: ReplayLog,
  truth: Truth,
  policy: AnswerPolicy,
  at: number,
): Promise<void> {
  const { status, question } = replay;
  if (question === null) return;
  // After the last touch nothing is known: the owner is taken to mean the word.
  const meant = policy === 'allActive' ? status : trueAt(truth, at);
  if (isSameWord(meant, status)) return await product.reply('holds', at);
  if (isSameWord(meant, question.status)) return await product.reply('accepted', at);
  if (meant === 'complete') return await product.reply('finished', at);
  product.type(meant, at);
  replay.type(meant, at);
}

/** Gathers what refreshes show. */
class ReplayLog {
  readonly #word: Word;
  readonly #end: number;
  readonly #cellStates: CellState[];
  readonly #questions: Asked[] = [];
  #open: (Omit<Asked, 'until'> & { readonly askedAt: string }) | null = null;

  constructor(word: Word, from: number, end: number) {
    this.#word = word;
    this.#end = end;
    const evidence = 'As the owner typed it.';
    this.#cellStates = [{ at: from, status: word.typed, month: null, isOwners: true, rule: 'typed', evidence }];
  }

  get status(): Status {
    return this.#cellStates.at(-1)?.status ?? this.#word.typed;
  }

  get question(): { readonly status: Status } | null {
    return this.#open;
  }

  isFresh(at: number): boolean {
    return this.#cellStates.length > 1 && this.#cellStates.at(-1)?.at === at;
  }

  type(status: Status, at: number): void {
    const evidence = 'As the owner typed it.';
    this.#cellStates.push({ at, status, month: null, isOwners: true, rule: 'typed', evidence });
  }

  note({ at, status: shown, month, question, rule, evidence }: RefreshOutcome, isReplied: boolean): void {
    // As long as the cell says what it said, it means what the owner meant.
    const status = isSameWord(shown, this.#word.read) ? this.#word.typed : shown;
    const last = this.#cellStates.at(-1);
    if (last === undefined || last.status !== status || last.month !== month) {
      this.#cellStates.push({ at, status, month, isOwners: isReplied, rule, evidence });
    }
    if (this.#open?.askedAt === question?.askedAt && this.#open?.status === question?.status) return;
    this.#shut(at);
    this.#open = question === null ? null : { ...question, from: at };
  }

  close(): Replay {
    this.#shut(this.#end);
    return { word: this.#word, cellStates: this.#cellStates, questions: this.#questions, end: this.#end };
  }

  #shut(at: number): void {
    if (this.#open === null) return;
    const { status, rule, evidence, from } = this.#open;
    this.#questions.push({ status, rule, evidence, from, until: at });
  }
}

/** Whether a question, were the product met today for the first time, would be asked at once. */
export async function asksAtOnce(word: Word, at: number, rules: Portfolio): Promise<boolean> {
  const { facts, read, typedAt, touches } = word;
  const confirmedAt = touches.findLast((touch) => Date.parse(touch) <= at) ?? typedAt;
  const typedThen = { status: read, at: Date.parse(confirmedAt) };
  const product = openProduct(facts.repo, typedThen, (instant) => readActivityAt(facts, instant), rules);
  return (await product.refresh(at)).question !== null;
}
