// Where a document's state lies, wherever a command is started: --database; else a configured database that lists the
// document; else, for a file on this machine, state.json in the person's own folder; else the branch of its repository
// that the Action keeps its state on; else nowhere. Every command reads and writes what is found here.

import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import type { Problem } from '../core/model.ts';
import { toOwnerId } from '../core/owner-id.ts';
import { matchesKey } from '../core/path-pattern.ts';
import { StatusfolioError, toProblem } from '../errors.ts';
import { requestRefreshes } from '../pipeline/schedule.ts';
import type { RefreshTarget, StatePlace } from '../pipeline/target.ts';
import type { Memory, Store } from '../ports/store.ts';
import { findRoot } from './document-targets.ts';
import type { Prepared } from './load-config.ts';
import type { CommonOptions } from './options.ts';
import { noopStore } from './run-refresh.ts';
import type { Runtime, ServedOwner } from './runtime.ts';
import type { Terminal } from './terminal.ts';

/**
 * `read` creates nothing and writes nothing. `answer` opens what is found for writing. `keep` also makes a state where
 * there is none yet.
 */
export type StateMode = 'read' | 'answer' | 'keep';

export interface DocumentStates {
  /** The documents, each with the place of its state, under the key that it is remembered by. */
  readonly targets: readonly RefreshTarget[];
  /** What kept a state from being read: it counts as none. */
  readonly problems: readonly Problem[];
  /** The state of a document; null: nothing is remembered of it, and nothing is to be. */
  of(documentKey: string): Store | null;
  /** The same for a refresh. What is read in another document's state is not changed there. */
  memoryOf(documentKey: string): Memory;
  /** Once, when answers were given in this store: its documents are refreshed soon. Throws WRITE_REJECTED, STORE_UNAVAILABLE. */
  saveAnswers(changed: Store): Promise<void>;
  /** After refreshes that remembered something. Returns what could not be kept. */
  saveRefreshes(): Promise<Problem[]>;
  close(): Promise<void>;
}

/** A place that holds states, opened once. */
interface StateSource {
  readonly place: StatePlace;
  /** null: its owner has none there. */
  of(documentKey: string): Store | null;
  save(): Promise<Problem[]>;
  /** In the database of a server, whose worker is woken. */
  readonly served: readonly ServedOwner[];
  close(): Promise<void>;
}

interface Found {
  readonly source: StateSource;
  readonly key: string;
}

export async function openDocumentStates(
  prepared: Prepared,
  options: CommonOptions,
  terminal: Terminal,
  runtime: Runtime,
  mode: StateMode,
): Promise<DocumentStates> {
  const finder = new StateFinder(prepared, options, terminal, runtime, mode);
  const found = new Map<string, Found>();
  const borrowed = new Set<string>();
  const targets: RefreshTarget[] = [];
  try {
    for (const target of prepared.targets) {
      const one = await finder.find(target);
      targets.push({
        ...target,
        key: one?.key ?? target.key,
        state: one?.source.place ?? { kind: 'none', where: null },
      });
      if (one === null) continue;
      found.set(one.key, one);
      if (one.key !== target.key) borrowed.add(one.key);
    }
  } catch (error) {
    await finder.close();
    throw error;
  }
  const of = (key: string) => {
    const exact = found.get(key) ?? [...found.values()].find((one) => toOwnerId(one.key) === toOwnerId(key));
    return exact?.source.of(key) ?? null;
  };
  return {
    targets,
    problems: finder.problems,
    of,
    memoryOf(key) {
      const store = of(key);
      return store === null ? noopStore : borrowed.has(key) ? readOnly(store) : store;
    },
    async saveAnswers(changed) {
      const known = [...found.values()].filter(({ source, key }) => source.of(key) === changed);
      const [first] = known;
      if (first === undefined) return;
      const owner = first.source.served.find(({ store }) => store === changed);
      if (owner !== undefined) {
        const listed = new Set((await changed.listDocuments()).map(({ key }) => key));
        const keys = known.map(({ key }) => key).filter((key) => listed.has(key));
        await requestRefreshes(keys, { ...owner, clock: prepared.clock });
      }
      const [problem] = await first.source.save();
      if (problem === undefined) return;
      const hint = 'Nothing was answered: try again.';
      throw new StatusfolioError('WRITE_REJECTED', problem.message, { where: problem.where, hint });
    },
    async saveRefreshes() {
      const problems: Problem[] = [];
      for (const source of new Set([...found.values()].map((one) => one.source))) {
        const isOwn = [...found.values()].some((one) => one.source === source && !borrowed.has(one.key));
        if (isOwn) problems.push(...(await source.save()));
      }
      return problems;
    },
    close: () => finder.close(),
  };
}

