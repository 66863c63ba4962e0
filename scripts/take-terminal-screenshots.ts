// `npm run screenshots:terminal`: what commands print, in wide and narrow terminals, dark and light, with and without
// colours, as docs/images/terminal-<name>.png. The clock stands still, so an unchanged command is an unchanged picture.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createSampleWorld } from '../demo/github/sample-world.ts';
import { openBrowser } from '../tests/browser/open-browser.ts';
import { runInProcess } from '../tests/support/run-in-process.ts';
import { drawTerminal } from './draw-terminal.ts';
import { runProgram } from './run-program.ts';
import { shrinkPng } from './shrink-png.ts';

const now = new Date('2025-11-10T09:00:00Z');
const pictures = [
  { name: 'wide-dark', command: 'check README.md', columns: 130, scheme: 'dark', hasColour: true },
  { name: 'wide-light', command: 'check README.md', columns: 130, scheme: 'light', hasColour: true },
  { name: 'narrow-dark', command: 'check README.md', columns: 56, scheme: 'dark', hasColour: true },
  { name: 'narrow-light', command: 'check README.md', columns: 56, scheme: 'light', hasColour: true },
  { name: 'no-colour', command: 'check README.md', columns: 100, scheme: 'light', hasColour: false },
  { name: 'diff-dark', command: 'sync README.md --dry-run', columns: 130, scheme: 'dark', hasColour: true },
  { name: 'explain-dark', command: 'explain PCC README.md', columns: 110, scheme: 'dark', hasColour: true },
  { name: 'init-dark', command: 'init naaas94/me --dry-run', columns: 110, scheme: 'dark', hasColour: true },
  { name: 'doctor-dark', command: 'doctor README.md', columns: 110, scheme: 'dark', hasColour: true },
] as const;

const typedAt = new Date('2025-08-01T09:00:00Z');
const until = new Date('2025-11-04T09:00:00Z');
const world = createSampleWorld({ now: () => now, until, confirmedAt: typedAt });
const project = world.repository('PCC');
project.disableWorkflow(world.dailyJob, 'disabled_manually', new Date('2025-11-04T12:00:00Z'));
world.repository('embedding-mapper').archive(new Date('2025-11-07T12:00:00Z'));
const at = new Date('2025-11-09T10:00:00Z');
const perception = world.github.addRepository({
  owner: 'naaas94',
  name: 'dl-symbolic-perception',
  createdAt: at,
  languages: ['Python'],
});
perception.commit({ at, message: 'Ground captions in regions', files: { 'src/ground.py': 'pass\n' } });
world.github.tokenExpiresAt = new Date('2025-11-20T10:00:00Z');
const { url, close } = await world.github.listen();
const folder = mkdtempSync(join(tmpdir(), 'statusfolio-'));
writeFileSync(join(folder, 'README.md'), world.document);
writeFileSync(
  join(folder, 'statusfolio.yml'),
  'projects: [{ match: dl-symbolic-perception, repo: naaas94/dl-symbolic-perception }]\n' +
    'labels: { archived: "⚪ Archived", paused: "🟡 Paused" }\n',
);

// Git knows when the owner last said that the table is right.
const environment = { GIT_AUTHOR_DATE: typedAt.toISOString(), GIT_COMMITTER_DATE: typedAt.toISOString(), HOME: folder };
const who = ['-c', 'user.name=Ada', '-c', 'user.email=ada@example.org'];
for (const args of [
  ['init', '-q'],
  ['add', 'README.md'],
  [...who, 'commit', '-q', '-m', 'Update the table'],
])
  await runProgram('git', args, { directory: folder, environment });

const browser = await openBrowser();
try {
  for (const { name, command, columns, scheme, hasColour } of pictures) {
    const shown = await runInProcess([...command.split(' '), '--now', now.toISOString()], {
      directory: folder,
      environment: { GITHUB_API_URL: url, GITHUB_TOKEN: world.github.token, ...(!hasColour && { NO_COLOR: '1' }) },
      columns,
      hasColour,
    });
    const page = await browser.newPage({ viewport: { width: 1400, height: 400 }, deviceScaleFactor: 1.5 });
    const typed = `${hasColour ? '' : 'NO_COLOR=1 '}statusfolio ${command}`;
    await page.setContent(drawTerminal({ command: typed, text: shown.out + shown.err, columns, scheme }));
    const png = shrinkPng(await page.locator('main').screenshot());
    writeFileSync(new URL(`../docs/images/terminal-${name}.png`, import.meta.url), png);
    console.log(`terminal-${name}.png: ${Math.round(png.length / 1024)} KB, exit code ${shown.code}`);
    await page.close();
  }
} finally {
  await browser.close();
  await close();
  rmSync(folder, { recursive: true, force: true });
}
