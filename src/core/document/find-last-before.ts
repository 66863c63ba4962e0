// Looks up what stands above a place, in the logarithm of the document's length: documents have many places.

/** The last item at or before `offset`; the items stand in order. */
export function findLastBefore<Item>(
  items: readonly Item[],
  offset: number,
  offsetOf: (item: Item) => number,
): Item | undefined {
  let [low, high] = [0, items.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    const item = items[middle];
    if (item !== undefined && offsetOf(item) <= offset) low = middle + 1;
    else high = middle;
  }
  return items[low - 1];
}
