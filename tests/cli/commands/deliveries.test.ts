// `deliveries` and `backup`, on a database that a server could be using.

import { copyFileSync, existsSync, mkdtempSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createSqliteQueue } from '../../../src/queue/sqlite-queue.ts';
import { openSqliteDatabase } from '../../../src/store/sqlite.ts';
import { buildDelivery } from '../../support/build-records.ts';
import { openOwnerDatabase } from '../../support/open-owner-database.ts';
import { runInProcess } from '../../support/run-in-process.ts';

const id = '4f3a1c00-0000-11ee-8000-000000000001';
const alike = '4f3a1c00-0000-11ee-8000-000000000002';
const documentKey = 'ada/me:README.md@';

describe('deliveries and backup', () => {
  let folder: string;
  let path: string;
  let server: ReturnType<typeof openOwnerDatabase>;
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'statusfolio-'));
    path = join(folder, 'data', 'statusfolio.db');
    await openSqliteDatabase(path, { withGitignore: true }).close();
    server = openOwnerDatabase(path, 'account:ada');
    await server.store.keepDocuments([
      { key: documentKey, ref: { kind: 'github', repo: 'ada/me', path: 'README.md', branch: null } },
    ]);
    await server.store.recordDeliveries([
      buildDelivery(id),
      buildDelivery(alike, { event: 'release', action: 'published' }),
    ]);
  });
  afterEach(() => server.close());

  const run = (args: readonly string[]) => runInProcess(args, { directory: folder });
  const deadLetter = async () => {
    const at = new Date('2026-06-01T12:00:00Z');
    await server.queue.enqueue([{ kind: 'refresh', documentKey, requestedAt: at.toISOString() }]);
    const database = openSqliteDatabase(path, { withGitignore: false });
    const queue = createSqliteQueue(database, 'account:ada', { random: () => 0 });
    const claimed = await queue.claim(at, 1000);
    if (claimed !== null) await queue.complete(claimed, { kind: 'dead', reason: 'the branch is protected' }, at);
    await database.close();
  };

  it('list shows what came, what waits and what failed', async () => {
    await deadLetter();
    const { code, out } = await run(['deliveries', 'list']);
    expect(code).toBe(0);
    expect(out).toMatch(/^4f3a1c00 {2}2026-06-01 12:00:00 {2}\S/m);
    expect(out).toMatch(/release: published +Ada\/Engine +pending/);
    expect(out).toMatch(/failed +ada\/me:README\.md@ +after 1 attempt on 2026-06-01: the branch is protected/);
    expect(out).toContain('2 deliveries, 2 pending, 1 failed.');
    expect((await run(['deliveries', 'list', '--limit', '1', '--quiet'])).out.split('\n')).toHaveLength(3);
    expect(JSON.parse((await run(['deliveries', 'list', '--json'])).out)).toMatchObject({
      deliveries: [{ processedAt: null }, { processedAt: null }],
      dead: [{ attempts: 1 }],
    });
  });

  it('show tells all of one, by the beginning of its id', async () => {
    const { out } = await run(['deliveries', 'show', alike]);
    expect(out).toContain('release: published');
    expect(out).toContain('pending');
    expect(JSON.parse((await run(['deliveries', 'show', id, '--json'])).out)).toMatchObject({ deliveryId: id });
  });

  it('replay processes a delivery once more and requests a refresh of its documents', async () => {
    await server.store.recordDeliveries([
      buildDelivery('push-to-me', { repositoryName: 'ada/me', repositoryId: 'R_me' }),
    ]);
    const { code, out } = await run(['deliveries', 'replay', 'push-to-me']);
    expect({ code, out }).toEqual({
      code: 0,
      out: 'push-to-me was queued again; a running server processes it at once.\n',
    });
    expect((await run(['deliveries', 'show', 'push-to-me'])).out).toMatch(/outcome +refresh queued/);
    expect(await server.store.isRefreshRequested(documentKey, new Date().toISOString())).toBe(true);
  });

  it('replay tries again what failed', async () => {
    await deadLetter();
    expect((await run(['deliveries', 'replay', documentKey, '--json'])).out).toBe(`{"replayed":"${documentKey}"}\n`);
    expect(await server.queue.dead()).toEqual([]);
  });

  it('backup copies everything while the database is in use, readable by the owner alone', async () => {
    const { code, out } = await run(['backup', 'copy.db']);
    expect(code).toBe(0);
    expect(out).toMatch(/^copy\.db: \d+ KB, checked\./);
    expect(statSync(join(folder, 'copy.db')).mode & 0o777).toBe(0o600);
    expect(readdirSync(folder).sort()).toEqual(['copy.db', 'data']);
    copyFileSync(join(folder, 'copy.db'), join(folder, 'restored.db'));
    const restored = openOwnerDatabase(join(folder, 'restored.db'), 'account:ada');
    expect(await restored.store.listDeliveries(10)).toEqual(await server.store.listDeliveries(10));
    await restored.close();
    expect(JSON.parse((await run(['backup', 'other.db', '--json'])).out)).toMatchObject({
      path: join(folder, 'other.db'),
    });
  });

  it('backup never writes over anything', async () => {
    writeFileSync(join(folder, 'copy.db'), 'mine');
    const { code, err } = await run(['backup', 'copy.db']);
    expect(code).toBe(2);
    expect(err).toContain('already exists');
    expect(readdirSync(folder).sort()).toEqual(['copy.db', 'data']);
  });

  it.each([
    [['deliveries', 'show', '4f3a1c00'], /More than one delivery has the id "4f3a1c00"/],
    [['deliveries', 'show', 'none'], /No delivery has the id "none"[\s\S]*deliveries list/],
    [['deliveries', 'replay', '4f3'], /No delivery has the id/],
    [['deliveries', 'list', '--limit', '0'], /from 1 to 10000/],
    [['deliveries', 'show'], /missing required argument 'id'/],
    [['deliveries', 'list', '--database', 'none.db'], /There is no database .*none\.db[\s\S]*statusfolio serve/],
    [['backup'], /missing required argument 'file'/],
    [['backup', 'none/copy.db'], /none\/copy\.db cannot be written \(ENOENT\)/],
    [['backup', 'copy.db', '--database', 'none.db'], /There is no database/],
  ])('%o gets one clear message', async (args, expected) => {
    const { code, err } = await run(args);
    expect(code).toBe(2);
    expect(err).toMatch(expected);
    expect(existsSync(join(folder, 'none.db'))).toBe(false);
  });
});
