// What `npm pack` makes: unpacked into an empty folder without the database driver beside it, it must check a
// document on its own. `STATUSFOLIO_TEST_NODES` names further Node binaries (CI: the oldest that is supported), separated by the
// system's path delimiter.

import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createSampleWorld, type SampleWorld } from '../../demo/github/sample-world.ts';
import { runProgram } from '../support/spawn-statusfolio.ts';

const today = '2025-11-03T09:00:00Z';
const nodes = [process.execPath, ...(process.env['STATUSFOLIO_TEST_NODES'] ?? '').split(delimiter).filter(Boolean)];
const quiet = { stdio: 'pipe', encoding: 'utf8' } as const;

describe('the package', () => {
  let world: SampleWorld;
  let apiUrl: string;
  let close: () => Promise<void>;
  let tarball: string;
  let folder: string;
  let bin: string;

  beforeAll(async () => {
    world = createSampleWorld({ now: () => new Date(today), until: new Date(today) });
    ({ url: apiUrl, close } = await world.github.listen());
    folder = mkdtempSync(join(tmpdir(), 'statusfolio-package-'));
    const [packed] = JSON.parse(
      execFileSync('npm', ['pack', '--json', '--silent', '--pack-destination', folder], quiet),
    );
    tarball = join(folder, packed.filename);
    mkdirSync(join(folder, 'node_modules/statusfolio'), { recursive: true });
    const unpack = ['-xzf', tarball, '--strip-components=1', '-C', join(folder, 'node_modules/statusfolio')];
    execFileSync('tar', unpack, quiet);
    bin = join(folder, 'node_modules/statusfolio/bin/statusfolio.js');
    writeFileSync(join(folder, 'README.md'), world.document);
  });
  afterAll(async () => {
    expect(world.github.unexpected).toEqual([]);
    await close();
  });

  it('is at most 5 MB, brings one native package, no sources and no tests', () => {
    expect(statSync(tarball).size).toBeLessThan(5 * 1024 * 1024);
    expect(readdirSync(join(folder, 'node_modules/statusfolio')).sort()).toEqual(
      ['CHANGELOG.md', 'LICENSE', 'README.md', 'bin', 'config', 'db', 'dist', 'package.json'].sort(),
    );
    const licenses = readFileSync(join(folder, 'node_modules/statusfolio/dist/THIRD_PARTY_LICENSES'), 'utf8');
    expect(licenses).toMatch(/^octokit \d+\.\d+\.\d+ \(MIT\)$/m);
    const { dependencies } = JSON.parse(readFileSync('package.json', 'utf8'));
    // What runs is bundled: a package listed here would be installed beside its own copy.
    expect(Object.keys(dependencies)).toEqual(['better-sqlite3']);
  });

  describe.each(nodes)('on %s', (node) => {
    const run = (args: readonly string[], environment: Record<string, string> = {}) =>
      runProgram(node, bin, args, { GITHUB_API_URL: apiUrl, GITHUB_TOKEN: world.github.token, ...environment }, folder);

    it('checks a document', async () => {
      const { code, out, err } = await run(['check', 'README.md', '--json', '--now', today]);
      expect({ code, err }).toEqual({ code: 0, err: '' });
      const [document] = JSON.parse(out).documents;
      expect(document).toMatchObject({ tables: 2, changes: 0 });
      expect(document.projects).toHaveLength(8);
      expect(document.projects[0].derived).toMatchObject({ rule: 'live', confidence: 'sure' });
    });

    it('explains a project, and says its version', async () => {
      expect((await run(['explain', 'PCC', 'README.md', '--now', today])).out).toContain('by rule live');
      const { version } = JSON.parse(readFileSync('package.json', 'utf8'));
      expect((await run(['--version'])).out.trim()).toBe(version);
    });

    it('shows what init understood, and writes nothing when asked to', async () => {
      const { code, out } = await run(['init', 'README.md', '--dry-run', '--now', today]);
      expect(code).toBe(0);
      expect(out).toContain('PCC');
      expect(existsSync(join(folder, 'statusfolio.yml'))).toBe(false);
    });

    it('says what is missing where a database is needed', async () => {
      writeFileSync(join(folder, 'serve.yml'), 'documents: [{ file: README.md }]\n');
      const { code, err } = await run(['serve', '--config', 'serve.yml'], { PORT: '0' });
      expect(code).toBe(2);
      expect(err).toContain('npm install better-sqlite3');
      expect(existsSync(join(folder, 'data'))).toBe(false);
    });

    it('shows what sync would change without a database', async () => {
      const { code, out, err } = await run(['sync', 'README.md', '--dry-run', '--now', today]);
      expect({ code, out, err }).toEqual({ code: 0, out: '', err: 'README.md: nothing to write.\n' });
    });
  });

  it('keeps every migration', () => {
    const installed = readdirSync(join(folder, 'node_modules/statusfolio/db/migrations'));
    expect(installed).toEqual(readdirSync('db/migrations'));
  });

  it('refuses an old Node in one line', () => {
    const script = `Object.defineProperty(process.versions, 'node', { value: '22.17.1' }); await import(${JSON.stringify(`file://${bin}`)});`;
    const { status, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', script], quiet);
    expect(status).toBe(2);
    expect(stderr.trim().split('\n')).toHaveLength(1);
  });
});
