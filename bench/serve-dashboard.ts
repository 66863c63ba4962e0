// The server side of `npm run bench -- dashboard`: the production application over SQLite on disk, filled once.

import { subscribe } from 'node:diagnostics_channel';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openSqliteDatabase } from '../src/store/sqlite.ts';
import { createStore } from '../src/store/store.ts';
import { inventMany, saveState } from '../tests/support/page-states.ts';
import { serveApp } from '../tests/support/serve-app.ts';
import { asOwner, buildApp } from '../tests/web/build-app.ts';

const open = async (count: number) => {
  const path = join(mkdtempSync(join(tmpdir(), 'statusfolio-bench-')), 'bench.db');
  const database = openSqliteDatabase(path, { withGitignore: false });
  const test = await buildApp({ audience: 'all' }, { database });
  await saveState(createStore(database, 'owner'), { scenes: inventMany(count) });
  return test;
};

const test = await open(Number(process.argv[2] ?? 1000));
const renders: number[] = [];
for (let round = 0; round < 5; round += 1) {
  // A failure that is saved makes another state: nothing rendered before is used.
  await test.store.saveFailure('nobody', { code: '', where: '', message: '', hint: '' });
  const start = performance.now();
  await (await test.get('/', { ...asOwner, 'accept-encoding': 'gzip' })).arrayBuffer();
  renders.push(Math.round(performance.now() - start));
}
const weigh = async (path: string, from: typeof test) =>
  (await (await from.get(path, { ...asOwner, 'accept-encoding': 'gzip' })).arrayBuffer()).byteLength;
const small = await open(50);
const page = await (await small.get('/', asOwner)).text();
const [css = '', js = ''] = page.match(/\/assets\/\w+\.\w+/g) ?? [];
const weights = {
  html: await weigh('/', small),
  css: await weigh(css, small),
  js: await weigh(js, small),
  html1000: await weigh('/', test),
};
// Whoever asks GitHub, or anybody else, opens a connection.
let calls = 0;
subscribe('net.client.socket', () => {
  calls += 1;
});
process.on('message', () => process.send?.({ calls }));
const { url } = await serveApp(test.app);
process.send?.({ url, renderMs: { first: renders[0], median: renders.sort((a, b) => a - b)[2] }, weights });
