// S1: other places where git finds a configuration, other commands that look, and other ways to have a program of the
// looked-at folder started.

import { chmodSync, copyFileSync, mkdirSync, renameSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { listing } from './git-configurations.ts';
import { type Attack, held } from './support/attack.ts';
import {
  configure,
  embed,
  judgeMarker,
  makeRepository,
  type Payload,
  writePayload,
} from './support/hostile-repositories.ts';
import { type Place, searchPath } from './support/place.ts';
import { playAction } from './support/play-action.ts';
import { openWorld } from './support/world.ts';

const kind = 'a configurable tool run inside untrusted data';
const shown = (program: string) => `[log]\n showSignature = true\n[gpg]\n program = ${program}\n`;
const blind = { GITHUB_TOKEN: 'canary', GITHUB_API_URL: 'http://127.0.0.1:9' };

function makeSigned(place: Place, payload: Payload): string {
  const gitFolder = makeRepository(join(place.folder, 'source'), listing);
  configure(gitFolder, shown(payload.program));
  return gitFolder;
}

/** Lays the repository somewhere around the document; returns the document's path. */
type Lay = (gitFolder: string, clone: string) => string;

const writeDocument = (path: string) => {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, listing);
  return path;
};

const layouts: Readonly<Record<string, Lay>> = {
  'the .git of an unpacked archive': (gitFolder, clone) => {
    renameSync(gitFolder, join(clone, '.git'));
    return writeDocument(join(clone, 'README.md'));
  },
  'a bare repository in a folder above the document': (gitFolder, clone) => {
    embed(gitFolder, clone);
    return writeDocument(join(clone, 'deep/er/README.md'));
  },
  'a .git file that points into the folder': (gitFolder, clone) => {
    embed(gitFolder, join(clone, 'fixtures/store'));
    writeFileSync(join(clone, '.git'), 'gitdir: fixtures/store\n');
    return writeDocument(join(clone, 'README.md'));
  },
  'a .git file that points out of the folder': (gitFolder, clone) => {
    writeFileSync(join(clone, '.git'), `gitdir: ${relative(clone, gitFolder)}\n`);
    return writeDocument(join(clone, 'README.md'));
  },
  'a linked worktree with commondir': (gitFolder, clone) => {
    embed(gitFolder, join(clone, 'fixtures/store'));
    const docs = join(clone, 'docs');
    mkdirSync(docs);
    writeFileSync(join(docs, 'HEAD'), 'ref: refs/heads/main\n');
    writeFileSync(join(docs, 'commondir'), '../fixtures/store\n');
    writeFileSync(join(docs, 'gitdir'), `${docs}/.git\n`);
    return writeDocument(join(docs, 'README.md'));
  },
  'a submodule with its own git folder': (gitFolder, clone) => {
    makeRepository(clone, listing);
    writeFileSync(join(clone, '.gitmodules'), '[submodule "sub"]\n path = sub\n url = ./sub\n');
    mkdirSync(join(clone, 'sub'));
    renameSync(gitFolder, join(clone, 'sub/.git'));
    return writeDocument(join(clone, 'sub/README.md'));
  },
  'a bare repository whose objects are alternates': (gitFolder, clone) => {
    embed(gitFolder, join(clone, 'docs'));
    renameSync(join(clone, 'docs/objects'), join(clone, 'store'));
    mkdirSync(join(clone, 'docs/objects/info'), { recursive: true });
    writeFileSync(join(clone, 'docs/objects/info/alternates'), '../../store\n');
    return writeDocument(join(clone, 'docs/README.md'));
  },
  'a document that is a link into an embedded repository': (gitFolder, clone) => {
    embed(gitFolder, join(clone, 'docs'));
    writeDocument(join(clone, 'docs/README.md'));
    symlinkSync('docs/README.md', join(clone, 'README.md'));
    return join(clone, 'docs/README.md');
  },
};

const placeAttacks = Object.entries(layouts).map(
  ([name, lay]): Attack => ({
    number: 'S1',
    kind,
    name: `gpg.program in ${name}`,
    run: async (place) => {
      const payload = writePayload(place.folder);
      const clone = place.makeFolder('clone');
      const path = lay(makeSigned(place, payload), clone);
      await place.run(['check', path], { directory: clone, environment: blind });
      return judgeMarker(payload, 'gpg.program');
    },
  }),
);

const commands: Readonly<Record<string, readonly string[]>> = {
  check: ['check', 'README.md'],
  explain: ['explain', 'Lantern', 'README.md'],
  'sync --dry-run': ['sync', '--dry-run', 'README.md'],
  doctor: ['doctor', 'README.md'],
  badge: ['badge', 'Lantern', 'README.md'],
  init: ['init', '--dry-run', 'README.md'],
  'init --workflow': ['init', '--workflow', '--yes', 'README.md'],
  answer: ['answer', 'Lantern', 'keep', 'README.md'],
  leave: ['leave', '--no-restore', '--yes', 'README.md'],
  'hooks list': ['hooks', 'list', 'README.md'],
};

