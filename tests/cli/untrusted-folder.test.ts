// Kind: a configurable tool that is run inside data which somebody else has written. Each folder leaves a file behind
// when git is run in it in the way that is named; that it would is shown first, with git itself.

import { execFileSync } from 'node:child_process';
import { existsSync, globSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { runInProcess } from '../support/run-in-process.ts';

const table = '| Project | Status | Repo |\n|---|---|---|\n| engine | Running | https://github.com/ada/engine |\n';
const environment = {
  GITHUB_API_URL: 'http://127.0.0.1:9',
  GITHUB_TOKEN: 'ghp_canary0000000000000000000000000000',
  HOME: tmpdir(),
};
const commands = [
  ['check', 'README.md'],
  ['explain', 'engine', 'README.md'],
  ['sync', 'README.md', '--dry-run'],
  ['doctor', 'README.md'],
  ['badge', 'engine', 'README.md'],
  ['init', 'README.md', '--dry-run'],
];

interface Hostile {
  readonly name: string;
  /** Keys of the folder's own configuration; `PAYLOAD` is a program that leaves a file behind. */
  readonly config: readonly (readonly [string, string])[];
  readonly attributes?: string;
  readonly hook?: string;
  /** What makes git run it. */
  readonly git: readonly string[];
  /** The repository lies among the files, as `HEAD`, `config`, `objects` and `refs`. */
  readonly isBare?: boolean;
}

const signed = ['log', '-n', '20', '--', 'README.md'];
const hostile: readonly Hostile[] = [
  { name: 'core.fsmonitor', config: [['core.fsmonitor', 'PAYLOAD']], git: ['status'] },
  {
    name: 'gpg.program',
    config: [
      ['log.showSignature', 'true'],
      ['gpg.program', 'PAYLOAD'],
    ],
    git: signed,
  },
  {
    name: 'an embedded bare repository with gpg.program',
    config: [
      ['log.showSignature', 'true'],
      ['gpg.program', 'PAYLOAD'],
    ],
    git: signed,
    isBare: true,
  },
  {
    name: 'remote.uploadpack',
    config: [
      ['remote.origin.url', '.'],
      ['remote.origin.uploadpack', 'PAYLOAD'],
      ['remote.origin.promisor', 'true'],
    ],
    git: ['fetch', 'origin'],
  },
  {
    name: 'core.sshCommand',
    config: [
      ['remote.origin.url', 'ssh://host.invalid/x'],
      ['core.sshCommand', 'PAYLOAD'],
    ],
    git: ['fetch', 'origin'],
  },
  { name: 'diff.external', config: [['diff.external', 'PAYLOAD']], git: ['diff'] },
  {
    name: 'a textconv driver',
    config: [['diff.x.textconv', 'PAYLOAD']],
    attributes: '* diff=x\n',
    git: ['diff'],
  },
  { name: 'a clean filter', config: [['filter.x.clean', 'PAYLOAD']], attributes: '* filter=x\n', git: ['diff'] },
  {
    name: 'a smudge filter',
    config: [['filter.x.smudge', 'PAYLOAD']],
    attributes: '* filter=x\n',
    git: ['checkout', '-f'],
  },
  { name: 'a filter process', config: [['filter.x.process', 'PAYLOAD']], attributes: '* filter=x\n', git: ['diff'] },
  { name: 'a hook', config: [], hook: 'post-checkout', git: ['checkout', '-f', 'main'] },
  { name: 'core.hooksPath', config: [['core.hooksPath', 'HOOKS']], git: ['checkout', '-f', 'main'] },
  { name: 'an alias', config: [['alias.x', '!PAYLOAD']], git: ['x'] },
  { name: 'core.editor', config: [['core.editor', 'PAYLOAD']], git: ['commit', '--amend'] },
  { name: 'include.path', config: [['include.path', 'INCLUDED']], git: ['status'] },
  { name: 'includeIf', config: [['includeIf.gitdir:/.path', 'INCLUDED']], git: ['status'] },
  { name: 'credential.helper', config: [['credential.helper', '!PAYLOAD']], git: ['credential', 'fill'] },
];

function openFolder({ config, attributes, hook, isBare = false }: Hostile) {
  const root = mkdtempSync(join(tmpdir(), 'statusfolio-hostile-'));
  const folder = join(root, 'work');
  const left = join(root, 'left-behind');
  const payload = join(root, 'payload.sh');
  mkdirSync(join(root, 'hooks'), { recursive: true });
  mkdirSync(folder);
  for (const script of [payload, join(root, 'hooks', 'post-checkout')])
    writeFileSync(script, `#!/bin/sh\ntouch ${left}\ncase "$1" in --status-fd*) cat >/dev/null;; esac\nexit 1\n`, {
      mode: 0o755,
    });
  writeFileSync(join(root, 'included'), `[core]\n\tfsmonitor = ${payload}\n`);
  const git = (args: readonly string[]) => {
    try {
      return execFileSync('git', [...args], {
        cwd: folder,
        ...(args[0] === 'credential' && { input: 'protocol=https\nhost=host.invalid\n\n' }),
        stdio: [args[0] === 'credential' ? 'pipe' : 'ignore', 'pipe', 'ignore'],
        timeout: 10_000,
        env: {
          PATH: process.env['PATH'] ?? '',
          HOME: root,
          GIT_CONFIG_NOSYSTEM: '1',
          GIT_TERMINAL_PROMPT: '0',
          GIT_AUTHOR_NAME: 'Ada',
          GIT_AUTHOR_EMAIL: 'ada@ada.dev',
          GIT_COMMITTER_NAME: 'Ada',
          GIT_COMMITTER_EMAIL: 'ada@ada.dev',
        },
      }).toString();
    } catch {
      // A payload is no good editor, fetcher or filter; only that it ran counts.
      return '';
    }
  };
  git(['init', '-q', '-b', 'main']);
  writeFileSync(join(folder, 'README.md'), table);
  git(['add', '.']);
  git(['commit', '-qm', 'Add the table']);
  // A commit with a signature that nobody can check without the program for it.
  const raw = git(['cat-file', 'commit', 'HEAD']).replace(
    '\n\n',
    '\ngpgsig -----BEGIN PGP SIGNATURE-----\n \n AAAA\n -----END PGP SIGNATURE-----\n\n',
  );
  const object = join(root, 'commit');
  writeFileSync(object, raw);
  git(['update-ref', 'refs/heads/main', git(['hash-object', '-t', 'commit', '-w', object]).trim()]);
  const values: Readonly<Record<string, string>> = { HOOKS: join(root, 'hooks'), INCLUDED: join(root, 'included') };
  for (const [key, value] of config) git(['config', key, values[value] ?? value.replace('PAYLOAD', payload)]);
  if (attributes !== undefined) writeFileSync(join(folder, '.gitattributes'), attributes);
  if (hook !== undefined) writeFileSync(join(folder, '.git', 'hooks', hook), readFileSync(payload), { mode: 0o755 });
  writeFileSync(join(folder, 'README.md'), `${table}\nChanged.\n`);
  if (isBare) {
    git(['config', 'core.bare', 'true']);
    const parts = ['HEAD', 'config', 'objects', 'refs', 'index'];
    for (const part of parts) renameSync(join(folder, '.git', part), join(folder, part));
    rmSync(join(folder, '.git'), { recursive: true });
  }
  return { folder, left, git };
}

describe('looking at a folder that somebody else has written', () => {
  it.each(hostile)('runs nothing of it: $name', async (kind) => {
    const { folder, left, git } = openFolder(kind);
    git(kind.git);
    expect(existsSync(left), 'the payload works').toBe(true);
    rmSync(left);
    for (const args of commands) {
      await runInProcess(args, { directory: folder, environment });
      expect(existsSync(left), args.join(' ')).toBe(false);
    }
  });

  it('starts no program but gh, and that by its absolute path', () => {
    const starting = globSync('{src,bin}/**/*.{ts,js}').filter((path) =>
      /['"](?:node:)?(?:child_process|cluster)['"]/.test(readFileSync(path, 'utf8')),
    );
    expect(starting).toEqual(['src/runtimes/node-github.ts']);
    const text = readFileSync(starting[0] ?? '', 'utf8');
    expect(text.match(/execFile\)?\(/g)).toEqual(['execFile)(']);
    expect(text).toContain('promisify(execFile)(program,');
  });
});
