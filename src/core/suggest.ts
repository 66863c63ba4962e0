// The word that somebody probably meant: the nearest one that is at most two slips of the finger away. Pure.

/** null: nothing is near. Case is not a slip: it is the first thing to check. */
export function suggest(typed: string, known: readonly string[]): string | null {
  const wanted = flatten(typed);
  const near = known
    .map((word) => ({ word, slips: countSlips(wanted, flatten(word)) }))
    .filter(({ slips, word }) => slips <= Math.min(2, Math.floor(word.length / 3)))
    .sort((a, b) => a.slips - b.slips);
  return near[0]?.word ?? null;
}

/** The file that stands there under the same name in another case or Unicode form; null: none does. */
export function findSameName(wanted: string, names: readonly string[]): string | null {
  const same = (name: string) => name.normalize('NFKC').toLowerCase();
  return names.find((name) => same(name) === same(wanted)) ?? null;
}

function flatten(word: string): string {
  return word.slice(0, 40).toLowerCase().replaceAll(/[-_ ]/g, '');
}

/** Letters to insert, remove or replace, and neighbours to swap. */
function countSlips(a: string, b: string): number {
  const rows = Array.from({ length: a.length + 1 }, (_, index) => [index, ...Array<number>(b.length).fill(0)]);
  const at = (i: number, j: number) => rows[i]?.[j] ?? 0;
  rows[0] = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i += 1) {
    for (let j = 1; j <= b.length; j += 1) {
      const isSame = a[i - 1] === b[j - 1];
      const isSwap = a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1] && i > 1 && j > 1;
      const best = Math.min(at(i - 1, j) + 1, at(i, j - 1) + 1, at(i - 1, j - 1) + (isSame ? 0 : 1));
      const row = rows[i];
      if (row !== undefined) row[j] = isSwap ? Math.min(best, at(i - 2, j - 2) + 1) : best;
    }
  }
  return at(a.length, b.length);
}
