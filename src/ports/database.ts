// A database as one unit of work at a time: no transaction callbacks, because better-sqlite3 refuses asynchronous ones and
// D1 has none.

/** Hand-written SQL with `?` placeholders; lists go in as JSON for json_each, because D1 binds at most 100 values. */
export interface Statement {
  readonly sql: string;
  readonly params: readonly (string | number | null)[];
}

/** What SQLite and D1 have in common. */
export interface Database {
  all<Found>(statement: Statement): Promise<Found[]>;
  /** Returns how many rows were changed. */
  run(statement: Statement): Promise<number>;
  /** All or nothing, durable when it resolves. Returns how many rows each statement changed. */
  batch(statements: readonly Statement[]): Promise<number[]>;
  close(): Promise<void>;
}
