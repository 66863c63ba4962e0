import { describe, expect, it } from 'vitest';
import { groupRequests } from '../../src/runtimes/open-server-thread.ts';
import type { ReceiveOutcome, WebhookRequest } from '../../src/web/webhook/receive.ts';

const request = (text: string): WebhookRequest => ({
  head: {
    contentType: 'application/json',
    signature: '',
    event: 'push',
    deliveryId: text,
    targetType: null,
    targetId: null,
    hookId: null,
    receivedAt: new Date('2026-11-21T09:00:00.000Z'),
  },
  bytes: new TextEncoder().encode(text),
});
const textOf = ({ bytes }: WebhookRequest) => new TextDecoder().decode(bytes);

/** Remembers the groups; each waits until it is released. */
function openGroups(answer: (text: string) => ReceiveOutcome = () => 'accepted') {
  const groups: string[][] = [];
  let release = Promise.withResolvers<void>();
  const receive = groupRequests(async (requests) => {
    groups.push(requests.map(textOf));
    await release.promise;
    return requests.map((one) => answer(textOf(one)));
  });
  const goOn = () => {
    release.resolve();
    release = Promise.withResolvers<void>();
  };
  return { groups, receive, goOn };
}

const turn = () => new Promise(setImmediate);

describe('groupRequests', () => {
  it('has what comes together received together, and gives each its own outcome', async () => {
    const { groups, receive, goOn } = openGroups((text) => (text === 'b' ? 'unused' : 'accepted'));
    const answers = ['a', 'b', 'c'].map((text) => receive(request(text)));
    await turn();
    goOn();
    expect(await Promise.all(answers)).toEqual(['accepted', 'unused', 'accepted']);
    expect(groups).toEqual([['a', 'b', 'c']]);
  });

  it('has two groups under way at a time, and then everybody who came meanwhile', async () => {
    const { groups, receive, goOn } = openGroups();
    const answers = [receive(request('1'))];
    await turn();
    answers.push(receive(request('2')));
    await turn();
    answers.push(receive(request('3')), receive(request('4')));
    await turn();
    expect(groups).toEqual([['1'], ['2']]);
    goOn();
    await turn();
    expect(groups).toEqual([['1'], ['2'], ['3', '4']]);
    goOn();
    expect(await Promise.all(answers)).toEqual(Array(4).fill('accepted'));
  });

  it('tells everybody in the group when it fails, and goes on', async () => {
    let isBroken = true;
    const receive = groupRequests(async (requests) => {
      if (isBroken) throw new Error('the thread ended');
      return requests.map(() => 'accepted');
    });
    const failure = { failure: 'the thread ended' };
    expect(await Promise.all([receive(request('a')), receive(request('b'))])).toEqual([failure, failure]);
    isBroken = false;
    expect(await receive(request('a'))).toBe('accepted');
  });

  it('refuses when too many wait, so that its memory has a bound, and takes more once they are received', async () => {
    const receive = groupRequests(async (requests) => requests.map(() => 'accepted'));
    const answers = await Promise.all(Array.from({ length: 10_001 }, (_, index) => receive(request(String(index)))));
    expect(answers.filter((answer) => answer === 'accepted')).toHaveLength(10_000);
    expect(answers.at(-1)).toEqual({ failure: 'Too many deliveries wait to be recorded.' });
    expect(await receive(request('10000'))).toBe('accepted');
  });
});