/** What a refresh of a file would remember is not what happened to the document on GitHub. */
function readOnly(store: Store): Memory {
  const { keepFolder, saveRefresh, saveProjects, saveRepositoryState, purgeEvidence } = noopStore;
  return { ...store, keepFolder, saveRefresh, saveProjects, saveRepositoryState, purgeEvidence };
}

/** The file of a person's own state. */
export function findStateFile({ environment }: Pick<Terminal, 'environment'>): string {
  return join(findStateFolder(environment), 'state.json');
}

function findStateFolder(environment: Terminal['environment']): string {
  return join(
    environment['XDG_STATE_HOME'] || join(environment['HOME'] ?? homedir(), '.local', 'state'),
    'statusfolio',
  );
}

class StateFinder {
  readonly problems: Problem[] = [];
  readonly #prepared: Prepared;
  readonly #options: CommonOptions;
  readonly #terminal: Terminal;
  readonly #runtime: Runtime;
  readonly #mode: StateMode;
  /** By path, or by account. */
  readonly #sources = new Map<string, StateSource | null>();

  constructor(prepared: Prepared, options: CommonOptions, terminal: Terminal, runtime: Runtime, mode: StateMode) {
    this.#prepared = prepared;
    this.#options = options;
    this.#terminal = terminal;
    this.#runtime = runtime;
    this.#mode = mode;
  }

  async close(): Promise<void> {
    for (const source of this.#sources.values()) await source?.close();
  }

  async find(target: RefreshTarget): Promise<Found | null> {
    const { ref, key } = target;
    if (ref.kind === 'file' && ref.input !== undefined) return null;
    const { database } = this.#options;
    if (database !== undefined) {
      const source = await this.#openDatabase(resolve(this.#terminal.directory, database), this.#mode === 'keep');
      if (source === null) this.#tellMissing(resolve(this.#terminal.directory, database));
      return source === null ? null : { source, key };
    }
    for (const path of this.#listDatabases()) {
      const known = await this.#findInDatabase(path, target);
      const source = known === null ? null : await this.#openDatabase(path, false);
      if (known !== null && source !== null) return { source, key: known };
    }
    const file = ref.kind === 'file' ? await this.#openFile() : null;
    if (file !== null && (await findDocumentKey(file.of(key), target)) !== null) return { source: file, key };
    const branch = await this.#findOnBranch(target);
    if (branch !== null) return branch;
    if (this.#mode !== 'keep') return null;
    // Who configures a document runs it again from here; a file named by hand is the person's, wherever it is named.
    const { directory, environment } = this.#terminal;
    const isServed = !this.#prepared.isNamedByHand && (ref.kind === 'github' || environment['STATUSFOLIO_DATABASE']);
    const source = isServed
      ? await this.#openDatabase(resolve(directory, this.#prepared.settings.database), true)
      : file;
    return source === null ? null : { source, key };
  }

  #tellMissing(path: string): void {
    const message = `There is no database ${path}, so no state is known.`;
    if (this.problems.some((one) => one.message === message)) return;
    this.problems.push({
      code: 'USAGE',
      where: '',
      message,
      hint: 'Check the path after --database.',
      level: 'notice',
    });
  }

  /** The database of a server started here, or beside the configuration; and what files had before `state.json`. */
  #listDatabases(): string[] {
    const { settings, configurationPath } = this.#prepared;
    const { directory, environment } = this.#terminal;
    const root = findRoot(configurationPath, directory);
    const former = join(findStateFolder(environment), 'statusfolio.db');
    return [...new Set([resolve(directory, settings.database), resolve(root, settings.database), former])];
  }

