// `npm run release -- --dry-run [--quick]`: everything that a release does up to the upload, on this machine, and then what
// would be uploaded and what only a person can do. It never uploads: the workflow "Release" does (docs/releasing.md).
// Ends with 1 when the release would fail, or would bring what it should not.

import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { argv } from 'node:process';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { parse } from 'yaml';
import { runProgram } from './run-program.ts';

/** What a step found: its faults in words, and what it is about where there are none. */
export interface Step {
  readonly what: string;
  readonly faults: readonly string[];
  /** What a person does before the release, and need not be done while there is work: no faults. */
  readonly todo?: readonly string[];
}

/** Version, changelog, tags and working tree of the repository in this folder. */
export function examineRepository(root: string): Step[] {
  const git = (...args: string[]) => execFileSync('git', args, { cwd: root, encoding: 'utf8' }).trim();
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const path = join(root, 'CHANGELOG.md');
  const changelog = existsSync(path) ? readFileSync(path, 'utf8').split('\n') : [];
  const heading = `## ${version}`;
  const named = changelog.find((line) => line === heading || line.startsWith(`${heading} `));
  const open = changelog.find((line) => line.startsWith('## ') && /unreleased/i.test(line));
  const changed = git('status', '--porcelain').split('\n').filter(Boolean);
  return [
    {
      what: `version ${version}`,
      faults: [
        ...(/^\d+\.\d+\.\d+$/.test(version) ? [] : [`"${version}" is no version such as 1.2.3`]),
        ...(git('tag', '--list', `v${version}`) === '' ? [] : [`v${version} is tagged already: set the next version`]),
      ],
    },
    {
      what: `CHANGELOG.md has a section for ${version}`,
      faults: named === undefined ? [`there is no heading "${heading}"`] : [],
      ...(open !== undefined && { todo: [`"${open}" is still open: move it below "${heading}", and date that`] }),
    },
    {
      what: 'everything is committed',
      faults: changed.length === 0 ? [] : [`not committed: ${changed.slice(0, 5).join(', ')}`],
    },
  ];
}

/** Files that the package has to hold. */
const needed = ['package.json', 'README.md', 'LICENSE', 'CHANGELOG.md', 'bin/statusfolio.js', 'dist/chunks/node.js'];
const licenses = 'dist/THIRD_PARTY_LICENSES';
/** What the package may hold besides files at its top. */
const allowed = ['bin/', 'config/', 'db/migrations/', 'dist/'];

/** The paths of a packed package, without the leading `package/`. */
export function examineContents(paths: readonly string[]): Step {
  const strange = paths.filter((path) => {
    const isSource = /\.(ts|map|tgz)$|\.test\.|(^|\/)(tests?|node_modules)\/|(^|\/)\.(?!npmignore)/.test(path);
    return isSource || (path.includes('/') && !allowed.some((folder) => path.startsWith(folder)));
  });
  const missing = [...needed, licenses].filter((path) => !paths.includes(path));
  return {
    what: `the package holds ${paths.length} files, with licences and without sources and tests`,
    faults: [
      ...(strange.length === 0 ? [] : [`it holds ${strange.slice(0, 5).join(', ')}`]),
      ...(missing.length === 0 ? [] : [`it lacks ${missing.join(', ')}`]),
    ],
  };
}

/** The Action, built twice into a folder; `main` is the file that `action.yml` names. */
async function examineAction(root: string, folder: string): Promise<Step> {
  const hashes: string[] = [];
  for (const name of ['once', 'again']) {
    const into = join(folder, name);
    const { code, err } = await runProgram(process.execPath, ['scripts/build-action.ts', into], { directory: root });
    if (code !== 0) return { what: 'the Action is built', faults: [err.trim()] };
    hashes.push(
      createHash('sha256')
        .update(readFileSync(join(into, 'action.js')))
        .digest('hex'),
    );
  }
  const { runs } = parse(readFileSync(join(root, 'action.yml'), 'utf8'));
  return {
    what: `the Action is built twice alike (${hashes[0]?.slice(0, 12)})`,
    faults: [
      ...(new Set(hashes).size === 1 ? [] : ['two builds differ']),
      ...(runs.main === 'dist/action.js' ? [] : [`action.yml names ${runs.main}, and dist/action.js is built`]),
      ...(existsSync(join(folder, 'once/THIRD_PARTY_LICENSES')) ? [] : ['its licences are missing']),
    ],
  };
}

