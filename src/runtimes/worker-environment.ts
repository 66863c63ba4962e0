// The bindings of wrangler.toml, and the variables and secrets beside them.

import type { D1Database, Queue } from '@cloudflare/workers-types';
import type { QueueMessage } from '../queue/read-message.ts';

export interface WorkerEnvironment {
  readonly DB: D1Database;
  readonly JOBS: Queue<QueueMessage>;
  /** The owner's configuration as YAML text. */
  readonly STATUSFOLIO_CONFIG: string;
  /** Everything that src/config/settings.ts reads: GITHUB_TOKEN, GITHUB_WEBHOOK_SECRET, … */
  readonly [variable: string]: unknown;
}