  /** Asked without writing, whatever is to be done: a database that lists none of the documents is left alone. */
  async #findInDatabase(path: string, target: RefreshTarget): Promise<string | null> {
    // Never a second reader of what is open already: closing it would let go of the locks of the whole process
    // (https://www.sqlite.org/howtocorrupt.html#posix_advisory_locks_canceled_by_a_separate_thread_doing_close_).
    const opened = this.#sources.get(path) ?? null;
    if (opened !== null) return await findAnyKey(opened, target);
    const reader = await this.#runtime.openDatabaseReader(path);
    if (reader === null) return null;
    try {
      return await findAnyKey(reader, target);
    } finally {
      await reader.close();
    }
  }

  async #openDatabase(path: string, create: boolean): Promise<StateSource | null> {
    return await this.#openOnce(path, 'read', async () => {
      const place = { kind: 'database', where: path } as const;
      const save = async () => [];
      if (this.#mode === 'answer') {
        const opened = await this.#runtime.openServerDatabase(path);
        if (opened === null) return null;
        const { owners, close } = opened;
        const of = (key: string) => owners.find(({ id }) => id === toOwnerId(key))?.store ?? null;
        return { place, of, save, served: owners, close };
      }
      const memories =
        this.#mode === 'read'
          ? await this.#runtime.openDatabaseReader(path)
          : await this.#runtime.openStore(path, { create });
      if (memories === null) return null;
      return { place, of: remember(memories.of), save, served: [], close: memories.close };
    });
  }

  async #openFile(): Promise<StateSource | null> {
    const where = findStateFile(this.#terminal);
    return await this.#openOnce(where, 'read', async () => {
      const opened = await this.#runtime.openLocalState(where, this.#mode === 'read' ? 'read' : 'write');
      if (opened === null) return null;
      const save = async () => {
        await opened.save();
        return [];
      };
      return { place: { kind: 'file', where }, of: () => opened.store, save, served: [], close: opened.close };
    });
  }

  async #findOnBranch(target: RefreshTarget): Promise<Found | null> {
    const { ref, key } = target;
    const { settings, targets, isNamedByHand } = this.#prepared;
    const repo = ref.kind === 'github' ? ref.repo : (ref.own?.repo ?? null);
    // A file that anybody may have put there is worth no request of the sixty an hour.
    const hasCredential = settings.token !== null || settings.app !== null;
    if (repo === null || (ref.kind === 'file' && !hasCredential)) return null;
    const account = toOwnerId(`${repo}:`);
    const repos = new Set([repo, ...targets.flatMap((one) => (one.ref.kind === 'github' ? [one.ref.repo] : []))]);
    const own = [...repos].filter((one) => toOwnerId(`${one}:`) === account);
    const mayMake =
      this.#mode === 'keep' && isNamedByHand && ref.kind === 'github' && targets.some(mayPublish(account));
    // An account has one state, wherever it lies.
    const source = await this.#openOnce(account, 'keep', async () => await this.#openBranch(own, mayMake));
    if (source === null) return null;
    if (ref.kind === 'github') return { source, key };
    const known = await findDocumentKey(source.of(`${repo}:`), target);
    return known === null ? null : { source, key: known };
  }

  async #openBranch(repos: readonly string[], mayMake: boolean): Promise<StateSource | null> {
    const empty: StateSource[] = [];
    for (const repo of repos) {
      const branch = await this.#runtime.openBranchStore(this.#prepared.settings, repo);
      if (branch.problem !== null) this.problems.push(branch.problem);
      const save = async (): Promise<Problem[]> => {
        const saved = await branch.save();
        if (saved.kind === 'saved' || saved.kind === 'unchanged') return [];
        if (saved.kind === 'rejected') return [saved.problem];
        const message = 'Another run saved its state in the meantime; the state of this one was discarded.';
        return [{ code: 'WRITE_REJECTED', where: repo, message, hint: 'Run it again.' }];
      };
      const place = { kind: 'branch', where: `${repo}@${stateBranch}` } as const;
      const source: StateSource = {
        place,
        of: () => branch.store,
        save,
        served: [],
        close: () => branch.store.close(),
      };
      if ((await branch.store.listDocuments()).length > 0) {
        for (const other of empty) await other.close();
        return source;
      }
      empty.push(source);
    }
    const [first, ...others] = empty;
    for (const other of mayMake ? others : empty) await other.close();
    return mayMake ? (first ?? null) : null;
  }

  /** A state that cannot be read counts as none, and the report says so; an answer needs it. */
  async #openOnce(name: string, most: StateMode, open: () => Promise<StateSource | null>): Promise<StateSource | null> {
    const known = this.#sources.get(name);
    if (known !== undefined) return known;
    let source: StateSource | null = null;
    try {
      source = await open();
    } catch (error) {
      if (!(error instanceof StatusfolioError) || (this.#mode !== 'read' && this.#mode !== most)) throw error;
      const { code, where, message, hint } = toProblem(error);
      this.problems.push({
        code,
        where,
        message: `The saved state could not be read: ${message}`,
        hint,
        level: 'notice',
      });
    }
    this.#sources.set(name, source);
    return source;
  }
}

