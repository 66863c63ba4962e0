// The adapter over real connections: what a socket does, not what a test says that it does.

import { describe, expect, it } from 'vitest';
import { createGitHub } from '../../src/github/create-github.ts';
import { replaceDocument } from '../support/replace-document.ts';
import { openSimulation, request, whenAsked } from './open-simulation.ts';
import { now, token } from './script-fetch.ts';

async function withServer(
  run: (simulation: ReturnType<typeof openSimulation>, url: string) => Promise<void>,
): Promise<void> {
  const simulation = openSimulation();
  const server = await simulation.world.listen();
  try {
    await run(simulation, server.url);
  } finally {
    await server.close();
  }
}

describe('over HTTP', () => {
  it('looks, reads and writes', async () => {
    await withServer(async ({ addRepository, world }, url) => {
      const me = addRepository('me');
      me.commit({ at: now, message: 'Add the portfolio', files: { 'README.md': '\uFEFFold' } });
      const github = createGitHub({ token, apiUrl: url, now: () => now });
      const ref = { kind: 'github', repo: 'ada/me', path: 'README.md', branch: null } as const;
      const file = await github.documents.read(ref);
      expect([...file.bytes]).toEqual([0xef, 0xbb, 0xbf, ...Buffer.from('old')]);
      const bytes = new TextEncoder().encode('new');
      expect((await github.documents.write(replaceDocument(ref, file, bytes))).kind).toBe('written');
      expect((await github.readActivities([request('ada/me')], now))[0]?.kind).toBe('ok');
      expect(world.unexpected).toEqual([]);
    });
  });

  it('finds GraphQL of a GitHub Enterprise Server beside its API', async () => {
    await withServer(async ({ addRepository }, url) => {
      addRepository('engine');
      const github = createGitHub({ token, apiUrl: `${url}/api/v3` });
      expect((await github.readActivities([request('ada/engine')], now))[0]?.kind).toBe('ok');
    });
  });

  it.each(['reset', 'hang'] as const)('is unreachable when the connection does nothing but: %s', async (answer) => {
    await withServer(async ({ addRepository, world }, url) => {
      addRepository('engine');
      world.fail(whenAsked('CoreByNames', answer));
      const github = createGitHub({ token, apiUrl: url, timeoutMs: 300 });
      await expect(github.readActivities([request('ada/engine')], now)).rejects.toMatchObject({
        code: 'GITHUB_UNREACHABLE',
        retryable: true,
      });
      expect((await github.readActivities([request('ada/engine')], now))[0]?.kind).toBe('ok');
    });
  });

  it('is unreachable where nobody listens', async () => {
    let closed = '';
    await withServer(async (_, url) => {
      closed = url;
    });
    const github = createGitHub({ token, apiUrl: closed });
    await expect(github.readActivities([request('ada/engine')], now)).rejects.toMatchObject({
      code: 'GITHUB_UNREACHABLE',
    });
  });
});
