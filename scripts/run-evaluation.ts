// Replays real histories of people's status tables through the product: are tables truer with it than kept by hand, when
// nobody answers and when everybody does, and what does it cost in questions? Beside it what recency rules would do.
// Run with: npm run evaluate -- DIR [DIR…] [--json] [--config FILE]

import { existsSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { parseArgs } from 'node:util';
import { readDefaultRules, readRules } from './evaluation/drive-product.ts';
import { type EvaluatedSet, evaluateHistories, measure, pool } from './evaluation/measure.ts';
import { printFigures, printVersions } from './evaluation/print-figures.ts';
import { readHistories } from './evaluation/read-histories.ts';
import { replayVersions } from './evaluation/replay-versions.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { json: { type: 'boolean', default: false }, config: { type: 'string' } },
});
const unreadable = positionals.find((directory) => !existsSync(join(directory, 'activity')));
if (positionals.length === 0 || unreadable !== undefined) {
  console.error(
    `${unreadable ?? 'No folder was named. It'} has no folder "activity". Run: npm run evaluate -- DIR [DIR…] [--json] [--config FILE]`,
  );
  process.exitCode = 2;
} else {
  await run(positionals);
}

async function run(directories: readonly string[]): Promise<void> {
  const { rules, text } = values.config === undefined ? readDefaultRules() : readGiven(values.config);
  const sets: { readonly name: string; readonly set: EvaluatedSet; readonly versions: string }[] = [];
  for (const directory of directories) {
    const histories = readHistories(directory);
    const set = await evaluateHistories(histories, rules);
    const judgements = await replayVersions(histories, rules);
    const versions = judgements.length === 0 ? '' : `\n\n${printVersions(judgements)}`;
    sets.push({ name: basename(directory), set, versions });
  }
  const pooled = pool(sets.map(({ set }) => set));
  if (values.json) {
    console.log(JSON.stringify(measure(pooled).json, null, 2));
    return;
  }
  console.log(`With the configuration:\n${text.trim()}\n`);
  for (const { name, set, versions } of sets) console.log(`${printFigures(name, measure(set))}${versions}\n`);
  if (sets.length > 1) console.log(printFigures('All together', measure(pooled)));
}

function readGiven(file: string) {
  const text = readFileSync(file, 'utf8');
  return { rules: readRules(text), text };
}
