// A checked-out repository in which everything that a tool might start or load by itself leaves a file behind. One trap
// for each way; what was started is read from the names of the files.

import { chmodSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runProgram } from '../run-program.ts';

export interface HostileWorkspace {
  readonly folder: string;
  /** Programs of the workspace, for a workflow that put them in front of the path. */
  readonly programs: string;
  /** Names of the traps that went off since the last reset. */
  sprung(): string[];
  reset(): void;
  /** Every trap, and whether it works when somebody does step into it: a trap that cannot go off proves nothing. */
  readonly traps: readonly Trap[];
}

export interface Trap {
  readonly name: string;
  readonly what: string;
  /** Steps into it; null: only the registry below can tell. */
  readonly step: (() => Promise<unknown>) | null;
}

export interface HostileOptions {
  /** An empty folder. */
  readonly folder: string;
  /** The folder that traps write into. */
  readonly marks: string;
  /** Packages that a program might look for in node_modules. */
  readonly packages: readonly string[];
  readonly registryUrl: string;
  readonly document: Uint8Array;
  readonly configuration: string;
}

const programNames = ['git', 'gh', 'npm', 'npx', 'node', 'sh', 'bash', 'env', 'statusfolio', 'gpg', 'ssh'];

export async function makeHostileWorkspace(options: HostileOptions): Promise<HostileWorkspace> {
  const { folder, marks, packages, registryUrl } = options;
  mkdirSync(folder, { recursive: true });
  mkdirSync(marks, { recursive: true });
  const write = (path: string, content: string | Uint8Array, mode = 0o644) => {
    mkdirSync(join(folder, path, '..'), { recursive: true });
    writeFileSync(join(folder, path), content);
    chmodSync(join(folder, path), mode);
  };
  const mark = (name: string) => join(marks, name.replaceAll('/', '+'));
  const script = (name: string) => `require('node:fs').writeFileSync(${JSON.stringify(mark(name))}, '');\n`;
  const program = (name: string) => `#!/bin/sh\n: > ${JSON.stringify(mark(name))}\n`;
  const node = (...args: string[]) => runProgram(process.execPath, args, { directory: folder });
  const traps: Trap[] = [];

  write('README.md', options.document);
  write('statusfolio.yml', options.configuration);
  const lure = 'documents: [{ repo: evil/evil, publish: commit }]\n';
  for (const path of ['config/portfolio.yml', 'config/portfolio.local.yml', 'node_modules/statusfolio/statusfolio.yml'])
    write(path, lure);

  write(
    '.npmrc',
    `registry=${registryUrl}\nscript-shell=./node_modules/.bin/sh\nnode-options=--require ./options.cjs\n`,
  );
  traps.push({ name: 'registry', what: '.npmrc with another registry', step: null });

  write('options.cjs', script('NODE_OPTIONS'));
  write(
    '.env',
    'NODE_OPTIONS=--require ./options.cjs\nGITHUB_TOKEN=of-the-dotenv\nGITHUB_API_URL=http://127.0.0.1:9\n',
  );
  const byOptions = '--require ./options.cjs';
  traps.push({
    name: 'NODE_OPTIONS',
    what: '.env with NODE_OPTIONS',
    step: () =>
      runProgram(process.execPath, ['-e', '0'], { directory: folder, environment: { NODE_OPTIONS: byOptions } }),
  });

  const manifest = {
    name: 'workspace',
    type: 'commonjs',
    devEngines: { runtime: { name: 'node', version: '1.0.0', onFail: 'error' } },
    imports: { '#*': './options.cjs' },
    scripts: { preinstall: './node_modules/.bin/sh', postinstall: './node_modules/.bin/sh' },
  };
  write('package.json', JSON.stringify(manifest));
  for (const name of ['statusfolio', ...packages]) {
    const index = { name, version: '99.0.0', main: 'index.js', bin: 'index.js' };
    write(`node_modules/${name}/package.json`, JSON.stringify(index));
    write(`node_modules/${name}/index.js`, script(`package ${name}`));
    traps.push({
      name: `package ${name}`,
      what: `node_modules/${name}`,
      step: () => node('-e', `require(${JSON.stringify(name)})`),
    });
  }
  for (const name of programNames) {
    write(`node_modules/.bin/${name}`, program(`program ${name}`), 0o755);
    const path = join(folder, 'node_modules/.bin', name);
    traps.push({
      name: `program ${name}`,
      what: `node_modules/.bin/${name}`,
      step: () => runProgram(path, [], { directory: folder }),
    });
  }

  await makeRepositories(folder, options.document, write, program, traps);
  return {
    folder,
    programs: join(folder, 'node_modules/.bin'),
    sprung: () => readdirSync(marks).map((name) => name.replaceAll('+', '/')),
    reset: () => {
      for (const name of readdirSync(marks)) rmSync(join(marks, name));
    },
    traps,
  };
}

