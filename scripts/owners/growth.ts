// How cost grows with the number of owners: the same day at several sizes, each in a process of its own, and the power of the
// number of owners that each cost grows with, by least squares of the logarithms.

import type { OwnersFigures } from './run-owners.ts';

export interface Size {
  readonly owners: number;
  readonly figures: Omit<OwnersFigures, 'owners'>;
}

/** Goal: nothing grows faster than this power of the number of owners. */
const maxExponent = 1.05;

const costs: readonly (readonly [name: string, of: (figures: Size['figures']) => number, digits: number])[] = [
  ['requests', ({ requests }) => requests, 1],
  ['points', ({ points }) => points, 1],
  ['tokens', ({ tokens }) => tokens, 2],
  ['rows written', ({ written }) => written.rows, 1],
  ['with entries of indexes', ({ written }) => written.rows + written.entries, 1],
  ['processor ms', ({ ownCpuSeconds }) => ownCpuSeconds * 1000, 1],
  ['heap KB', ({ heapMegabytes }) => heapMegabytes * 1000, 1],
  ['database KB', ({ databaseMegabytes }) => databaseMegabytes * 1000, 1],
];

export interface Growth {
  readonly table: string;
  /** Names of costs that grow faster than they may. */
  readonly tooFast: readonly string[];
}

/** At least two sizes, in ascending order. */
export function tellGrowth(sizes: readonly Size[]): Growth {
  const last = sizes.slice(-2);
  const rows = costs.map(([name, of, digits]) => {
    const points = (some: readonly Size[]) => some.map(({ owners, figures }) => [owners, of(figures)] as const);
    const each = points(sizes).map(([owners, cost]) => (cost / owners).toFixed(digits));
    const exponent = fitExponent(points(sizes));
    return { name, each, exponent, atEnd: fitExponent(points(last)) };
  });
  const head = ['per owner', ...sizes.map(({ owners }) => owners.toLocaleString('en')), 'exponent', 'of the last two'];
  const lines = [
    head,
    head.map(() => '---'),
    ...rows.map(({ name, each, exponent, atEnd }) => [name, ...each, exponent.toFixed(2), atEnd.toFixed(2)]),
  ];
  return {
    table: lines.map((cells) => `| ${cells.join(' | ')} |`).join('\n'),
    tooFast: rows.filter(({ exponent, atEnd }) => Math.max(exponent, atEnd) > maxExponent).map(({ name }) => name),
  };
}

/** The power that y grows with, of points (x, y) above zero; NaN where a line cannot be drawn. */
export function fitExponent(points: readonly (readonly [number, number])[]): number {
  const logs = points.map(([x, y]) => [Math.log(x), Math.log(y)] as const);
  const mean = (axis: 0 | 1) => logs.reduce((total, point) => total + point[axis], 0) / logs.length;
  const [middle, height] = [mean(0), mean(1)];
  const top = logs.reduce((total, [x, y]) => total + (x - middle) * (y - height), 0);
  const bottom = logs.reduce((total, [x]) => total + (x - middle) ** 2, 0);
  return top / bottom;
}
