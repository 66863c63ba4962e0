// Replays real histories against the rules, with the typed status as the starting point: how often would Statusfolio
// have contradicted an owner who was right, how early would it have seen what an owner changed later, and how calm would
// it have been? Beside it what recency rules would have done. Run with: npm run evaluate -- DIR [--json]

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { judgeCases } from './evaluation/judge-cases.ts';
import { measure } from './evaluation/measure.ts';
import { measureCalm } from './evaluation/measure-calm.ts';
import { printFigures, printVersions } from './evaluation/print-figures.ts';
import { readHistories } from './evaluation/read-histories.ts';
import { replayVersions } from './evaluation/replay-versions.ts';

const [directory, ...flags] = process.argv.slice(2);
if (directory === undefined || !existsSync(join(directory, 'activity'))) {
  console.error(
    `${directory ?? 'No folder was named. It'} has no folder "activity". Run: npm run evaluate -- DIR [--json]`,
  );
  process.exitCode = 2;
} else {
  const histories = readHistories(directory);
  const figures = measure(judgeCases(histories), measureCalm(histories));
  console.log(
    flags.includes('--json')
      ? JSON.stringify(figures, null, 2)
      : `${printFigures(figures)}\n\n${printVersions(replayVersions(histories))}`,
  );
}