/** The checkout itself, a bare repository among its files, and configurations of git that name programs. */
async function makeRepositories(
  folder: string,
  document: Uint8Array,
  write: (path: string, content: string | Uint8Array, mode?: number) => void,
  program: (name: string) => string,
  traps: Trap[],
): Promise<void> {
  const git = async (directory: string, ...args: string[]) => {
    const ran = await runProgram('git', ['-c', 'user.name=x', '-c', 'user.email=x@example.com', ...args], {
      directory,
      environment: { GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_SYSTEM: '/dev/null' },
    });
    if (ran.code !== 0) throw new Error(`git ${args.join(' ')}: ${ran.err}`);
  };
  const hostile = (name: string) => {
    write(`traps/${name}`, program(`git ${name}`), 0o755);
    const path = join(folder, 'traps', name);
    return [
      `[core]\n\trepositoryformatversion = 0\n\tbare = true\n\tfsmonitor = ${path}\n\tsshCommand = ${path}\n\tpager = ${path}\n\thooksPath = ${join(folder, 'traps')}`,
      `[gpg]\n\tprogram = ${path}\n[log]\n\tshowSignature = true\n[diff]\n\texternal = ${path}`,
      `[filter "x"]\n\tclean = ${path}\n\tsmudge = ${path}\n[credential]\n\thelper = ${path}`,
      `[remote "origin"]\n\turl = ssh://127.0.0.1:9/x\n\tpromisor = true\n\tuploadpack = ${path}\n`,
    ].join('\n');
  };
  // Signed, so that log asks the named program; a bare repository of plain files beside a document.
  await git(folder, 'init', '--quiet', '--bare', '--initial-branch=main', 'docs');
  write('docs/README.md', document);
  await git(join(folder, 'docs'), '--git-dir=.', '--work-tree=.', 'add', '--force', 'README.md');
  const signature = '-----BEGIN PGP SIGNATURE-----\\n\\nx\\n-----END PGP SIGNATURE-----';
  write(
    'traps/sign',
    `#!/bin/sh\ncat > /dev/null\nprintf '\\n[GNUPG:] SIG_CREATED x\\n' >&2\nprintf -- '${signature}\\n'\n`,
    0o755,
  );
  await git(
    join(folder, 'docs'),
    '--git-dir=.',
    '--work-tree=.',
    '-c',
    `gpg.program=${join(folder, 'traps/sign')}`,
    'commit',
    '--quiet',
    '-S',
    '-m',
    'x',
  );
  write('docs/config', hostile('nested-bare'));
  traps.push({
    name: 'git nested-bare',
    what: 'a bare repository in docs/, with programs in its configuration',
    step: () =>
      runProgram('git', ['-c', 'safe.bareRepository=all', 'log', '-n', '1'], { directory: join(folder, 'docs') }),
  });
  write('.gitconfig', hostile('home-gitconfig'));
  write('.gitattributes', '* filter=x diff=x\n');
  traps.push({
    name: 'git home-gitconfig',
    what: '.gitconfig in the workspace',
    step: () =>
      runProgram('git', ['-c', 'core.bare=false', 'status'], { directory: folder, environment: { HOME: folder } }),
  });

  await git(folder, 'init', '--quiet', '--initial-branch=main');
  await git(folder, 'add', '--force', 'README.md', 'statusfolio.yml');
  await git(folder, 'commit', '--quiet', '-m', 'x');
}
