#!/usr/bin/env node
// Starts Statusfolio. Plain JavaScript without static imports, so that an old Node gets one clear line instead of a
// syntax error or a crash inside a native module.
const [major, minor] = process.versions.node.split('.').map(Number);
if (major < 22 || (major === 22 && minor < 18)) {
  console.error(
    `statusfolio needs Node.js 22.18 or newer; this is ${process.version} (${process.execPath}). ` +
      'In a checkout use "npm run -s statusfolio -- …", which brings its own Node.',
  );
  process.exit(2);
}
const { main } = await import('../src/runtimes/node.ts');
await main(process.argv.slice(2));
