// What the contract suite cannot see from inside: that nothing native is loaded, and that only one warning is silenced.

import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { openMemoryDatabase } from '../../src/store/memory-sqlite.ts';
import { statement } from '../../src/store/sql.ts';

const module = new URL('../../src/store/memory-sqlite.ts', import.meta.url).href;

describe('SQLite in memory, without a native package', () => {
  it('says nothing about being experimental, and lets every other warning through', () => {
    // Older versions of Node warn by themselves; here it is certain that there is something to silence.
    const script = `
      const load = process.getBuiltinModule;
      process.getBuiltinModule = (name) => {
        process.emitWarning('SQLite is an experimental feature and might change at any time', 'ExperimentalWarning');
        return load(name);
      };
      const { openMemoryDatabase } = await import(${JSON.stringify(module)});
      await openMemoryDatabase().close();
      process.emitWarning('something else', 'ExperimentalWarning');
      console.log(process.report.getReport().sharedObjects.filter((one) => one.endsWith(".node")).length);`;
    const { stdout, stderr, status } = spawnSync(process.execPath, ['--input-type=module', '-e', script], {
      encoding: 'utf8',
    });
    expect(status, stderr).toBe(0);
    expect(stdout.trim()).toBe('0');
    expect(stderr).toContain('ExperimentalWarning: something else');
    expect(stderr).not.toContain('SQLite');
  });

  it('takes nothing of a batch of which one statement is refused', async () => {
    const database = openMemoryDatabase();
    const insert = (key: string) =>
      statement("INSERT INTO repository_states (owner_id, key, data) VALUES ('owner', ?, '{}')", key);
    await expect(database.batch([insert('one'), insert('one')])).rejects.toThrow(/UNIQUE/);
    expect(await database.all(statement('SELECT key FROM repository_states'))).toEqual([]);
    expect(await database.batch([insert('one'), insert('two')])).toEqual([1, 1]);
    await database.close();
    await expect(database.all(statement('SELECT key FROM repository_states'))).rejects.toThrow(/not open|finalized/);
  });
});
