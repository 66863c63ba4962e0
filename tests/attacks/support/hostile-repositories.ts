// Git repositories whose configuration names programs, and the program that they name: it leaves a file behind that
// says whether it saw a token.

import { execFileSync } from 'node:child_process';
import { appendFileSync, chmodSync, cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gotThrough, held, mustHold, type Outcome } from './attack.ts';

export interface Payload {
  readonly program: string;
  readonly marker: string;
}

/** A program that notes that it ran, and what it was given. */
export function writePayload(folder: string, name = 'payload'): Payload {
  const [program, marker] = [join(folder, name), join(folder, 'marker')];
  writeFileSync(program, `#!/bin/sh\nenv > '${marker}'\nexit 1\n`);
  chmodSync(program, 0o755);
  return { program, marker };
}

export function judgeMarker({ marker }: Payload, whatRan: string): Outcome {
  if (!existsSync(marker)) return held('the program did not run');
  const hasToken = /^(GITHUB|GH|INPUT)_\w*TOKEN=./m.test(readFileSync(marker, 'utf8'));
  return gotThrough(`${whatRan} ran${hasToken ? ', with the token in its environment' : ''}`);
}

const git = (directory: string, args: readonly string[], input?: string): string =>
  execFileSync('git', args, {
    cwd: directory,
    encoding: 'utf8',
    input,
    stdio: ['pipe', 'pipe', 'pipe'],
    env: { PATH: process.env['PATH'], HOME: directory, GIT_CONFIG_NOSYSTEM: '1', GIT_CONFIG_GLOBAL: '/dev/null' },
  }).trim();

export type Signature = 'PGP SIGNATURE' | 'SSH SIGNATURE' | 'SIGNED MESSAGE';

/** A repository of one commit, signed by nobody, that holds README.md with these bytes. */
export function makeRepository(folder: string, document: string, signature: Signature = 'PGP SIGNATURE'): string {
  mkdirSync(folder, { recursive: true });
  git(folder, ['init', '-q', '-b', 'main']);
  writeFileSync(join(folder, 'README.md'), document);
  git(folder, ['add', 'README.md']);
  const tree = git(folder, ['write-tree']);
  const who = `Ada <ada@users.noreply.github.com> ${Math.floor(Date.now() / 1000) - 86_400} +0000`;
  const signed = [`gpgsig -----BEGIN ${signature}-----`, ' ', ' aW52ZW50ZWQ=', ` -----END ${signature}-----`];
  const text = [`tree ${tree}`, `author ${who}`, `committer ${who}`, ...signed, '', 'Update the table', ''].join('\n');
  const oid = git(folder, ['hash-object', '-t', 'commit', '-w', '--stdin'], text);
  git(folder, ['update-ref', 'refs/heads/main', oid]);
  rmSync(join(folder, '.git/hooks'), { recursive: true, force: true });
  return join(folder, '.git');
}

/** Takes the tree away, as in a clone that fetches what is missing when it is needed. */
export function dropTree(gitFolder: string): void {
  const tree = git(gitFolder, ['rev-parse', 'refs/heads/main^{tree}']);
  rmSync(join(gitFolder, 'objects', tree.slice(0, 2), tree.slice(2)));
}

/** A promisor remote: what is missing is fetched from there. */
export const promisor = (url: string, more = '') =>
  `[core]\n repositoryformatversion = 1\n[extensions]\n partialClone = origin\n[remote "origin"]\n promisor = true\n url = ${url}\n${more}`;

export function configure(gitFolder: string, text: string): void {
  appendFileSync(join(gitFolder, 'config'), `\n${text}\n`);
}

/** The same repository as ordinary files of a folder: what a clone may carry. */
export function embed(gitFolder: string, into: string): void {
  mkdirSync(into, { recursive: true });
  for (const name of ['HEAD', 'config', 'objects', 'refs', 'info', 'config.worktree', 'hooks']) {
    const from = join(gitFolder, name);
    if (existsSync(from)) cpSync(from, join(into, name), { recursive: true });
  }
  const config = join(into, 'config');
  writeFileSync(config, readFileSync(config, 'utf8').replace('bare = false', 'bare = true'));
  mustHold(git(into, ['rev-parse', '--is-bare-repository']) === 'true', 'git does not see the embedded repository');
}