const commandAttacks = Object.entries(commands).map(
  ([name, args]): Attack => ({
    number: 'S1',
    kind,
    name: `an embedded repository, looked at by ${name}`,
    run: async (place) => {
      const payload = writePayload(place.folder);
      const docs = place.makeFolder('docs');
      embed(makeSigned(place, payload), docs);
      writeFileSync(join(docs, 'README.md'), listing);
      await place.run(args, { directory: docs, environment: blind });
      return judgeMarker(payload, 'gpg.program');
    },
  }),
);

const longRunning: readonly Attack[] = [
  {
    number: 'S1',
    kind,
    name: 'an embedded repository, looked at by serve',
    run: async (place) => {
      const payload = writePayload(place.folder);
      const clone = place.makeFolder('clone');
      embed(makeSigned(place, payload), join(clone, 'docs'));
      writeFileSync(join(clone, 'docs/README.md'), listing);
      writeFileSync(join(clone, 'statusfolio.yml'), 'documents: [{ file: docs/README.md, publish: none }]\n');
      const server = place.startStatusfolio(['serve'], { directory: clone, environment: { ...blind, PORT: '0' } });
      await Promise.race([server.finished, new Promise((resolve) => setTimeout(resolve, 4000))]);
      return judgeMarker(payload, 'gpg.program');
    },
  },
  {
    number: 'S1',
    kind,
    name: 'an embedded repository in the pull request that the Action looks at',
    run: async (place) => {
      const payload = writePayload(place.folder);
      const world = await openWorld(place, { document: listing, path: 'docs/README.md' });
      const workspace = place.makeFolder('workspace');
      embed(makeSigned(place, payload), join(workspace, 'docs'));
      writeFileSync(join(workspace, 'docs/README.md'), listing);
      const inputs = { documents: 'docs/README.md' };
      await playAction(place, world, { workspace, event: 'pull_request_target', inputs });
      return judgeMarker(payload, 'gpg.program');
    },
  },
];

/** A program of this name lies in the folder; the search path names the folder without saying so. */
const searchAttacks = ['git', 'gh'].flatMap((program) =>
  [
    [`.:${searchPath}`, 'a dot'],
    [`:${searchPath}`, 'an empty entry'],
    [`bin:${searchPath}`, 'a relative entry'],
  ].map(
    ([path = '', what]): Attack => ({
      number: 'S1',
      kind: "a program found in the looked-at folder instead of the system's own",
      name: `${program} of the document's folder, found through ${what} in PATH`,
      run: async (place) => {
        const payload = writePayload(place.folder);
        const clone = place.makeFolder('clone');
        makeRepository(clone, listing);
        mkdirSync(join(clone, 'bin'));
        for (const at of [clone, join(clone, 'bin')]) {
          copyFileSync(payload.program, join(at, program));
          chmodSync(join(at, program), 0o755);
        }
        const document =
          '| Project | Status | Code |\n|---|---|---|\n| Lantern | Active | [c](https://github.com/ada/lantern) |\n';
        writeFileSync(join(clone, 'README.md'), document);
        const environment = { PATH: path, GITHUB_API_URL: 'http://127.0.0.1:9', ...(program === 'git' && blind) };
        await place.run(['check', 'README.md'], { directory: clone, environment });
        await place.run(['init', '--dry-run', 'README.md'], { directory: clone, environment });
        return judgeMarker(payload, `./${program}`);
      },
    }),
  ),
);

/** A history that git reads without any program must still be read: else everything above would hold for nothing. */
const control: Attack = {
  number: 'S1',
  kind,
  name: 'a symbolic link that leads out of the folder',
  run: async (place) => {
    const clone = place.makeFolder('clone');
    const secret = join(place.folder, 'secret.md');
    writeFileSync(secret, listing.replace('Lantern', 'Canary'));
    writeFileSync(join(clone, 'statusfolio.yml'), 'documents: [{ file: README.md, publish: none }]\n');
    symlinkSync(secret, join(clone, 'README.md'));
    const { out } = await place.run(['check'], { directory: clone, environment: blind });
    return out.includes('Canary')
      ? { result: 'got through', evidence: 'a file outside the root was read' }
      : held('the link was not followed');
  },
};

export const gitPlaceAttacks: readonly Attack[] = [
  ...placeAttacks,
  ...commandAttacks,
  ...longRunning,
  ...searchAttacks,
  control,
];
