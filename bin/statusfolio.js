#!/usr/bin/env node
// Starts Statusfolio. Plain JavaScript that imports nothing of ours before it has looked at Node's version, so that an
// old one gets one clear line instead of a syntax error or a crash inside a native module.
import { existsSync } from 'node:fs';
import module from 'node:module';
import { fileURLToPath } from 'node:url';

const [major, minor] = process.versions.node.split('.').map(Number);
if (major < 22 || (major === 22 && minor < 18)) {
  console.error(
    `statusfolio needs Node.js 22.18 or newer; this is ${process.version} (${process.execPath}). ` +
      'In a checkout use "npm run -s statusfolio -- …", which brings its own Node.',
  );
  process.exit(2);
}
// As the first process of a container it would not hear a signal before somebody listens: nothing else ends that one.
if (process.pid === 1) {
  for (const [signal, code] of [
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ])
    process.on(signal, () => {
      // Whoever has more to end listens as well by then.
      if (process.listenerCount(signal) === 1) process.exit(code);
    });
}
// What was compiled once is kept beside what is installed, never in a folder that others may write to. Where that folder
// cannot be written, or NODE_DISABLE_COMPILE_CACHE is set, all is compiled at every start.
module.enableCompileCache(fileURLToPath(new URL('../node_modules/.cache/statusfolio', import.meta.url)));
// A checkout runs its sources; the published package has none, but their bundle.
const isCheckout = existsSync(new URL('../src/runtimes/node.ts', import.meta.url));
const { main } = await import(isCheckout ? '../src/runtimes/node.ts' : '../dist/chunks/node.js').catch((error) => {
  if (!isCheckout || error.code !== 'ERR_MODULE_NOT_FOUND') throw error;
  console.error('statusfolio: what it needs is not installed yet. In this checkout run: npm ci');
  process.exit(2);
});
await main(process.argv.slice(2));
