// Bundles the command line for `npm pack`: Node refuses to strip types inside node_modules, and one file per command
// installs in a second where the dependencies would be 40 MB. better-sqlite3 stays outside, because it is native; only
// what keeps a database on disk needs it. Every chunk lies two folders below the package, as the sources do, so that
// `../../db/migrations/` and the demonstration's `../world/portfolio.md` mean the same in both.

import { copyFileSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, type Plugin } from 'esbuild';
import { formatLicenses } from './third-party-licenses.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const outdir = join(root, 'dist');

/** Files that the program reads beside itself, from where to where. */
const copies = [['demo/world/portfolio.md', 'dist/world/portfolio.md']] as const;

/** The package reads its files when it is loaded; the simulated GitHub needs one of them, and needs it inside. */
const graphqlSchema: Plugin = {
  name: 'graphql-schema',
  setup(bundler) {
    bundler.onLoad({ filter: /@octokit[\\/]graphql-schema[\\/]index\.js$/ }, ({ path }) => {
      const idl = readFileSync(join(dirname(path), 'schema.graphql'), 'utf8');
      return { contents: `export const schema = { idl: ${JSON.stringify(idl)} };`, loader: 'js' };
    });
  },
};

rmSync(outdir, { recursive: true, force: true });
const { metafile } = await build({
  absWorkingDir: root,
  entryPoints: [
    { in: 'src/runtimes/node.ts', out: 'chunks/node' },
    { in: 'src/runtimes/server-thread.ts', out: 'chunks/server-thread' },
    { in: 'src/runtimes/watch-event-loop-worker.ts', out: 'chunks/watch-event-loop-worker' },
  ],
  outdir,
  chunkNames: 'chunks/[name]-[hash]',
  bundle: true,
  splitting: true,
  platform: 'node',
  format: 'esm',
  target: 'node22.18',
  minifySyntax: true,
  minifyWhitespace: true,
  external: ['better-sqlite3'],
  plugins: [graphqlSchema],
  // Bundled CommonJS packages ask for Node's own modules with `require`.
  banner: { js: 'import{createRequire as $r}from"node:module";const require=$r(import.meta.url);' },
  legalComments: 'linked',
  logLevel: 'warning',
  metafile: true,
});
for (const [from, to] of copies) {
  mkdirSync(dirname(join(root, to)), { recursive: true });
  copyFileSync(join(root, from), join(root, to));
}
writeFileSync(join(outdir, 'THIRD_PARTY_LICENSES'), formatLicenses(root, Object.keys(metafile.inputs)));
const bytes = Object.keys(metafile.outputs).reduce((sum, path) => sum + statSync(join(root, path)).size, 0);
console.error(`dist: ${Object.keys(metafile.outputs).length} files, ${(bytes / 1024 / 1024).toFixed(1)} MB`);
