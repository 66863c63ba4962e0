import { afterEach, describe, expect, it, vi } from 'vitest';
import { limitLargeBodies } from '../../src/runtimes/listen.ts';

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

  it('gives no turn to a webhook that is refused before it is read', async () => {
    const { begun, ask } = openServer();
    const unsigned = (signature: string) =>
      new Request('http://localhost/webhooks/github', {
        method: 'POST',
        headers: { 'content-length': String(limit + 1), 'x-hub-signature-256': signature },
      });
    for (let count = 0; count < 5; count += 1) void ask(unsigned(count === 0 ? '' : 'sha256=zz'));
    await turn();
    expect(begun).toHaveLength(5);
    for (let count = 0; count < 3; count += 1) void ask(unsigned(`sha256=${'0'.repeat(64)}`));
    await turn();
    expect(begun).toHaveLength(7);
  });

  describe('with senders that take their time', () => {
    afterEach(() => {
      vi.useRealTimers();
    });

    /** Requests of named clients; each is answered when its sender was cut off or has finished. */
    function openSenders() {
      const begun: string[] = [];
      const cut: string[] = [];
      const senders = new Map<Request, { client: string; received: number; isComplete: boolean; end: () => void }>();
      const fetch = limitLargeBodies(
        async (request: Request, _environment: null) => {
          const sender = senders.get(request);
          begun.push(sender?.client ?? '');
          await new Promise<void>((resolve) => {
            if (sender !== undefined) sender.end = resolve;
          });
          return new Response();
        },
        (request) => {
          const sender = senders.get(request);
          if (sender === undefined) return null;
          return {
            client: sender.client,
            received: () => sender.received,
            isComplete: () => sender.isComplete,
            cutOff: () => {
              cut.push(sender.client);
              sender.end();
            },
          };
        },
      );
      const send = (client: string) => {
        const sender = { client, received: 0, isComplete: false, end: () => {} };
        const request = large();
        senders.set(request, sender);
        void fetch(request, null);
        return sender;
      };
      return { begun, cut, send };
    }

    it('lets a stranger with many of them hold up nobody else: turns go round the clients', async () => {
      vi.useFakeTimers();
      const { begun, cut, send } = openSenders();
      for (let count = 0; count < 12; count += 1) send('stranger');
      await vi.advanceTimersByTimeAsync(0);
      const github = send('github');
      await vi.advanceTimersByTimeAsync(6000);
      expect(begun.slice(0, 3)).toEqual(['stranger', 'stranger', 'github']);
      expect(cut).toContain('stranger');
      github.received = 400 * 1024;
      github.isComplete = true;
      await vi.advanceTimersByTimeAsync(60_000);
      expect(cut).not.toContain('github');
    });

    it('cuts off nobody who sends, who has finished, or who keeps nobody waiting', async () => {
      vi.useFakeTimers();
      const { cut, send } = openSenders();
      const [quick, done] = [send('quick'), send('done')];
      done.isComplete = true;
      await vi.advanceTimersByTimeAsync(60_000);
      expect(cut).toEqual([]);
      send('waiting');
      for (let round = 0; round < 20; round += 1) {
        quick.received += 200 * 1024;
        await vi.advanceTimersByTimeAsync(1000);
      }
      expect(cut).toEqual([]);
    });

    it('cuts off whoever sends a byte now and then', async () => {
      vi.useFakeTimers();
      const { cut, send } = openSenders();
      const tricklers = [send('slow'), send('slow')];
      send('waiting');
      for (let round = 0; round < 10; round += 1) {
        for (const one of tricklers) one.received += 1;
        await vi.advanceTimersByTimeAsync(1000);
      }
      expect(cut).toContain('slow');
    });
  });

  it('gives the turn on when a request fails, and has all turns again afterwards', async () => {
    const { begun, ask } = openServer();
    for (let round = 0; round < 3; round += 1) {
      const decision = Promise.allSettled(Array.from({ length: 3 }, () => ask(large())));
      for (const count of [2, 1]) {
        await turn();
        expect(begun).toHaveLength(count);
        for (const one of begun.splice(0)) one.reject(new Error('the sender went away'));
      }
      expect((await decision).map(({ status }) => status)).toEqual(Array(3).fill('rejected'));
    }
  });
});
