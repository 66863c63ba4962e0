// S1: keys of git's configuration that name a program, each in a bare repository that lies in the document's folder as
// ordinary files, which is how a clone carries it. The attack: somebody checks the document.

import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { Attack } from './support/attack.ts';
import {
  configure,
  dropTree,
  embed,
  judgeMarker,
  makeRepository,
  promisor,
  type Signature,
  writePayload,
} from './support/hostile-repositories.ts';
import type { Place } from './support/place.ts';

const kind = "a tool run under the looked-at folder's own configuration";
export const listing = '| Project | Status |\n|---|---|\n| Lantern | Active |\n';

interface Trick {
  readonly name: string;
  readonly signature?: Signature;
  /** The commit's tree is missing, and fetched when it is needed. */
  readonly isPartial?: boolean;
  /** Text for the configuration; may put files beside it. */
  configure(program: string, gitFolder: string, place: Place): string | Promise<string>;
}

const shown = '[log]\n showSignature = true\n';
const pgp = (program: string) => `${shown}[gpg]\n program = ${program}\n`;

const tricks: readonly Trick[] = [
  { name: 'gpg.program', configure: pgp },
  { name: 'gpg.openpgp.program', configure: (program) => `${shown}[gpg "openpgp"]\n program = ${program}\n` },
  {
    name: 'gpg.ssh.program',
    signature: 'SSH SIGNATURE',
    configure: (program) =>
      `${shown}[gpg]\n format = ssh\n[gpg "ssh"]\n program = ${program}\n allowedSignersFile = ${program}\n`,
  },
  {
    name: 'gpg.x509.program',
    signature: 'SIGNED MESSAGE',
    configure: (program) => `${shown}[gpg "x509"]\n program = ${program}\n`,
  },
  {
    name: 'gpg.program through include.path',
    configure: (program, gitFolder) => {
      mkdirSync(join(gitFolder, 'info'), { recursive: true });
      writeFileSync(join(gitFolder, 'info/more'), pgp(program));
      return '[include]\n path = info/more\n';
    },
  },
  {
    name: 'gpg.program through includeIf',
    configure: (program, gitFolder) => {
      mkdirSync(join(gitFolder, 'info'), { recursive: true });
      writeFileSync(join(gitFolder, 'info/more'), pgp(program));
      return '[includeIf "gitdir:**"]\n path = info/more\n';
    },
  },
  {
    name: 'gpg.program in config.worktree',
    configure: (program, gitFolder) => {
      writeFileSync(join(gitFolder, 'config.worktree'), pgp(program));
      return '[core]\n repositoryformatversion = 1\n[extensions]\n worktreeConfig = true\n';
    },
  },
  {
    name: 'remote.uploadpack',
    isPartial: true,
    configure: (program) => promisor('.', ` uploadpack = ${program}\n`),
  },
  {
    name: 'core.sshCommand',
    isPartial: true,
    configure: (program) => `${promisor('ssh://127.0.0.1/x')}[core]\n sshCommand = ${program}\n`,
  },
  {
    name: 'core.gitProxy',
    isPartial: true,
    configure: (program) => `${promisor('git://127.0.0.1:9/x')}[core]\n gitProxy = ${program}\n`,
  },
  {
    name: 'an ext:: address',
    isPartial: true,
    configure: (program) => `${promisor(`ext::${program}`)}[protocol "ext"]\n allow = always\n`,
  },
  {
    name: 'url.insteadOf into ext::',
    isPartial: true,
    configure: (program) =>
      `${promisor('https://example.org/x')}[url "ext::${program} "]\n insteadOf = https://example.org/\n[protocol "ext"]\n allow = always\n`,
  },
  {
    name: 'credential.helper',
    isPartial: true,
    configure: async (program, _, place) =>
      `${promisor(`${await demandPassword(place)}/x`)}[credential]\n helper = !${program}\n`,
  },
  {
    name: 'core.askPass',
    isPartial: true,
    configure: async (program, _, place) =>
      `${promisor(`${await demandPassword(place)}/x`)}[core]\n askPass = ${program}\n`,
  },
  {
    name: 'core.alternateRefsCommand',
    isPartial: true,
    configure: (program, gitFolder, place) => {
      writeFileSync(join(gitFolder, 'objects/info/alternates'), `${makeOther(place)}/objects\n`);
      return `${promisor('.')}[core]\n alternateRefsCommand = ${program}\n`;
    },
  },
  { name: 'core.fsmonitor', configure: (program) => `[core]\n fsmonitor = ${program}\n` },
  {
    name: 'core.hooksPath',
    configure: (program, gitFolder) => {
      const hooks = join(gitFolder, 'hooks');
      mkdirSync(hooks, { recursive: true });
      for (const hook of [
        'post-index-change',
        'reference-transaction',
        'post-checkout',
        'pre-auto-gc',
        'fsmonitor-watchman',
      ])
        writeFileSync(join(hooks, hook), `#!/bin/sh\n${program}\n`, { mode: 0o755 });
      return '[core]\n hooksPath = hooks\n';
    },
  },
  {
    name: 'diff.external and textconv by attributes',
    configure: (program, gitFolder) => {
      writeFileSync(join(gitFolder, 'info/attributes'), '* diff=evil filter=evil\n');
      return `[diff]\n external = ${program}\n[diff "evil"]\n command = ${program}\n textconv = ${program}\n[log]\n diffMerges = on\n`;
    },
  },
  {
    name: 'filters by attributes',
    configure: (program, gitFolder) => {
      writeFileSync(join(gitFolder, 'info/attributes'), '* filter=evil\n');
      return `[filter "evil"]\n clean = ${program}\n smudge = ${program}\n process = ${program}\n required = true\n`;
    },
  },
  {
    name: 'pagers, editors and aliases',
    configure: (program) =>
      `[core]\n pager = ${program}\n editor = ${program}\n[pager]\n log = ${program}\n rev-parse = ${program}\n[alias]\n log = !${program}\n rev-parse = !${program}\n`,
  },
];

function makeOther(place: Place): string {
  return makeRepository(join(place.folder, 'other'), listing);
}

/** A web server of this machine that lets nobody in without a password. */
async function demandPassword(place: Place): Promise<string> {
  const server = createServer((_, response) => {
    response.writeHead(401, { 'www-authenticate': 'Basic realm="x"' }).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  place.onEnd(() => server.close());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

export const gitConfigurationAttacks = tricks.map(
  ({ name, signature, isPartial = false, configure: word }): Attack => ({
    number: 'S1',
    kind,
    name: `${name} of an embedded bare repository`,
    run: async (place) => {
      const payload = writePayload(place.folder);
      const gitFolder = makeRepository(join(place.folder, 'source'), listing, signature);
      if (isPartial) dropTree(gitFolder);
      configure(gitFolder, await word(payload.program, gitFolder, place));
      const clone = place.makeFolder('clone');
      embed(gitFolder, join(clone, 'docs'));
      writeFileSync(join(clone, 'docs/README.md'), listing);
      const environment = { GITHUB_TOKEN: 'canary', GITHUB_API_URL: 'http://127.0.0.1:9' };
      await place.run(['check', 'docs/README.md'], { directory: clone, environment });
      return judgeMarker(payload, name);
    },
  }),
);
