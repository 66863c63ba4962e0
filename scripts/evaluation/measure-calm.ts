// How often a word would change over the whole life of a project when nobody ever answers or edits: changes and
// reversals per project-year, ours and the baselines'.

import { dayMs, elapsedMs, toInstant } from '../../src/core/dates.ts';
import type { Status } from '../../src/core/status/statuses.ts';
import { baselines, listPushes } from './baselines.ts';
import type { Facts, Histories } from './read-histories.ts';
import { openHistory, remember, replay } from './replay.ts';

/** A change back to the word before, so soon that a reader would have seen both. */
const reversalDays = 30;
const yearDays = 365.25;

export interface Calm {
  readonly changesPerProjectYear: number | null;
  readonly reversalsPerProjectYear: number | null;
  readonly questionsPerProjectYear: number | null;
  readonly projects: number;
  readonly projectYears: number;
  readonly owners: number;
}

interface Life {
  readonly words: readonly { readonly word: string; readonly at: string }[];
  readonly questions: number;
}

export function measureCalm(histories: Histories): { readonly ours: Calm; readonly baselines: Record<string, Calm> } {
  const begun = listBeginnings(histories);
  return {
    ours: count(begun, (facts, typed) => liveOurs(facts, typed)),
    baselines: Object.fromEntries(
      baselines.map(({ name, evaluate }) => [name, count(begun, (facts) => liveBaseline(facts, evaluate))]),
    ),
  };
}

/** Every repository with a typed word, from its first commit on under the first word that its owner typed. */
function listBeginnings({ units }: Histories): { facts: Facts; typed: Status; owner: string }[] {
  const first = new Map<Facts, { facts: Facts; typed: Status; owner: string; at: string }>();
  for (const { facts, typed, typedAt, owner } of units) {
    const known = first.get(facts);
    if (typed === 'unknown' || (known !== undefined && known.at <= typedAt)) continue;
    first.set(facts, { facts, typed, owner, at: typedAt });
  }
  return [...first.values()];
}

function count(
  begun: readonly { readonly facts: Facts; readonly typed: Status; readonly owner: string }[],
  live: (facts: Facts, typed: Status) => Life,
): Calm {
  let changes = 0;
  let reversals = 0;
  let questions = 0;
  let days = 0;
  for (const { facts, typed } of begun) {
    days += elapsedMs(facts.first_commit, facts.snapshot_taken) / dayMs;
    const life = live(facts, typed);
    questions += life.questions;
    life.words.forEach(({ word, at }, index) => {
      if (index === 0) return;
      changes += 1;
      const last = life.words[index - 1];
      const isBack = life.words[index - 2]?.word === word;
      if (isBack && last !== undefined && elapsedMs(last.at, at) <= reversalDays * dayMs) reversals += 1;
    });
  }
  const years = days / yearDays;
  const perYear = (value: number) => (years === 0 ? null : Math.round((value / years) * 1000) / 1000);
  return {
    changesPerProjectYear: perYear(changes),
    reversalsPerProjectYear: perYear(reversals),
    questionsPerProjectYear: perYear(questions),
    projects: begun.length,
    projectYears: Math.round(years * 10) / 10,
    owners: new Set(begun.map(({ owner }) => owner)).size,
  };
}

function liveOurs(facts: Facts, typed: Status): Life {
  const bornAt = toInstant(facts.first_commit);
  const words = [{ word: typed as string, at: bornAt }];
  let questions = 0;
  let openSince: string | null = null;
  const span = { from: Date.parse(bornAt), to: Date.parse(facts.snapshot_taken) };
  replay(
    openHistory(facts),
    remember(typed),
    span,
    () => bornAt,
    ({ at, decision }) => {
      if (decision.question !== null && decision.question.askedAt !== openSince) {
        openSince = decision.question.askedAt;
        questions += 1;
      }
      if (decision.action === 'change') words.push({ word: decision.status, at });
      return undefined;
    },
  );
  return { words, questions };
}

function liveBaseline(facts: Facts, evaluate: (typeof baselines)[number]['evaluate']): Life {
  const pushes = listPushes(facts);
  const createdAt = Date.parse(facts.first_commit);
  const words: { word: string; at: string }[] = [];
  for (let at = createdAt; at <= Date.parse(facts.snapshot_taken); at += dayMs) {
    const word = evaluate(pushes, createdAt, at);
    if (word !== null && word !== words.at(-1)?.word) words.push({ word, at: toInstant(at) });
  }
  return { words, questions: 0 };
}
