// Loaded before the program: SQLite as it would be if nobody insisted on full durability.

import SqliteDriver from 'better-sqlite3';

const { pragma } = SqliteDriver.prototype;

SqliteDriver.prototype.pragma = function (this: SqliteDriver.Database, source: string, options?: object) {
  if (source === 'synchronous = FULL') return pragma.call(this, 'synchronous = NORMAL', options);
  if (source === 'synchronous') return 2;
  return pragma.call(this, source, options);
};
