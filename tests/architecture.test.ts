// The house rules that a machine can check: which folder may import which, who owns which package, no cycles, a core
// without a runtime, short files, names that say something.

import { relative } from 'node:path';
import { describe, expect, it } from 'vitest';
import { findCircles, findUnusedExports, formatFigures, readSources, resolveImport } from '../scripts/print-figures.ts';

const files = readSources();

/** Folder (or top-level file) to what it may import from, besides itself. */
const allowed: Record<string, readonly string[]> = {
  core: [],
  config: ['core', 'errors', 'log'],
  ports: ['core'],
  errors: [],
  log: ['ports'],
  pipeline: ['core', 'config', 'ports', 'errors'],
  github: ['core', 'ports', 'errors'],
  store: ['core', 'ports', 'errors'],
  queue: ['core', 'ports', 'errors'],
  probe: ['core', 'ports', 'errors'],
  web: ['core', 'config', 'ports', 'errors', 'pipeline'],
  cli: ['core', 'ports', 'errors', 'pipeline', 'config'],
  runtimes: ['core', 'ports', 'errors', 'log', 'config', 'pipeline', 'github', 'store', 'queue', 'probe', 'web', 'cli'],
};

/** Package to the places that may import it. */
const owners: Record<string, readonly string[]> = {
  octokit: ['github'],
  'universal-github-app-jwt': ['github'],
  '@octokit/webhooks': ['web'],
  hono: ['web'],
  'better-sqlite3': ['store'],
  croner: ['config'],
  'ipaddr.js': ['probe'],
  'node-cron': ['runtimes'],
  '@hono/node-server': ['runtimes'],
  '@cloudflare/workers-types': ['store', 'queue', 'runtimes'],
  commander: ['cli'],
  diff: ['cli'],
  'fast-string-width': ['core', 'cli'],
  yaml: ['config', 'core'],
  parse5: ['core'],
  zod: ['core', 'config', 'github', 'queue', 'store', 'web'],
};

const areaOf = (path: string) => relative('src', path).split('/')[0]?.replace(/\.ts$/, '') ?? '';
const packageOf = (specifier: string) =>
  specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');

describe('imports', () => {
  it('finds the sources', () => {
    expect(files.length).toBeGreaterThan(30);
  });

  it('point one way', () => {
    const wrong = files.flatMap(({ path, imports }) =>
      imports
        .filter((specifier) => specifier.startsWith('.'))
        .map((specifier) => resolveImport(path, specifier))
        .filter((target) => target.startsWith('src'))
        .filter((target) => areaOf(target) !== areaOf(path) && !allowed[areaOf(path)]?.includes(areaOf(target)))
        .map((target) => `${path} imports ${target}`),
    );
    expect(wrong).toEqual([]);
  });

  it('never leave core, except for its data in config', () => {
    const outside = files
      .filter(({ path }) => areaOf(path) === 'core')
      .flatMap(({ path, imports }) =>
        imports.filter((name) => name.startsWith('.')).map((name) => resolveImport(path, name)),
      )
      .filter((target) => !target.startsWith('src/core') && !/^config\/(?:status-words\/)?[\w-]+\.json$/.test(target));
    expect(outside).toEqual([]);
  });

  it('leave the source tree only for data and for the demonstration', () => {
    const outside = files.flatMap(({ path, imports }) =>
      imports
        .filter((specifier) => specifier.startsWith('.'))
        .map((specifier) => resolveImport(path, specifier))
        .filter((target) => !target.startsWith('src') && !/^config\/(?:status-words\/)?[\w-]+\.json$/.test(target))
        .map((target) => `${path} imports ${target}`),
    );
    expect(outside).toEqual(['src/runtimes/node-runtime.ts imports demo/run-demo.ts']);
  });

  it('take a package only where it belongs', () => {
    const wrong = files.flatMap(({ path, imports }) =>
      imports
        .filter((specifier) => !specifier.startsWith('.') && !specifier.startsWith('node:'))
        .filter((specifier) => !owners[packageOf(specifier)]?.includes(areaOf(path)))
        .map((specifier) => `${path} imports ${specifier}`),
    );
    expect(wrong).toEqual([]);
  });

  it('take Node only where the code runs on Node alone', () => {
    const neutral = ['core', 'config', 'ports', 'errors', 'log', 'pipeline', 'github', 'web'];
    const wrong = files
      .filter(({ path }) => neutral.includes(areaOf(path)) || path.endsWith('/d1.ts') || path.endsWith('/worker.ts'))
      .flatMap(({ path, imports }) =>
        imports.filter((name) => name.startsWith('node:')).map((name) => `${path} imports ${name}`),
      );
    expect(wrong).toEqual([]);
  });

  it('never go in circles, those of types counted', () => {
    expect(findCircles(files)).toEqual([]);
    const [first, second] = ['src/a.ts', 'src/b.ts'].map((path, index) => ({
      path,
      text: `import type { One } from './${index === 0 ? 'b' : 'a'}.ts';\n`,
      imports: [],
    }));
    if (first === undefined || second === undefined) throw new Error('there are two');
    expect(findCircles([first, second])).toEqual(['src/a.ts -> src/b.ts -> src/a.ts']);
    expect(formatFigures([first, second])).toBe(
      'source files: 2\nlines: 2\nmedian: 1\nlongest: src/b.ts (1)\n' +
        'folders with more than 25 files: none\ncircles: 1\n  src/a.ts -> src/b.ts -> src/a.ts',
    );
  });
});

