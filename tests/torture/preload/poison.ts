// Loaded before the program: whatever concerns the poisoned document ends as POISON says. Reaches into fetch from
// outside, so that the product has no switch for it.
//
// POISON=exit|memory|spin

const kind = process.env['POISON'];
const { fetch } = globalThis;

globalThis.fetch = async (input, init) => {
  if (typeof init?.body === 'string' && init.body.includes('"poison"')) {
    if (kind === 'exit') process.exit(70);
    if (kind === 'memory') {
      const kept: string[][] = [];
      for (;;) kept.push(Array.from({ length: 100_000 }, (_, index) => `${kept.length} ${index}`));
    }
    if (kind === 'spin') for (;;);
  }
  return await fetch(input, init);
};
