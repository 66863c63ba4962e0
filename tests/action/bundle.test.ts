// The bundle of the Action, unpacked as a released tag is: a short form of `npm run try-action`. And the commit that a
// release's tag points to.

import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { createSampleWorld } from '../../demo/github/sample-world.ts';
import { makeReleaseCommit } from '../../scripts/action/make-release-commit.ts';
import { playHostile } from '../../scripts/action/play-hostile.ts';
import { runAsRunner } from '../../scripts/action/run-as-runner.ts';
import { buildAction } from '../../scripts/build-action.ts';
import { readOutputs } from '../support/read-as-runner.ts';

const newFolder = () => mkdtempSync(join(tmpdir(), 'statusfolio-bundle-'));

describe('the bundle of the Action', () => {
  let actionFolder: string;
  let bytes: number;
  beforeAll(async () => {
    actionFolder = newFolder();
    bytes = await buildAction(join(actionFolder, 'dist'));
    for (const name of ['action.yml', 'package.json']) copyFileSync(name, join(actionFolder, name));
  });

  it('is one file of at most 2 MB without a native package, the same whenever it is built', async () => {
    expect(bytes).toBeLessThan(2 * 1024 * 1024);
    const text = readFileSync(join(actionFolder, 'dist/action.js'), 'utf8');
    expect(text).not.toContain('better-sqlite3');
    const again = newFolder();
    await buildAction(again);
    for (const name of ['action.js', 'THIRD_PARTY_LICENSES'])
      expect(readFileSync(join(again, name)).equals(readFileSync(join(actionFolder, 'dist', name)))).toBe(true);
  });

  it('names the licence of every package in it', () => {
    const licenses = readFileSync(join(actionFolder, 'dist/THIRD_PARTY_LICENSES'), 'utf8');
    for (const name of ['octokit', 'zod', 'yaml', 'parse5', 'before-after-hook'])
      expect(licenses).toMatch(new RegExp(`^${name} \\d+\\.\\d+\\.\\d+ \\((MIT|ISC|Apache-2\\.0)\\)\\n\\n\\S`, 'm'));
  });

  it('starts and loads nothing of the workspace, writes on no event but those on the list, obeys no row', async () => {
    const only = [
      'schedule',
      'push to another branch',
      'pull_request_target',
      'merge_group',
      'an event of tomorrow',
      'a comment on another issue',
      'schedule, programs of the workspace on the path',
      'pull_request, programs of the workspace on the path',
    ];
    const packages = ['octokit', 'zod', 'yaml', 'better-sqlite3', '@octokit/core'];
    const { played, workspace } = await playHostile({ actionFolder, folder: newFolder(), packages, only });
    const facts = played.map(({ event, code, writes, foreignCommands, sprung, requests }) => ({
      event,
      code,
      isWritten: writes > 0,
      isAsked: requests > 0,
      foreignCommands,
      sprung,
    }));
    const harmless = { code: 0, foreignCommands: [], sprung: [] };
    expect(facts).toEqual(
      only.map((event) => ({
        event,
        isWritten: event.startsWith('schedule'),
        isAsked: event !== 'a comment on another issue',
        ...harmless,
      })),
    );
    // A trap that cannot go off has proved nothing.
    for (const { step } of workspace.traps) await step?.();
    const names = workspace.traps.flatMap(({ name, step }) => (step === null ? [] : [name]));
    expect(workspace.sprung().sort()).toEqual(names.sort());
  });

  it.each(['schedule', 'pull_request'])('needs no program, no thread and no native code (%s)', async (name) => {
    const now = new Date();
    const world = createSampleWorld({ now: () => now, until: now });
    const { url, close } = await world.github.listen();
    const workspace = newFolder();
    writeFileSync(join(workspace, 'README.md'), world.document);
    execFileSync('git', ['init', '--quiet'], { cwd: workspace });
    const ran = await runAsRunner({
      actionFolder,
      workspace,
      temporary: newFolder(),
      apiUrl: url,
      token: world.github.token,
      repository: 'naaas94/me',
      event: { name, payload: {} },
      // Node refuses whatever is not named here: starting programs, threads, addons.
      environment: { NODE_OPTIONS: '--permission --allow-fs-read=* --allow-fs-write=*' },
    });
    await close();
    expect(ran).toMatchObject({ code: 0, err: '' });
    expect(readOutputs(ran.outputs)).toMatchObject({ problems: '0' });
  });

  describe('behind a proxy', () => {
    const play = async (environment: (proxy: string) => Record<string, string>, apiUrl?: string) => {
      const world = createSampleWorld({ now: () => new Date(), until: new Date() });
      const github = await world.github.listen();
      const asked: string[] = [];
      const proxy = createServer((request, response) => {
        asked.push(request.url ?? '');
        response.writeHead(502).end();
      }).on('connect', (request, socket) => {
        asked.push(request.url ?? '');
        socket.end('HTTP/1.1 502 Bad Gateway\r\n\r\n');
      });
      await new Promise<void>((resolve) => {
        proxy.listen(0, '127.0.0.1', resolve);
      });
      const folder = newFolder();
      const { port } = proxy.address() as AddressInfo;
      const ran = await runAsRunner({
        actionFolder,
        workspace: folder,
        temporary: newFolder(),
        apiUrl: apiUrl ?? github.url,
        token: world.github.token,
        repository: 'naaas94/me',
        event: { name: 'schedule', payload: {} },
        environment: environment(`http://user:hunter2@127.0.0.1:${port}`),
      });
      proxy.close();
      await github.close();
      return { ...ran, asked };
    };

    it('asks through HTTPS_PROXY, and never prints its password', async () => {
      const { asked, out, err, code } = await play((HTTPS_PROXY) => ({ HTTPS_PROXY }), 'https://github.invalid/api/v3');
      expect(asked[0]).toBe('github.invalid:443');
      expect(code).toBe(2);
      expect(`${out}${err}`).not.toContain('hunter2');
    });

    it('goes past it where NO_PROXY says so', async () => {
      const { asked, code, out, outputs } = await play((proxy) => ({ HTTP_PROXY: proxy, NO_PROXY: '127.0.0.1' }));
      expect({ asked, code }, out).toEqual({ asked: [], code: 0 });
      expect(readOutputs(outputs)).toMatchObject({ problems: '0' });
    });

    it('says so where the address is none, without quoting it', async () => {
      const { code, out } = await play(() => ({ HTTP_PROXY: 'hunter2:::', NO_PROXY: '' }));
      expect(code).toBe(0);
      expect(out).toMatch(/^::warning title=Statusfolio::HTTP_PROXY is not an address/m);
      expect(out).not.toContain('hunter2');
    });
  });
});