/** The branch that the Action keeps its state on. */
const stateBranch = 'statusfolio-state';

const mayPublish =
  (account: string) =>
  ({ ref, publish }: RefreshTarget): boolean =>
    ref.kind === 'github' && toOwnerId(`${ref.repo}:`) === account && publish !== 'none' && publish !== 'preview';

/** Whose states may be about this document: a file in a clone may be the document that its repository has on GitHub. */
function listOwnerKeys({ ref, key }: RefreshTarget): string[] {
  return ref.kind === 'file' && ref.own !== undefined ? [key, `${ref.own.repo}:`] : [key];
}

/** The first key under which one of the owners in a database remembers the document. */
async function findAnyKey(states: Pick<StateSource, 'of'>, target: RefreshTarget): Promise<string | null> {
  for (const owner of listOwnerKeys(target)) {
    const known = await findDocumentKey(states.of(owner), target);
    if (known !== null) return known;
  }
  return null;
}

/** The key under which this store remembers the document; null: it does not. */
export async function findDocumentKey(
  store: Store | null,
  { key, ref, pattern }: RefreshTarget,
): Promise<string | null> {
  if (store === null) return null;
  const known = (await store.listDocuments()).map((one) => one.key);
  if (known.includes(key)) return key;
  if (pattern !== undefined) return known.some((one) => matchesKey(one, key)) ? key : null;
  const place = ref.kind === 'file' ? ref.own : ref;
  if (place === undefined) return null;
  const start = `${place.repo}:`.toLowerCase();
  const isSame = (one: string) => one.toLowerCase().startsWith(start) && isPath(one.slice(start.length), place.path);
  // A branch that the command line names is that branch.
  const branch = ref.kind === 'github' ? ref.branch : null;
  return known.find((one) => isSame(one) && (branch === null || one.endsWith(`@${branch}`))) ?? null;
}

/** `path@branch` */
function isPath(rest: string, path: string): boolean {
  return rest.startsWith(`${path}@`);
}

/** One store for each owner, so that it is known again. */
function remember(open: (documentKey: string) => Store): (documentKey: string) => Store {
  const opened = new Map<string, Store>();
  return (key) => {
    const owner = toOwnerId(key);
    const store = opened.get(owner) ?? open(key);
    opened.set(owner, store);
    return store;
  };
}
