// Tries what goes wrong for people in tools like this one, kind by kind, with inputs that nothing was built for: against the
// simulated GitHub and real processes. Prints a row for each relative of a kind; ends with 1 when one came out otherwise.
// Run with: npm run field [-- --only F09]

import { readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { enterprise } from './field/enterprise.ts';
import { evidence } from './field/evidence.ts';
import { history } from './field/history.ts';
import { processes } from './field/processes.ts';
import { settings } from './field/settings.ts';
import { writes } from './field/writes.ts';

const { values } = parseArgs({ options: { only: { type: 'string', default: '' } } });
/** What this machine, or a simulation, cannot show. */
const untried = [
  ['F02', 'caches of search engines and mirrors that hold what was public once'],
  ['F05', 'rulesets and merge queues of the real GitHub: their answers are played'],
  ['F11', 'the image as PID 1, and the unit under systemd, where no daemon runs'],
];
const all = [...history, ...evidence, ...writes, ...processes, ...enterprise, ...settings];
const chosen = all
  .filter(({ kind }) => values.only === '' || kind === values.only.toUpperCase())
  .toSorted((one, other) => (one.kind < other.kind ? -1 : one.kind > other.kind ? 1 : 0));
if (chosen.length === 0) {
  console.error(`No kind is called "${values.only}". Name one such as F09.`);
  process.exit(2);
}

let failed = 0;
console.log(formatRow('kind', 'relative', 'got', 'expected', 'pass'));
for (const { kind, name, expected, play } of chosen) {
  const got = await play().catch((error: unknown) => `${error instanceof Error ? error.message : error}`);
  const isRight = got === expected;
  failed += isRight ? 0 : 1;
  console.log(formatRow(kind, name, got.split(/\s+/).join(' '), expected, isRight ? 'yes' : 'NO'));
}
for (const [kind = '', what = ''] of untried)
  if (values.only === '' || kind === values.only.toUpperCase()) console.log(formatRow(kind, what, 'not tried', '', ''));
for (const name of readdirSync(tmpdir()))
  if (name.startsWith(`statusfolio-field-${process.pid}-`))
    rmSync(join(tmpdir(), name), { recursive: true, force: true });
const kinds = new Set(chosen.map(({ kind }) => kind)).size;
console.log(`\n${chosen.length} relatives of ${kinds} kinds: ${chosen.length - failed} as expected, ${failed} not`);
// What was opened for them is still open.
process.exit(failed === 0 ? 0 : 1);

function formatRow(kind: string, name: string, got: string, expected: string, pass: string): string {
  return `${kind.padEnd(6)}${name.padEnd(52)} ${got.padEnd(42)} ${expected.padEnd(42)} ${pass}`;
}