describe("the commit of a release's tag", () => {
  const newRepository = () => {
    const repository = newFolder();
    const git = (...args: string[]) =>
      execFileSync('git', ['-c', 'user.name=x', '-c', 'user.email=x@example.com', ...args], {
        cwd: repository,
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'ignore'],
      }).trim();
    git('init', '--quiet', '--initial-branch=main');
    for (const [name, text] of [
      ['package.json', '{"version":"1.2.3"}'],
      ['.gitignore', 'dist/\n'],
      ['.gitattributes', '* text eol=crlf\n'],
      ['action.yml', 'x'],
    ] as const)
      writeFileSync(join(repository, name), text);
    git('add', '.');
    git('commit', '--quiet', '-m', 'x');
    const dist = newFolder();
    for (const name of ['action.js', 'THIRD_PARTY_LICENSES']) writeFileSync(join(dist, name), `${name}\n`);
    return { repository, git, dist };
  };

  it('has the built commit as its parent, adds dist/ alone, byte for byte, and moves nothing else', () => {
    const { repository, git, dist } = newRepository();
    const commit = makeReleaseCommit({ repository, dist, version: '1.2.3' });
    expect(git('rev-parse', `${commit}^`)).toBe(git('rev-parse', 'main'));
    expect(git('diff', '--name-status', 'main', commit).split('\n')).toEqual([
      'A\tdist/THIRD_PARTY_LICENSES',
      'A\tdist/action.js',
    ]);
    expect(git('cat-file', 'blob', `${commit}:dist/action.js`)).toBe('action.js');
    expect(git('status', '--porcelain')).toBe('');
    expect(git('branch', '--contains', commit)).toBe('');
    expect(makeReleaseCommit({ repository, dist, version: '1.2.3' })).toBe(commit);
  });

  it('is refused where the version is another, or something else lies beside the built files', () => {
    const { repository, dist } = newRepository();
    expect(() => makeReleaseCommit({ repository, dist, version: '1.2.4' })).toThrow('says 1.2.3, not 1.2.4');
    mkdirSync(join(dist, 'chunks'));
    expect(() => makeReleaseCommit({ repository, dist, version: '1.2.3' })).toThrow('must hold');
  });
});
