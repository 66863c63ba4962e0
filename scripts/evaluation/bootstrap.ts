// Intervals by owner: rows of one owner are alike, so owners are drawn, with replacement, and all their rows with them.
// The seed is printed, so that the same figures come out again.

export const seed = 20_261_130;
const draws = 1000;

/** Numbers between 0 and 1 (mulberry32), the same for the same seed. */
export function makeRandom(from: number): () => number {
  let state = from;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

export interface Interval {
  readonly value: number | null;
  readonly low: number | null;
  readonly high: number | null;
}

/** `owners` hold what is counted of each; `read` makes a figure of their sum. 95 %, by percentiles. */
export function bootstrap<Counts extends Readonly<Record<string, number>>>(
  owners: readonly Counts[],
  read: (sum: (name: keyof Counts) => number) => number | null,
): Interval {
  const random = makeRandom(seed);
  const figureOf = (drawn: readonly Counts[]) =>
    read((name) => drawn.reduce((total, counts) => total + (counts[name] ?? 0), 0));
  const figures: number[] = [];
  for (let draw = 0; draw < draws && owners.length > 0; draw += 1) {
    const drawn = owners.map((own) => owners[Math.floor(random() * owners.length)] ?? own);
    const figure = figureOf(drawn);
    if (figure !== null && Number.isFinite(figure)) figures.push(figure);
  }
  figures.sort((a, b) => a - b);
  const at = (share: number) => figures[Math.round(share * (figures.length - 1))] ?? null;
  return { value: figureOf(owners), low: at(0.025), high: at(0.975) };
}
