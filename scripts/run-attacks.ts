// Tries every exploit of the security reviews, and their relatives, against a checkout; ends with 1 when one got through.
// Run with: npm run attacks [-- --against DIR] [--only NAME] [--json]
// NAME is a number (S1) or a part of a name. Everything happens on this machine, in temporary folders.

import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { attacks } from '../tests/attacks/attacks.ts';
import type { Outcome, Result } from '../tests/attacks/support/attack.ts';
import { runAttack } from '../tests/attacks/support/run-attack.ts';

const { values } = parseArgs({
  options: {
    against: { type: 'string', default: '.' },
    only: { type: 'string' },
    json: { type: 'boolean', default: false },
  },
});
const target = resolve(values.against);
const only = values.only?.toLowerCase();
const isNumber = attacks.some(({ number }) => number.toLowerCase() === only);
const chosen = attacks.filter(({ number, name }) =>
  isNumber ? number.toLowerCase() === only : only === undefined || name.toLowerCase().includes(only),
);
if (chosen.length === 0) {
  console.error(`No attack is called "${values.only}". Name a number such as S1, or a part of a name.`);
  process.exit(2);
}

/** Most of an attack is waiting: for a program to start, or for a limit to end. */
const atOnce = 4;
const startedAt = performance.now();
const outcomes: (Outcome & { number: string; kind: string; name: string })[] = [];
const waiting = [...chosen];
await Promise.all(Array.from({ length: atOnce }, work));

async function work(): Promise<void> {
  for (let attack = waiting.shift(); attack !== undefined; attack = waiting.shift()) {
    const { number, kind, name } = attack;
    const outcome = { number, kind, name, ...(await runAttack(attack, target)) };
    outcomes.push(outcome);
    if (!values.json) console.log(formatOutcome(outcome));
  }
}

function formatOutcome({ number, kind, name, result, evidence }: (typeof outcomes)[number]): string {
  return `${result.padEnd(18)} ${number.padEnd(5)} ${name} (${kind}): ${evidence}`;
}

const count = (result: Result) => outcomes.filter((outcome) => outcome.result === result).length;
const sums = {
  'got through': count('got through'),
  held: count('held'),
  'could not be tried': count('could not be tried'),
};
if (values.json) console.log(JSON.stringify({ target, sums, outcomes }, null, 2));
else {
  const seconds = Math.round((performance.now() - startedAt) / 1000);
  const parts = Object.entries(sums).map(([result, sum]) => `${result}: ${sum}`);
  console.log(`\n${outcomes.length} attacks against ${target} in ${seconds} s. ${parts.join(', ')}`);
}
process.exitCode = sums['got through'] > 0 ? 1 : 0;
