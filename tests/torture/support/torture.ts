// What every torture suite is given, and how it says what it found. A suite proves promises about real parts (server
// processes, SQLite files, sockets, the simulated GitHub) by trying to break them; it throws when one is broken.

import { AssertionError } from 'node:assert';
import { createRandom } from '../../support/random.ts';
import { listWaits } from '../../support/wait-until.ts';
import { stopProcesses } from './server-process.ts';

/** `short` runs with every `npm test` in a second or two, `quick` in about a minute, `full` as long as it takes. */
export type Size = 'short' | 'quick' | 'full';

export interface TortureRun {
  readonly size: Size;
  readonly seed: number;
  /** Whether seconds are promised: in the full form, which has the machine to itself. Elsewhere they are only figures. */
  readonly isTimed: boolean;
  /** In [0, 1), from the seed. */
  readonly random: () => number;
  /** One of three values, by size. */
  choose<Value>(short: Value, quick: Value, full: Value): Value;
  /** One line of progress. */
  messages(text: string): void;
  /** A figure of the result; a broken promise fails the run at its end, after all figures are known. */
  figure(name: string, value: number | string, promise?: { readonly isKept: boolean; readonly goal: string }): void;
}

export type Torture = (run: TortureRun) => Promise<void>;

export interface Figure {
  readonly name: string;
  readonly value: number | string;
  readonly goal: string | null;
  readonly isKept: boolean;
}

export interface TortureOptions {
  readonly size: Size;
  readonly seed: number;
  readonly messages: (text: string) => void;
  /** After so much time it is ended, whatever it does. Default: by size. */
  readonly deadlineMs?: number;
}

/** On the slowest machine; none but a suite that will never end takes as long. */
const deadlinesMs: Record<Size, number> = { short: 280_000, quick: 30 * 60_000, full: 12 * 3_600_000 };

/**
 * Runs one suite to its end. Throws when a promise was broken, with every figure in the message, and when it does not come
 * to an end, with what it waited for; then no process that it started is left.
 */
export async function runTorture(torture: Torture, options: TortureOptions): Promise<Figure[]> {
  const { size, seed, messages, deadlineMs = deadlinesMs[size] } = options;
  const figures: Figure[] = [];
  let timer: ReturnType<typeof setTimeout> | undefined;
  const deadline = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(wordDeadline(deadlineMs, seed))), deadlineMs);
  });
  const playing = torture({
    size,
    seed,
    isTimed: size === 'full',
    random: createRandom(seed),
    choose: (short, quick, full) => (size === 'short' ? short : size === 'quick' ? quick : full),
    messages,
    figure(name, value, promise) {
      const figure = { name, value, goal: promise?.goal ?? null, isKept: promise?.isKept ?? true };
      figures.push(figure);
      messages(wordFigure(figure));
    },
  });
  try {
    await Promise.race([playing, deadline]);
  } catch (error) {
    // What goes on in it falls over the processes that are gone, and is not heard any more.
    playing.catch(() => {});
    await stopProcesses();
    throw error;
  } finally {
    clearTimeout(timer);
  }
  const broken = figures.filter(({ isKept }) => !isKept);
  if (broken.length === 0) return figures;
  throw new AssertionError({
    message: `broken with seed ${seed}:\n${broken.map(wordFigure).join('\n')}\nof\n${figures.map(wordFigure).join('\n')}`,
  });
}

function wordDeadline(deadlineMs: number, seed: number): string {
  const waits = [...new Set(listWaits())];
  const what = waits.length === 0 ? 'it waited for nothing that has a name' : `it waited for ${waits.join(', ')}`;
  return `not at its end after ${deadlineMs / 1000} s with seed ${seed}: ${what}`;
}

function wordFigure({ name, value, goal, isKept }: Figure): string {
  return `  ${name}: ${value}${goal === null ? '' : ` (promised: ${goal}${isKept ? '' : '; BROKEN'})`}`;
}

/** The value below which `share` of all lie; 0 for none. */
export function percentile(values: readonly number[], share: number): number {
  if (values.length === 0) return 0;
  const sorted = Float64Array.from(values).sort();
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}

export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
