// Makes the commit that a release's tag points to: its parent is the commit that was built, and it adds the built files
// below dist/ and nothing else. Made of git's plumbing, so that no branch, index or working tree is touched; the same
// input makes the same commit. The release workflow, CI and try-action all call this.
//
//   node scripts/action/make-release-commit.ts VERSION DIST [PARENT]     prints the commit
//
// Needs no package beside Node itself: the job that may write to the repository installs nothing.

import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

export interface ReleaseOptions {
  /** Any folder of the repository. */
  readonly repository: string;
  /** Holds the built files, and nothing else. */
  readonly dist: string;
  /** `1.2.3`, which has to be the version in package.json of the parent. */
  readonly version: string;
  /** Default: HEAD. */
  readonly parent?: string;
}

const expected = ['THIRD_PARTY_LICENSES', 'action.js'];
const robot = { name: 'github-actions[bot]', email: '41898282+github-actions[bot]@users.noreply.github.com' };

/** Returns the commit's name. Throws where the version or the built files are not what a release consists of. */
export function makeReleaseCommit({ repository, dist, version, parent = 'HEAD' }: ReleaseOptions): string {
  const files = readdirSync(dist).sort();
  if (files.join() !== expected.join())
    throw new Error(`${dist} must hold ${expected.join(' and ')}, and holds ${files}`);
  const scratch = mkdtempSync(join(tmpdir(), 'statusfolio-index-'));
  const environment = { ...process.env, GIT_INDEX_FILE: join(scratch, 'index') };
  const git = (...args: string[]) =>
    execFileSync('git', args, {
      cwd: repository,
      env: environment,
      encoding: 'utf8',
      maxBuffer: 64 * 1024 * 1024,
    }).trim();
  try {
    const commit = git('rev-parse', '--verify', `${parent}^{commit}`);
    const named = JSON.parse(git('show', `${commit}:package.json`)).version;
    if (named !== version) throw new Error(`package.json says ${named}, not ${version}: change it on the branch first`);
    if (git('ls-tree', commit, 'dist/') !== '') throw new Error(`${commit} has a folder dist/ of its own`);
    git('read-tree', commit);
    for (const name of files) {
      const blob = git('hash-object', '-w', '--no-filters', join(dist, name));
      git('update-index', '--add', '--cacheinfo', `100644,${blob},dist/${name}`);
    }
    const tree = git('write-tree');
    // The moment of the parent, so that whoever builds it again gets the same commit.
    const date = git('show', '--no-patch', '--format=%cI', commit);
    for (const role of ['AUTHOR', 'COMMITTER']) {
      Object.assign(environment, {
        [`GIT_${role}_NAME`]: robot.name,
        [`GIT_${role}_EMAIL`]: robot.email,
        [`GIT_${role}_DATE`]: date,
      });
    }
    return git('commit-tree', '--no-gpg-sign', '-p', commit, '-m', `Release ${version}`, tree);
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

if (pathToFileURL(process.argv[1] ?? '').href === import.meta.url) {
  const [version = '', dist = '', parent] = process.argv.slice(2);
  console.log(makeReleaseCommit({ repository: process.cwd(), dist, version, ...(parent !== undefined && { parent }) }));
}
