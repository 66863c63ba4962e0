// `npm run bench -- NAME`: one benchmark per file of scripts/bench, each printing what it measures and the figures. They
// compare and inform; no test depends on them.

import { readdirSync } from 'node:fs';

const folder = new URL('bench/', import.meta.url);
const names = readdirSync(folder)
  .filter((name) => name.endsWith('.ts'))
  .map((name) => name.replace(/\.ts$/, ''));
const [name = '', ...rest] = process.argv.slice(2);

if (!names.includes(name)) {
  console.error(`Say which: npm run bench -- ${names.join(' | ')}`);
  process.exitCode = 2;
} else {
  const { run } = (await import(new URL(`${name}.ts`, folder).href)) as { run(args: readonly string[]): Promise<void> };
  await run(rest);
}