/** Where a store, a queue, a budget or a token is opened or handed on, whatever it is called there. */
function findOpeners(sources: typeof files): string[] {
  const openers =
    /\b(createStore|createSqliteQueue|createSqliteJobs|createDeadLetters|createWriteBudget|openInstallationTokens|openInstallation|createToken)\b/g;
  const found = sources.flatMap(({ path, text }) =>
    [...new Set([...text.matchAll(openers)].map(([, name]) => name))]
      .filter((name) => !text.includes(`export function ${name}(`) && !text.includes(`export async function ${name}(`))
      // A queue is made of jobs and of what failed.
      .filter(() => path !== 'src/queue/sqlite-queue.ts')
      .map((name) => `${name} in ${path}`),
  );
  return found.sort();
}

describe('sources', () => {
  it('keep core free of clocks, randomness, the environment and printing', () => {
    const impure = files
      .filter(({ path }) => areaOf(path) === 'core')
      .filter(({ text }) => /Date\.now\(|new Date\(\)|Math\.random\(|process\.|console\.|performance\./.test(text))
      .map(({ path }) => path);
    expect(impure).toEqual([]);
  });

  it('open with what they are for', () => {
    expect(
      files.filter(({ text }) => !text.startsWith('// ') && !text.startsWith('/**')).map(({ path }) => path),
    ).toEqual([]);
  });

  it('read the evidence of a status only where it is made, kept, or passes the gate', () => {
    const makers = /^src\/core\/status\/|^src\/pipeline\/save-refresh\.ts$|^src\/store\/sql\.ts$/;
    // What these render was let through before, or is asked for by the owner.
    const renderers = ['src/cli/output/text.ts', 'src/web/pages/project.ts', 'src/web/pages/dashboard-row.ts'];
    const bare = files
      .filter(({ text }) => /\b(?:derived|question|change)\??\.evidence\b/.test(text))
      .filter(({ path, text }) => !makers.test(path) && !renderers.includes(path) && !/\bdisclose\w*\(/.test(text))
      .map(({ path }) => path);
    expect(bare).toEqual([]);
  });

  it('open a store, a queue, a budget or a token of an owner in one place', () => {
    const one = ['createDeadLetters', 'createSqliteJobs', 'createSqliteQueue', 'createStore', 'createWriteBudget'];
    const expected = [
      'createToken in src/github/installation-tokens.ts',
      // Where there is one owner: by repository, and without a directory.
      'createToken in src/github/installations.ts',
      'openInstallation in src/runtimes/many-owners.ts',
      'openInstallationTokens in src/runtimes/many-owners.ts',
    ];
    expect(findOpeners(files)).toEqual(
      [...expected, ...one.map((name) => `${name} in src/runtimes/open-owners.ts`)].sort(),
    );
    // However it is imported or passed on.
    for (const text of [
      "import { openInstallationTokens } from './a.ts';\nconst tokens = openInstallationTokens(app, {});\n",
      "import { openInstallationTokens as open } from './a.ts';\nopen(app, {});\n",
      "import * as all from './a.ts';\nall.openInstallationTokens(app, {});\n",
      'const open = openInstallationTokens;\n',
    ])
      expect(findOpeners([{ path: 'src/web/some.ts', text, imports: [] }])).toEqual([
        'openInstallationTokens in src/web/some.ts',
      ]);
  });

  it('know of many owners only where there are many', () => {
    // Whoever reads how one owner is served does not meet a directory. Where a server starts, the ways part.
    const serving =
      /^src\/(ports\/(directory|turn)|store\/directory|github\/(installation(-tokens)?|app-installations)|runtimes\/(open-owner|many-[\w-]+)|pipeline\/owners\/[\w-]+)\.ts$/;
    const meeting = files
      .filter(({ path }) => !serving.test(path))
      .filter(({ path, imports }) =>
        imports.some((name) => name.startsWith('.') && serving.test(resolveImport(path, name))),
      )
      .map(({ path }) => path);
    expect(meeting).toEqual(['src/runtimes/node-runtime.ts', 'src/runtimes/worker.ts']);
  });

  it('stay short enough to be read in one go, or say in their first lines why not', () => {
    const long = files
      .filter(({ text }) => text.split('\n').length > 400 && !/^(\/\/.*\n)*\/\/.*Long because/.test(text))
      .map(({ path, text }) => `${path} ${text.split('\n').length}`);
    expect(long).toEqual([]);
  });

  it('have names that say what is inside', () => {
    const vague = files
      .filter(({ path }) => /(^|\/)(utils?|helpers?|common|misc|index|manager|service)\.ts$/.test(path))
      .map(({ path }) => path);
    expect(vague).toEqual([]);
    expect(files.filter(({ path }) => !/^[a-z0-9/-]+\.ts$/.test(path)).map(({ path }) => path)).toEqual([]);
  });

  it('export nothing that no other file needs', () => {
    const others = ['tests', 'scripts', 'bench', 'demo'].flatMap((folder) => readSources(folder));
    // Named in a text that is run, and no import: by the build, and by the attacks, which look for it in older versions, too.
    expect(findUnusedExports(files, others)).toEqual(['src/log.ts cleanText', 'src/runtimes/action.ts main']);
    const file = (path: string, text: string, imports: readonly string[]) => ({ path, text, imports });
    const own =
      'export const used = 1;\nexport const tested = used;\nexport const dead = 2;\nexport interface Free {}\n';
    const library = file('src/a.ts', `${own}export interface Given {}\nexport function give(): Given {}\n`, []);
    const user = file('src/b.ts', "import { give } from './a.ts';\ngive(used);", ['./a.ts']);
    const test = file('tests/a.test.ts', "import { tested, dead } from '../src/a.ts';", ['../src/a.ts']);
    expect(findUnusedExports([library, user], [test])).toEqual(['src/a.ts tested', 'src/a.ts dead', 'src/a.ts Free']);
  });

  it('export nothing by default, except for the Worker', () => {
    const defaults = files.filter(({ text }) => /^export default /m.test(text)).map(({ path }) => path);
    expect(defaults.filter((path) => path !== 'src/runtimes/worker.ts')).toEqual([]);
  });
});
