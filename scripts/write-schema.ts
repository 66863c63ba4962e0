// Writes config/portfolio.schema.json, by which editors complete and check the owner's configuration, from the zod
// schema. A test keeps it fresh; run with: npm run schema

import { writeFileSync } from 'node:fs';
import { wordPortfolioSchema } from '../src/core/portfolio.ts';

writeFileSync(
  new URL('../config/portfolio.schema.json', import.meta.url),
  `${JSON.stringify(wordPortfolioSchema(), null, 2)}\n`,
);
