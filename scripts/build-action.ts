// Bundles the Action as GitHub runs it: one file that needs nothing beside itself, and the licences of what is in it.
// Run directly it writes into dist/; the release, CI and tests say where.

import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { join } from 'node:path';
import { argv } from 'node:process';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build, type Plugin } from 'esbuild';
import { readMigrations } from '../src/store/read-migrations.ts';
import { formatLicenses } from './third-party-licenses.ts';

const root = fileURLToPath(new URL('..', import.meta.url));

/** The schema goes inside: the one file has no folder of migrations beside it. */
const migrations: Plugin = {
  name: 'migrations',
  setup(bundler) {
    bundler.onLoad({ filter: /[\\/]src[\\/]store[\\/]read-migrations\.ts$/ }, () => ({
      contents: `export const readMigrations = () => ${JSON.stringify(readMigrations())};`,
      loader: 'js',
    }));
  },
};

/** Writes `action.js` and `THIRD_PARTY_LICENSES` into the folder. Returns the bundle's size in bytes. */
export async function buildAction(folder: string): Promise<number> {
  const { outputFiles, metafile } = await build({
    absWorkingDir: root,
    stdin: {
      contents: "import { main } from './src/runtimes/action.ts';\nawait main();\n",
      resolveDir: root,
      sourcefile: 'action.js',
    },
    outfile: 'action.js',
    write: false,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node24',
    minifySyntax: true,
    minifyWhitespace: true,
    plugins: [migrations],
    // Bundled CommonJS packages ask for Node's own modules with `require`.
    banner: { js: 'import{createRequire as $r}from"node:module";const require=$r(import.meta.url);' },
    legalComments: 'none',
    charset: 'utf8',
    logLevel: 'warning',
    metafile: true,
  });
  const outside = Object.values(metafile.outputs).flatMap(({ imports }) => imports.map(({ path }) => path));
  const foreign = outside.filter((path) => !isBuiltin(path));
  if (foreign.length > 0) throw new Error(`the Action would load from outside itself: ${foreign.join(', ')}`);
  mkdirSync(folder, { recursive: true });
  const bytes = outputFiles[0]?.contents ?? new Uint8Array();
  writeFileSync(join(folder, 'action.js'), bytes);
  writeFileSync(join(folder, 'THIRD_PARTY_LICENSES'), formatLicenses(root, Object.keys(metafile.inputs)));
  return bytes.length;
}

if (pathToFileURL(argv[1] ?? '').href === import.meta.url) {
  const folder = argv[2] ?? join(root, 'dist');
  const bytes = await buildAction(folder);
  const licenses = readFileSync(join(folder, 'THIRD_PARTY_LICENSES')).length;
  console.error(`${folder}: action.js ${(bytes / 1024).toFixed(0)} kB, licences ${(licenses / 1024).toFixed(0)} kB`);
}
