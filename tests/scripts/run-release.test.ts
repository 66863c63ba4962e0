// What a release checks before anything is built, on a repository made for it.

import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { runProgram } from '../../scripts/run-program.ts';
import { examineContents, examineRepository, readHumanSteps } from '../../scripts/run-release.ts';

describe('npm run release -- --dry-run', () => {
  let root: string;
  const git = (...args: string[]) =>
    execFileSync('git', ['-c', 'user.name=Ada', '-c', 'user.email=ada@example.org', ...args], { cwd: root });
  const write = (version: string, changelog: string) => {
    writeFileSync(join(root, 'package.json'), JSON.stringify({ version }));
    writeFileSync(join(root, 'CHANGELOG.md'), changelog);
  };
  const faults = () => examineRepository(root).flatMap((step) => step.faults);
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'statusfolio-'));
    git('init', '-q');
    write('1.2.3', '# Changelog\n\n## 1.2.3 (2026-11-30)\n\n- New.\n\n## 1.2.2\n');
    git('add', '.');
    git('commit', '-q', '-m', 'Release 1.2.3');
  });

  it('finds nothing wrong with a version that is new, committed and in the changelog', () => {
    expect(faults()).toEqual([]);
    git('tag', 'v1.2.2');
    git('tag', 'v1');
    expect(faults()).toEqual([]);
  });

  it('names a version that is tagged already, and one that is none', () => {
    git('tag', 'v1.2.3');
    expect(faults()).toEqual(['v1.2.3 is tagged already: set the next version']);
    write('1.2', '## 1.2\n');
    expect(faults()[0]).toBe('"1.2" is no version such as 1.2.3');
  });

  it.each([
    ['## 1.2.30\n', ['there is no heading "## 1.2.3"']],
    ['', ['there is no heading "## 1.2.3"']],
  ])('asks for a section of its own in the changelog %j', (changelog, expected) => {
    write('1.2.3', changelog);
    git('commit', '-qam', 'Change');
    expect(faults()).toEqual(expected);
  });

  it.each([
    ['## Unreleased: safer\n\n## 1.2.3\n', '## Unreleased: safer'],
    ['## 1.2.3 (unreleased)\n', '## 1.2.3 (unreleased)'],
  ])('leaves it to a person to close the section of the changelog %j', (changelog, open) => {
    write('1.2.3', changelog);
    git('commit', '-qam', 'Change');
    expect(faults()).toEqual([]);
    const todos = examineRepository(root).flatMap(({ todo = [] }) => todo);
    expect(todos).toEqual([`"${open}" is still open: move it below "## 1.2.3", and date that`]);
  });

  it('names what is not committed, also files that git does not know', () => {
    writeFileSync(join(root, 'notes.txt'), 'x');
    expect(faults()).toEqual(['not committed: ?? notes.txt']);
  });

  const whole = [
    ...['package.json', 'README.md', 'LICENSE', 'CHANGELOG.md', 'bin/statusfolio.js', 'config/portfolio.yml'],
    ...['db/migrations/0001_start.sql', 'dist/chunks/node.js', 'dist/THIRD_PARTY_LICENSES'],
  ];

  it('takes a package that holds the bundle, its data and its licences', () => {
    expect(examineContents(whole).faults).toEqual([]);
  });

  it.each([
    'src/log.ts',
    'dist/chunks/node.js.map',
    'tests/log.test.ts',
    'dist/tests/a.js',
    '.env',
    'docs/a.md',
    'a.tgz',
  ])('refuses a package that holds %s', (path) => {
    expect(examineContents([...whole, path]).faults).toEqual([`it holds ${path}`]);
  });

  it.each(['dist/THIRD_PARTY_LICENSES', 'LICENSE', 'dist/chunks/node.js'])('refuses one without %s', (path) => {
    expect(examineContents(whole.filter((one) => one !== path)).faults).toEqual([`it lacks ${path}`]);
  });

  it('names what a person does once, as docs/releasing.md says it', () => {
    const steps = readHumanSteps(readFileSync('docs/releasing.md', 'utf8'));
    expect(steps.slice(0, 3)).toEqual(['Claim the name at npm', 'Trusted publishing', 'Protect the environment']);
    expect(steps).toHaveLength(6);
  });

  it.each([[], ['--quick'], ['--dry-run', '--upload'], ['1.2.3']])(
    'uploads nothing, and says so, when asked for %j',
    async (...args) => {
      const ran = await runProgram(process.execPath, ['scripts/run-release.ts', ...args], { directory: '.' });
      expect(ran).toMatchObject({ code: 2, out: '', err: expect.stringContaining('--dry-run') });
    },
  );
});
