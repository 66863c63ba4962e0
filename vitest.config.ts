// One project per runtime: everything runs on Node, except *.worker.test.ts, which runs inside workerd.
//
// The files of one process share its modules: reading the sources anew for every file was half of the work. What a test
// changes about its process (`process.env`, `globalThis`) it puts back. Nobody waits for time here but for events, so a
// test has as long as the slowest machine needs.

import { fileURLToPath } from 'node:url';
import { cloudflareTest, readD1Migrations } from '@cloudflare/vitest-plugin';
import { defineConfig } from 'vitest/config';

const at = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

const patienceMs = 300_000;

export default defineConfig({
  test: {
    maxWorkers: '100%',
    projects: [
      {
        test: {
          name: 'node',
          include: ['tests/**/*.test.ts'],
          exclude: ['tests/**/*.worker.test.ts'],
          globalSetup: ['tests/support/temporary-folder.ts'],
          pool: 'forks',
          isolate: false,
          testTimeout: patienceMs,
          hookTimeout: patienceMs,
        },
      },
      {
        plugins: [
          cloudflareTest(async () => ({
            wrangler: { configPath: './wrangler.toml' },
            miniflare: {
              bindings: { GITHUB_TOKEN: 'for-tests', TEST_MIGRATIONS: await readD1Migrations(at('./db/migrations')) },
            },
          })),
        ],
        // The simulated GitHub answers by a schema that it reads from a file.
        resolve: { alias: { '@octokit/graphql-schema': at('./tests/support/worker/graphql-schema.ts') } },
        test: {
          name: 'workers',
          include: ['tests/**/*.worker.test.ts'],
          setupFiles: ['tests/support/worker/apply-migrations.ts'],
          testTimeout: patienceMs,
          hookTimeout: patienceMs,
        },
      },
    ],
  },
});
