// Every torture suite in its shortest form, with a seed of its own each time: enough to see that it still runs and that
// the promise holds at all. `npm run torture -- NAME` is the proof.

import { describe, expect, it } from 'vitest';
import { suites } from './suites.ts';
import { buildDiskShim } from './support/build-disk-shim.ts';
import { runTorture } from './support/torture.ts';

const needsShim = ['disk', 'power-cut'];
const hasShim = buildDiskShim() !== null;

describe('torture, in short', () => {
  it.each(Object.keys(suites).filter((name) => hasShim || !needsShim.includes(name)))('%s', async (name) => {
    const torture = await suites[name]?.();
    if (torture === undefined) throw new Error(`there is no suite ${name}`);
    const seed = Math.floor(Math.random() * 2 ** 31);
    const figures = await runTorture(torture, { size: 'short', seed, messages: () => {} });
    expect(figures.length).toBeGreaterThan(0);
  });
});
