import { describe, expect, it } from 'vitest';
import { limitLargeBodies } from '../../src/runtimes/limit-large-bodies.ts';

const limit = 256 * 1024;
const post = (headers: Record<string, string>) => new Request('http://localhost/', { method: 'POST', headers });
const large = () => post({ 'content-length': String(limit + 1) });
const turn = () => new Promise(setImmediate);

/** A server that answers when it is told to, and knows how many it has begun with. */
function openServer() {
  const begun: PromiseWithResolvers<Response>[] = [];
  const fetch = limitLargeBodies((_request: Request, _environment: null) => {
    const one = Promise.withResolvers<Response>();
    begun.push(one);
    return one.promise;
  });
  return { begun, ask: (request: Request) => Promise.resolve(fetch(request, null)) };
}

describe('limitLargeBodies', () => {
  it('begins with two large bodies, and with the next when one was answered', async () => {
    const { begun, ask } = openServer();
    const answers = Array.from({ length: 4 }, () => ask(large()));
    await turn();
    expect(begun).toHaveLength(2);
    begun[1]?.resolve(new Response('second'));
    expect(await (await answers[1])?.text()).toBe('second');
    await turn();
    expect(begun).toHaveLength(3);
    begun[0]?.resolve(new Response());
    begun[2]?.resolve(new Response());
    await turn();
    expect(begun).toHaveLength(4);
    begun[3]?.resolve(new Response());
    await Promise.all(answers);
  });

  it('counts a body whose length is not declared as large', async () => {
    const { begun, ask } = openServer();
    for (let count = 0; count < 3; count += 1) void ask(post({ 'transfer-encoding': 'chunked' }));
    await turn();
    expect(begun).toHaveLength(2);
  });

  it('lets everything else pass beside them at once', async () => {
    const { begun, ask } = openServer();
    for (let count = 0; count < 3; count += 1) void ask(large());
    await turn();
    void ask(post({ 'content-length': String(limit) }));
    void ask(new Request('http://localhost/'));
    await turn();
    expect(begun).toHaveLength(4);
  });

  it('gives the turn on when a request fails, and has all turns again afterwards', async () => {
    const { begun, ask } = openServer();
    for (let round = 0; round < 3; round += 1) {
      const settled = Promise.allSettled(Array.from({ length: 3 }, () => ask(large())));
      for (const count of [2, 1]) {
        await turn();
        expect(begun).toHaveLength(count);
        for (const one of begun.splice(0)) one.reject(new Error('the sender went away'));
      }
      expect((await settled).map(({ status }) => status)).toEqual(Array(3).fill('rejected'));
    }
  });
});