async function playScript(root: string, script: string): Promise<Step> {
  const { code, out, err, seconds } = await runProgram('npm', ['run', '-s', script], { directory: root });
  const faults = `${out}${err}`.split('\n').filter((line) => line.startsWith('FAULT'));
  const what = `npm run ${script} (${seconds.toFixed(0)} s)`;
  return {
    what,
    faults: code === 0 ? [] : faults.length > 0 ? faults : [err.trim().slice(-500) || `exit code ${code}`],
  };
}

async function rehearse(root: string, isQuick: boolean): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), 'statusfolio-release-'));
  let faultCount = 0;
  const todos: string[] = [];
  const report = ({ what, faults, todo = [] }: Step) => {
    faultCount += faults.length;
    todos.push(...todo);
    console.log(`${faults.length === 0 ? 'ok   ' : 'FAULT'}  ${what}`);
    for (const fault of faults) console.log(`       ${fault}`);
  };
  try {
    for (const step of examineRepository(root)) report(step);
    const args = ['pack', '--json', '--silent', '--pack-destination', folder];
    const { code, out, err } = await runProgram('npm', args, { directory: root });
    if (code !== 0) throw new Error(`npm pack: ${err}`);
    const [packed] = JSON.parse(out.slice(out.indexOf('[')));
    report(examineContents(packed.files.map(({ path }: { path: string }) => path)));
    report(await examineAction(root, folder));
    for (const script of isQuick ? [] : ['try-package', 'try-action']) report(await playScript(root, script));
    const bytes = readFileSync(join(folder, packed.filename));
    printUploads(
      todos,
      packed.version,
      `${packed.filename}, ${(bytes.length / 1024 / 1024).toFixed(2)} MB, ${packed.integrity}`,
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  console.log(faultCount === 0 ? '\nNothing was uploaded.' : `\n${faultCount} faults. Nothing was uploaded.`);
  return faultCount === 0 ? 0 : 1;
}

function printUploads(todos: readonly string[], version: string, packed: string): void {
  if (todos.length > 0) console.log(`\nBefore the release\n${todos.map((todo) => `  ${todo}`).join('\n')}`);
  console.log(`
The workflow "Release" with version ${version} would upload
  npm      ${packed}
  ghcr.io  statusfolio:${version} and latest, for amd64 and arm64
  GitHub   tag v${version} with dist/action.js and its licences; the release; v${version.split('.')[0]} moved to it

Once, by a person (docs/releasing.md)
${readHumanSteps(readFileSync(new URL('../docs/releasing.md', import.meta.url), 'utf8'))
  .map((step, index) => `  ${index + 1}. ${step}`)
  .join('\n')}`);
}

/** The numbered list of the guide, by the words in bold with which each item begins. */
export function readHumanSteps(guide: string): string[] {
  const [, section = ''] = guide.split('\n## Once, by a person\n');
  const [list = ''] = section.split('\n## ');
  return [...list.matchAll(/^\d+\. \*\*([^*]+?)\.?\*\*/gm)].map(([, step = '']) => step);
}

if (pathToFileURL(argv[1] ?? '').href === import.meta.url) {
  const options = argv.slice(2);
  const unknown = options.find((option) => option !== '--dry-run' && option !== '--quick');
  if (unknown !== undefined || !options.includes('--dry-run')) {
    console.error('npm run release -- --dry-run [--quick]: nothing is uploaded from here; docs/releasing.md says how.');
    process.exitCode = 2;
  } else {
    process.exitCode = await rehearse(fileURLToPath(new URL('..', import.meta.url)), options.includes('--quick'));
  }
}
