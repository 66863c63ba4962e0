import { describe, expect, it } from 'vitest';
import type { Delivery } from '../../src/ports.ts';
import { createStore } from '../../src/store/create-store.ts';
import { createGroupCommit } from '../../src/store/group-commit.ts';
import { openSqliteDatabase } from '../../src/store/sqlite.ts';
import { buildDelivery } from '../support/build-records.ts';

/** The real store, with a look at how many deliveries each commit takes. */
function openInbox() {
  const store = createStore(openSqliteDatabase(':memory:', { withGitignore: false }), 'ada');
  const groups: number[] = [];
  const recordDeliveries = async (deliveries: readonly Delivery[]) => {
    groups.push(deliveries.length);
    return await store.recordDeliveries(deliveries);
  };
  return { store, groups, inbox: createGroupCommit({ recordDeliveries }) };
}

describe('createGroupCommit', () => {
  it('records what arrives together in one transaction and answers each', async () => {
    const { store, groups, inbox } = openInbox();
    const answers = await Promise.all(['a', 'b', 'a', 'c'].map((id) => inbox.accept(buildDelivery(id))));
    expect(answers).toEqual(['new', 'new', 'duplicate', 'new']);
    expect(groups).toEqual([4]);
    expect(await inbox.accept(buildDelivery('b'))).toBe('duplicate');
    expect(await store.waitingDeliveries(10)).toHaveLength(3);
  });

  it('acknowledges nothing before it is recorded', async () => {
    const { store, inbox } = openInbox();
    await inbox.accept(buildDelivery('a'));
    expect(await store.waitingDeliveries(10)).toEqual([buildDelivery('a')]);
  });

  it('tells everybody in the group when the commit fails, and goes on', async () => {
    let isBroken = true;
    const inbox = createGroupCommit({
      recordDeliveries: async (deliveries) => {
        if (isBroken) throw new Error('disk full');
        return deliveries.map(() => true);
      },
    });
    const answers = await Promise.allSettled(['a', 'b'].map((id) => inbox.accept(buildDelivery(id))));
    expect(answers.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    isBroken = false;
    expect(await inbox.accept(buildDelivery('a'))).toBe('new');
  });

  it('commits one group at a time, and then everybody who came meanwhile', async () => {
    const groups: string[][] = [];
    const release = Promise.withResolvers<void>();
    const inbox = createGroupCommit({
      recordDeliveries: async (deliveries) => {
        groups.push(deliveries.map(({ deliveryId }) => deliveryId));
        await release.promise;
        return deliveries.map(() => true);
      },
    });
    const first = inbox.accept(buildDelivery('1'));
    await new Promise(setImmediate);
    const others = ['2', '3'].map((id) => inbox.accept(buildDelivery(id)));
    await new Promise(setImmediate);
    expect(groups).toEqual([['1']]);
    release.resolve();
    await Promise.all([first, ...others]);
    expect(groups).toEqual([['1'], ['2', '3']]);
  });

  it('refuses when too many wait, so that its memory has a bound, and takes more once they are recorded', async () => {
    const { inbox, groups } = openInbox();
    const answers = await Promise.allSettled(
      Array.from({ length: 10_001 }, (_, index) => inbox.accept(buildDelivery(String(index)))),
    );
    expect(answers.filter(({ status }) => status === 'fulfilled')).toHaveLength(10_000);
    expect(answers.at(-1)).toMatchObject({ reason: { code: 'STORE_UNAVAILABLE', retryable: true } });
    expect(groups).toEqual([10_000]);
    expect(await inbox.accept(buildDelivery('10000'))).toBe('new');
  });
});
