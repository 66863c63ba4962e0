// One project per runtime: everything runs on Node, except *.worker.test.ts, which runs inside workerd.
import { fileURLToPath } from 'node:url';
import { cloudflareTest, readD1Migrations } from '@cloudflare/vitest-plugin';
import { defineConfig } from 'vitest/config';

const at = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'node',
          include: ['tests/**/*.test.ts'],
          exclude: ['tests/**/*.worker.test.ts'],
          pool: 'forks',
          testTimeout: 30_000,
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
        test: {
          name: 'workers',
          include: ['tests/**/*.worker.test.ts'],
          setupFiles: ['tests/support/worker/apply-migrations.ts'],
        },
      },
    ],
  },
});
