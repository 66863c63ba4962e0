// The receiver side by side with probot, with the middleware of @octokit/webhooks (both keep nothing) and with bare
// node:http and the signature alone: the production process, route and row, fully durable, against each in turn in
// every round. Only the ratios mean anything.

import { compareReceivers } from '../tests/torture/support/compare-receivers.ts';
import { runTorture } from '../tests/torture/support/torture.ts';

export async function benchReceiver(): Promise<void> {
  const seed = Math.floor(Math.random() * 2 ** 31);
  console.log(`official push of 7 KB, 64 connections, load from the same machine, seed ${seed}`);
  await runTorture(compareReceivers, { size: 'quick', seed, messages: (text) => console.log(text) });
}
