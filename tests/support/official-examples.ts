// GitHub's official example payloads: 58 events, 329 payloads.

import { readFileSync } from 'node:fs';

export interface Example {
  readonly event: string;
  readonly payload: object;
}

const events: readonly { readonly name: string; readonly examples: readonly object[] }[] = JSON.parse(
  readFileSync('node_modules/@octokit/webhooks-examples/api.github.com/index.json', 'utf8'),
);

export const officialExamples: readonly Example[] = events.flatMap(({ name, examples }) =>
  examples.map((payload) => ({ event: name, payload })),
);
