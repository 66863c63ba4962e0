// Side-by-side benchmarks: our code and its peers alternate in one run on one machine, so that ratios mean something.
// Run with: npm run bench -- NAME

import { benchCommit } from './commit.ts';
import { benchDashboard } from './dashboard.ts';
import { benchDocuments } from './documents.ts';
import { benchLarge } from './large.ts';
import { benchReceiver } from './receiver.ts';
import { benchRequests } from './requests.ts';
import { benchStartup } from './startup.ts';
import { benchWorker } from './worker.ts';

const benches: Readonly<Record<string, (options: readonly string[]) => Promise<void>>> = {
  commit: benchCommit,
  dashboard: benchDashboard,
  documents: benchDocuments,
  large: benchLarge,
  receiver: benchReceiver,
  worker: benchWorker,
  requests: benchRequests,
  startup: benchStartup,
};

const [name = '', ...options] = process.argv.slice(2);
const bench = benches[name];
if (bench === undefined) {
  console.error(`There is no benchmark "${name}". There are: ${Object.keys(benches).join(', ')}.`);
  process.exitCode = 2;
} else {
  await bench(options);
}
