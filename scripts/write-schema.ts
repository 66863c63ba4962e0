// Writes config/portfolio.schema.json, by which editors complete and check the owner's configuration, and
// config/status.schema.json, on which readers of /api/status.json rely, from the zod schemas. Tests keep both fresh; run
// with: npm run schema

import { writeFileSync } from 'node:fs';
import { toPortfolioJsonSchema } from '../src/config/portfolio.ts';
import { toStatusJsonSchema } from '../src/web/routes/status-api.ts';

for (const [name, schema] of [
  ['portfolio', toPortfolioJsonSchema()],
  ['status', toStatusJsonSchema()],
] as const)
  writeFileSync(new URL(`../config/${name}.schema.json`, import.meta.url), `${JSON.stringify(schema, null, 2)}\n`);
