// Reads every bad configuration of the tests and prints how many were refused, how long the slowest took and how much
// memory it needed. Exit code 1 when one was accepted.

import { readPortfolio } from '../src/config/portfolio.ts';
import { badConfigurations } from '../tests/support/bad-configurations.ts';

let accepted = 0;
let slowestMs = 0;
let slowest = '';
// The first call loads what all of them need.
readPortfolio('onSilence: maybe');
const before = process.memoryUsage().rss;
for (const { text } of badConfigurations) {
  const startedAt = performance.now();
  if (readPortfolio(text).kind === 'read') accepted += 1;
  const tookMs = performance.now() - startedAt;
  if (tookMs > slowestMs) [slowestMs, slowest] = [tookMs, text.slice(0, 40)];
}
const grownMb = (process.memoryUsage().rss - before) / 1024 / 1024;
console.log(`${badConfigurations.length} bad configurations, ${accepted} accepted`);
console.log(
  `slowest: ${slowestMs.toFixed(1)} ms (${JSON.stringify(slowest)}); memory grew by ${grownMb.toFixed(0)} MB`,
);
process.exitCode = accepted > 0 ? 1 : 0;
