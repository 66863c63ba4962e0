// Fails when a package that people get has a known weakness, high or critical. What only builds or tests is left to
// Dependabot. Where the registry does not answer, it says so and ends with 0: that is no fault of the change.
// Run with: npm run package && npm run audit

import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { findShippedAdvisories, listShipped } from './shipped-advisories.ts';

const shipped = listShipped(
  readFileSync('dist/THIRD_PARTY_LICENSES', 'utf8'),
  readFileSync('package-lock.json', 'utf8'),
);
const { stdout, stderr } = spawnSync('npm', ['audit', '--json', '--loglevel=warn'], {
  encoding: 'utf8',
  timeout: 120_000,
});
const found = findShippedAdvisories(stdout ?? '', shipped);
if (found === null) {
  const [reason = 'no answer'] = (stderr ?? '').split('\n');
  console.log(`::warning::The registry was not asked for weaknesses: ${reason}`);
} else {
  for (const { name, severity, title, url } of found) console.log(`::error::${name} (${severity}): ${title}. ${url}`);
  console.log(`${shipped.size} packages are shipped; ${found.length} weaknesses of them are high or critical.`);
  if (found.length > 0) process.exitCode = 1;
}
