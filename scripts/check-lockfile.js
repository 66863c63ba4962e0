// Fails when package-lock.json lacks a platform package: npm then writes a lockfile that `npm ci` refuses on a clean
// machine. Run before every commit that touches package-lock.json; `npm run verify` runs it too.
import { readFileSync } from 'node:fs';

const lock = JSON.parse(readFileSync(new URL('../package-lock.json', import.meta.url), 'utf8'));
const missing = [];
for (const [path, entry] of Object.entries(lock.packages)) {
  for (const name of Object.keys(entry.optionalDependencies ?? {})) {
    if (!lock.packages[`node_modules/${name}`] && !lock.packages[`${path}/node_modules/${name}`]) {
      missing.push(`${path || 'the project'} needs ${name}`);
    }
  }
}
if (missing.length > 0) {
  console.error(`package-lock.json is incomplete, so "npm ci" would fail on other machines:\n${missing.join('\n')}`);
  console.error('Choose versions of these packages whose platform packages are all published.');
  process.exit(1);
}
console.log(`package-lock.json is complete (${Object.keys(lock.packages).length - 1} packages).`);
