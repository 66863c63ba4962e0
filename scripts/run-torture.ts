// Runs one torture suite and prints its figures and its seed; ends with 1 when a promise was broken. Run with:
// npm run torture -- NAME [--quick] [--seed N]

import { parseArgs } from 'node:util';
import { suites } from '../tests/torture/suites.ts';
import { runTorture } from '../tests/torture/support/torture.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { quick: { type: 'boolean', default: false }, seed: { type: 'string' } },
});
const [name = ''] = positionals;
const load = suites[name];
const seed = Number(values.seed ?? Math.floor(Math.random() * 2 ** 31));
if (load === undefined || !Number.isSafeInteger(seed)) {
  console.error(`Name one of: ${Object.keys(suites).join(', ')}. Example: npm run torture -- kill --quick --seed 7`);
  process.exit(2);
}

const size = values.quick ? 'quick' : 'full';
console.log(`${name} (${size}), seed ${seed}`);
const startedAt = performance.now();
try {
  await runTorture(await load(), { size, seed, messages: (text) => console.log(text) });
  console.log(`kept: every promise of "${name}", in ${Math.round((performance.now() - startedAt) / 1000)} s`);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  // Not only the exit code: whatever the suite still has open must not keep this process.
  process.exit(1);
}
