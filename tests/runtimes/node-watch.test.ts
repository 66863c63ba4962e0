// A token that ends soon is told of in the log and on the operations page, by whichever variable holds it.

import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createSampleWorld, type SampleWorld } from '../../demo/github/sample-world.ts';
import { readSettings } from '../../src/config/settings.ts';
import type { TaskRun } from '../../src/ports/records.ts';
import { runtime } from '../../src/runtimes/node-runtime.ts';
import { checkTokens, watchTokens } from '../../src/runtimes/node-watch.ts';
import { waitUntil } from '../support/wait-until.ts';

const now = new Date('2025-11-03T09:00:00Z');

describe('a server that watches its tokens', () => {
  let world: SampleWorld;
  let close: () => Promise<void>;
  let apiUrl: string;
  let marks: TaskRun[];
  let warnings: unknown[];
  beforeEach(async () => {
    world = createSampleWorld({ now: () => now, until: now });
    ({ url: apiUrl, close } = await world.github.listen());
    [marks, warnings] = [[], []];
  });
  afterEach(() => close());

  const watch = (environment: Record<string, string>) => ({
    settings: readSettings({ GITHUB_API_URL: apiUrl, ...environment }),
    runtime,
    store: { saveTaskRun: async (mark: TaskRun) => void marks.push(mark) },
    clock: { now: () => now },
    log: {
      info: () => {},
      error: () => {},
      warn: (event: string, fields: unknown) => void warnings.push([event, fields]),
    },
  });

  it.each([
    ['GITHUB_TOKEN', (token: string) => ({ GITHUB_TOKEN: token })],
    ['GITHUB_WRITE_TOKEN', (token: string) => ({ GITHUB_TOKEN: 'refused', GITHUB_WRITE_TOKEN: token })],
  ])('names %s', async (variable, give) => {
    world.github.tokenExpiresAt = new Date('2025-11-14T10:00:00Z');
    await checkTokens(watch(give(world.github.token)));
    expect(marks).toEqual([{ name: 'token', at: now.toISOString(), figures: { [variable]: '2025-11-14' } }]);
    expect(warnings).toEqual([
      [
        'token.expiry_announced',
        { variable, note: expect.stringMatching(/^It expires on 2025-11-14, in 11 days\. Create/) },
      ],
    ]);
  });

  it('says nothing as long as there is time, or where the token never ends', async () => {
    world.github.tokenExpiresAt = new Date('2025-11-18T10:00:00Z');
    await checkTokens(watch({ GITHUB_TOKEN: world.github.token }));
    world.github.tokenExpiresAt = null;
    await checkTokens(watch({ GITHUB_TOKEN: world.github.token }));
    expect(marks.map(({ figures }) => figures)).toEqual([{}, {}]);
    expect(warnings).toEqual([]);
  });

  it('checks once, and survives a store that is closed', async () => {
    const failing = { saveTaskRun: () => Promise.reject(new Error('closed')) };
    const end = watchTokens({ ...watch({ GITHUB_TOKEN: world.github.token }), store: failing });
    await waitUntil('the warning', () => warnings.length > 0);
    end();
    expect(warnings).toEqual([['token.unchecked', { reason: 'closed' }]]);
  });
});
