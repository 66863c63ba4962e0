// Load on the receiver: official signed deliveries from the same machine, steadily and in bursts, the largest payloads
// at once, slow senders, and the same load on what others use.

import { compareReceivers } from './support/compare-receivers.ts';
import type { TortureRun } from './support/torture.ts';

export async function load(run: TortureRun): Promise<void> {
  await compareReceivers(run);
}
