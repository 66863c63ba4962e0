// Asks GitHub one question about many repositories: in batches, one after the other, smaller ones when GitHub cannot
// cope. Every repository gets its own answer; one bad repository never costs the others theirs. Never sleeps.

import { StatusfolioError } from '../errors.ts';
import type { GitHubClient } from './client.ts';
import { type GraphqlAnswer, isOverload, isThrottling, throttled, unexpected } from './errors.ts';
import type { GraphqlError } from './schemas.ts';

export type Found<Value> =
  | { readonly kind: 'found'; readonly value: Value }
  | { readonly kind: 'not-visible' }
  | { readonly kind: 'forbidden'; readonly message: string }
  | { readonly kind: 'throttled'; readonly retryAt: string | null }
  | { readonly kind: 'failed'; readonly message: string };

export interface Question<Item, Value> {
  readonly largestBatch: number;
  readonly format: (batch: readonly Item[]) => {
    readonly text: string;
    readonly variables: Readonly<Record<string, unknown>>;
  };
  /** Where the answer about the item at `index` stands in `data`, and in the path of its errors. */
  readonly placeOf: (index: number) => readonly [string] | readonly [string, number];
  readonly schema: { safeParse(value: unknown): { readonly data?: Value | undefined } };
}

/** A conversation with GitHub. Once something stops it (throttled, token, network), nothing more is sent. */
export interface Session {
  readonly client: GitHubClient;
  /** An answer for every item. */
  ask<Item, Value>(items: readonly Item[], question: Question<Item, Value>): Promise<Map<Item, Found<Value>>>;
  stop(reason: StatusfolioError): void;
  stoppedBy(): StatusfolioError | null;
}

type Outcome<Value> = Found<Value> | { readonly kind: 'overloaded'; readonly error: StatusfolioError };

/** So many single repositories failing in a row are GitHub's failure, not theirs. */
const maxSingleFailures = 3;

export function openSession(client: GitHubClient): Session {
  let stopReason: StatusfolioError | null = null;
  let singleFailures = 0;
  let hasAnswered = false;

  const askOnce = async <Item, Value>(batch: readonly Item[], question: Question<Item, Value>) => {
    const { text, variables } = question.format(batch);
    const answer = await client.query(text, variables);
    if (answer.kind === 'answer') hasAnswered = true;
    return batch.map((item, index): [Item, Outcome<Value>] => [
      item,
      answer.kind === 'answer' ? readOutcome(answer, question, index) : answer,
    ]);
  };

  /** Records what is final; returns what should be asked again in a smaller portion. */
  const sortOut = <Item, Value>(
    outcomes: readonly [Item, Outcome<Value>][],
    answers: Map<Item, Found<Value>>,
  ): readonly Item[] => {
    const again: Item[] = [];
    for (const [item, outcome] of outcomes) {
      if (outcome.kind === 'overloaded' && outcomes.length > 1) {
        again.push(item);
      } else if (outcome.kind === 'overloaded') {
        answers.set(item, { kind: 'failed', message: outcome.error.message });
        singleFailures += 1;
        if (!hasAnswered || singleFailures >= maxSingleFailures) stopReason = outcome.error;
      } else {
        answers.set(item, outcome);
        singleFailures = 0;
        if (outcome.kind === 'throttled') stopReason = throttled(outcome.retryAt, 'GraphQL');
      }
    }
    return again;
  };

  return {
    client,
    stop(reason) {
      stopReason = reason;
    },
    stoppedBy: () => stopReason,

    async ask<Item, Value>(items: readonly Item[], question: Question<Item, Value>): Promise<Map<Item, Found<Value>>> {
      const answers = new Map<Item, Found<Value>>();
      let waiting = items;
      let size = question.largestBatch;
      while (waiting.length > 0 && stopReason === null) {
        const batch = waiting.slice(0, size);
        try {
          const again = sortOut(await askOnce(batch, question), answers);
          const next = again.length > 0 ? Math.floor(batch.length / 2) : size + Math.ceil(question.largestBatch / 8);
          size = Math.min(question.largestBatch, Math.max(1, next));
          waiting = [...again, ...waiting.slice(batch.length)];
        } catch (error) {
          if (!(error instanceof StatusfolioError)) throw error;
          stopReason = error;
        }
      }
      return new Map(items.map((item) => [item, answers.get(item) ?? unanswered(stopReason)]));
    },
  };
}

function readOutcome<Item, Value>(
  answer: Extract<GraphqlAnswer, { kind: 'answer' }>,
  { placeOf, schema }: Question<Item, Value>,
  index: number,
): Outcome<Value> {
  const place = placeOf(index);
  const value = place.reduce<unknown>((parent, key) => Reflect.get(Object(parent), key), answer.data) ?? null;
  const errors = answer.errors.filter(({ path }) => isAbout(path, place));
  const [first] = errors;
  if (first?.type === 'NOT_FOUND' && value === null) return { kind: 'not-visible' };
  if (first !== undefined) return readErrors(errors, first, answer.retryAt);
  // A query that GitHub does not understand is answered without data, with paths of its own.
  if (answer.data === null) return { kind: 'failed', message: answer.errors[0]?.message ?? 'GitHub did not respond.' };
  if (value === null) return { kind: 'not-visible' };
  const parsed = schema.safeParse(value);
  if (parsed.data === undefined) return { kind: 'failed', message: "GitHub's response was not understood." };
  return { kind: 'found', value: parsed.data };
}

/** An error without a path, or with the path of the whole list, is about every item. */
function isAbout(path: GraphqlError['path'], place: readonly (string | number)[]): boolean {
  return place.every((key, depth) => path[depth] === undefined || path[depth] === key);
}

function readErrors<Value>(errors: readonly GraphqlError[], first: GraphqlError, retryAt: string): Outcome<Value> {
  if (errors.some(isThrottling)) return { kind: 'throttled', retryAt };
  const overload = errors.find(isOverload);
  if (overload !== undefined) {
    return { kind: 'overloaded', error: unexpected(`GitHub could not finish: ${overload.message}`, 'GraphQL') };
  }
  const isRefused = first.type === 'FORBIDDEN' || first.type === 'INSUFFICIENT_SCOPES';
  return { kind: isRefused ? 'forbidden' : 'failed', message: first.message };
}

function unanswered(reason: StatusfolioError | null): Found<never> {
  if (reason?.code === 'GITHUB_THROTTLED') return { kind: 'throttled', retryAt: reason.retryAt };
  return { kind: 'failed', message: reason?.message ?? 'GitHub did not respond.' };
}
