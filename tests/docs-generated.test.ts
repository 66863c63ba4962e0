// The example of docs/generated-blocks.md, from its configuration and its markers to what it says they become.

import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { createSimulatedGitHub } from '../demo/github/simulated-github.ts';
import { runInProcess } from './support/run-in-process.ts';

const now = new Date('2026-06-01T12:00:00Z');

it('docs/generated-blocks.md shows what is generated', async () => {
  const page = readFileSync('docs/generated-blocks.md', 'utf8');
  const [configuration = ''] = [...page.matchAll(/^```yaml\n([\s\S]*?)^```/gm)].map(([, block]) => block);
  const [markers = '', generated = ''] = [...page.matchAll(/^```markdown\n([\s\S]*?)^```/gm)].map(([, block]) => block);

  const github = createSimulatedGitHub({ now: () => now, token: 'a-token', viewer: 'mara' });
  const createdAt = new Date('2025-01-10T09:00:00Z');
  const add = (name: string, at: readonly string[]) => {
    const repository = github.addRepository({ owner: 'mara', name, createdAt, languages: ['Python'] });
    for (const day of at)
      repository.commit({ at: new Date(day), message: `Work of ${day}`, files: { [`${day}.py`]: 'pass\n' } });
    return repository;
  };
  add('sextant', ['2026-05-20', '2026-05-21', '2026-05-28', '2026-05-29']);
  add('tides', ['2025-03-01', '2025-03-02', '2025-03-09', '2025-04-01']).archive(new Date('2026-02-01'));
  const { url, close } = await github.listen();
  const folder = mkdtempSync(join(tmpdir(), 'statusfolio-'));
  writeFileSync(join(folder, 'statusfolio.yml'), configuration);
  writeFileSync(join(folder, 'README.md'), markers);
  const environment = { GITHUB_TOKEN: github.token, GITHUB_API_URL: url, XDG_STATE_HOME: folder };
  const sync = () => runInProcess(['sync', '--now', now.toISOString()], { directory: folder, environment });
  const { code, out, err } = await sync();
  expect(code, out + err).toBe(0);
  expect(readFileSync(join(folder, 'README.md'), 'utf8')).toBe(generated);
  await sync();
  expect(readFileSync(join(folder, 'README.md'), 'utf8')).toBe(generated);
  expect(github.unexpected).toEqual([]);
  await close();
});
