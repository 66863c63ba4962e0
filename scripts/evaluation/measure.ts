// From cases to figures. Every rate says how many cases and owners it rests on and how wide its Wilson interval is;
// below 30 cases it is no rate but a list, and says so.

import { baselines } from './baselines.ts';
import type { Case } from './judge-cases.ts';
import type { Calm } from './measure-calm.ts';

export interface Rate {
  /** null without a single case. */
  readonly rate: number | null;
  readonly n: number;
  readonly hits: number;
  readonly owners: number;
  /** Wilson, 95 %. */
  readonly low: number | null;
  readonly high: number | null;
  /** Fewer cases than a rate needs: read the cases instead. */
  readonly isListOnly: boolean;
}

/** Fewer cases are a list, not a rate. */
export const fewestCases = 30;

export function rateOf(cases: readonly Case[], isHit: (found: Case) => boolean): Rate {
  const n = cases.length;
  const hits = cases.filter(isHit).length;
  const owners = new Set(cases.map(({ owner }) => owner)).size;
  if (n === 0) return { rate: null, n, hits, owners, low: null, high: null, isListOnly: true };
  const [low, high] = wilson(hits, n);
  return { rate: round(hits / n), n, hits, owners, low, high, isListOnly: n < fewestCases };
}

export function wilson(hits: number, n: number): [number, number] {
  const z = 1.96;
  const p = hits / n;
  const middle = (p + (z * z) / (2 * n)) / (1 + (z * z) / n);
  const half = (z * Math.sqrt((p * (1 - p)) / n + (z * z) / (4 * n * n))) / (1 + (z * z) / n);
  return [round(Math.max(0, middle - half)), round(Math.min(1, middle + half))];
}

const round = (value: number) => Math.round(value * 1000) / 1000;

/** A row's word was right as long as it stood; a change is right that the owner made afterwards. */
const isSaid = ({ action }: Case) => action === 'change' || action === 'question';
const isRight = (found: Case) =>
  found.kind === 'transition' ? isSaid(found) : shown(found.derived) === shown(found.typed);
const shown = (status: Case['derived']) => (status === 'stalled' ? 'paused' : status);

export function measure(
  cases: readonly Case[],
  calm: { readonly ours: Calm; readonly baselines: Record<string, Calm> },
) {
  const rows = cases.filter(({ kind }) => kind === 'row');
  const transitions = cases.filter(({ catchable }) => catchable === true);
  const caught = transitions.filter(isSaid);
  const judged = [...rows, ...caught].filter(({ action }) => action !== 'skip');
  return {
    contradictions: {
      published: rateOf(rows, ({ action }) => action === 'change'),
      asked: rateOf(rows, ({ action }) => action === 'question'),
    },
    catches: { ...rateOf(transitions, isSaid), medianLeadDays: medianOf(caught.map(({ leadDays }) => leadDays ?? 0)) },
    automatic: rateOf(caught, ({ action }) => action === 'change'),
    calm: calm.ours,
    confidence: Object.fromEntries(
      ['sure', 'likely', 'guess'].map((level) => [
        level,
        rateOf(
          judged.filter(({ confidence }) => confidence === level),
          isRight,
        ),
      ]),
    ),
    baselines: Object.fromEntries(
      baselines.map(({ name }) => [
        name,
        {
          contradictions: { published: rateOf(rows, (found) => found.baselines.includes(name)) },
          catches: rateOf(transitions, (found) => found.baselines.includes(name)),
          calm: calm.baselines[name],
        },
      ]),
    ),
    cases,
  };
}

export type Figures = ReturnType<typeof measure>;

function medianOf(values: readonly number[]): number | null {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor((sorted.length - 1) / 2)] ?? null;
}
