// The same day twice, with and without broken owners: what the healthy ones cost and how long they wait must not differ. Of
// both days the same owners are compared, those that are healthy in the second.

import { type OwnerFigures, type OwnersFigures, quantiles } from './run-owners.ts';

export interface Comparison {
  /** Name, without, with, and whether they are as good as the same. */
  readonly rows: readonly (readonly [name: string, without: string, withBroken: string, isSame: boolean])[];
  readonly isUnchanged: boolean;
}

/** A look that falls on the other side of a commit costs a request more or less. */
const maxShare = 0.01;
/** Turns are dealt out in steps of so many seconds. */
const maxLagS = 5;

/** `broken`: how many owners of the second day are, the first ones. */
export function compareBroken(
  without: Pick<OwnersFigures, 'owners'>,
  withBroken: Pick<OwnersFigures, 'owners'>,
  broken: number,
): Comparison {
  const days = [without, withBroken].map(({ owners }) => owners.slice(broken));
  const [first = [], second = []] = days;
  const row = (name: string, of: (owners: readonly OwnerFigures[]) => number, digits: number, isSame: Test) => {
    const [one, other] = [of(first), of(second)];
    return [name, one.toFixed(digits), other.toFixed(digits), isSame(one, other)] as const;
  };
  const mean = (of: (owner: OwnerFigures) => number) => (owners: readonly OwnerFigures[]) =>
    owners.reduce((total, owner) => total + of(owner), 0) / Math.max(1, owners.length);
  const nearly: Test = (one, other) => Math.abs(one - other) <= maxShare * Math.max(one, other);
  const inStep: Test = (one, other) => other - one <= maxLagS;
  const quick: Test = (one, other) => other <= Math.max(3000, one);
  const lag = (share: 'p50' | 'p99' | 'most') => (owners: readonly OwnerFigures[]) =>
    quantiles(owners.flatMap(({ lags }) => lags))[share] / 1000;
  const latency = (owners: readonly OwnerFigures[]) => quantiles(owners.flatMap(({ latencies }) => latencies)).p99;
  const rows = [
    row(
      'points an owner',
      mean(({ points }) => points),
      2,
      nearly,
    ),
    row('most points of one owner', (owners) => Math.max(0, ...owners.map(({ points }) => points)), 0, nearly),
    row(
      'turns by the clock an owner',
      mean(({ lags }) => lags.length),
      2,
      nearly,
    ),
    row('commits', (owners) => mean(({ commits }) => commits)(owners) * owners.length, 0, nearly),
    row('turn after it was due, s: p50', lag('p50'), 1, inStep),
    row('turn after it was due, s: p99', lag('p99'), 1, inStep),
    row('turn after it was due, s: most', lag('most'), 1, inStep),
    row("webhook to commit without GitHub's time, ms: p99", latency, 0, quick),
  ];
  return { rows, isUnchanged: rows.every(([, , , isSame]) => isSame) };
}

type Test = (without: number, withBroken: number) => boolean;
