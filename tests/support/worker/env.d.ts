// The bindings of wrangler.toml, and what vitest.config.ts adds to them.

import type { D1Migration } from '@cloudflare/vitest-plugin';
import type { WorkerEnvironment } from '../../../src/runtimes/worker-github.ts';

declare global {
  namespace Cloudflare {
    interface Env extends WorkerEnvironment {
      TEST_MIGRATIONS: D1Migration[];
    }
  }
}
