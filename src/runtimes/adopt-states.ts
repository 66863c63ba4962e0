// What was asked and answered before there was a server: for a document that its database has never checked, the state is
// taken over from where the Action or the terminal kept it, once; what cannot be read is tried again before each refresh.

import { findDocumentKey, findStateFile } from '../cli/document-states.ts';
import type { Terminal } from '../cli/terminal.ts';
import type { Settings } from '../config/settings.ts';
import { toAccountId } from '../core/owner-id.ts';
import { matchesKey } from '../core/path-pattern.ts';
import { StatusfolioError } from '../errors.ts';
import { openStateBranch } from '../github/state-branch.ts';
import type { RefreshTarget } from '../pipeline/target.ts';
import type { Owners } from '../ports/owners.ts';
import type { Log } from '../ports/queue.ts';
import type { Database, Store } from '../ports/store.ts';
import { copyDocuments } from '../store/copy-documents.ts';
import { openLocalState } from '../store/local-state.ts';
import { openMemoryDatabase } from '../store/memory-sqlite.ts';
import { importState } from '../store/state-file.ts';
import { readCredential } from './node-github.ts';
import { openOwnerParts } from './open-owners.ts';

export interface SavedState {
  /** A file, or `owner/name@branch`. */
  readonly where: string;
  readonly database: Database;
}

/** The states that may know the document, the likeliest first. Throws what keeps one from being read. */
export type OpenSavedStates = (target: RefreshTarget, targets: readonly RefreshTarget[]) => AsyncIterable<SavedState>;

/** Tries again what could not be read, before the document is refreshed; nothing where it has state of its own by then. */
export type AdoptAgain = (documentKey: string) => Promise<void>;

/** Before the documents are managed: afterwards nobody could tell which of them were new. */
export async function adoptStates(
  database: Database,
  owners: Owners,
  targets: readonly RefreshTarget[],
  openSaved: OpenSavedStates,
  log: Log,
): Promise<AdoptAgain> {
  /** Their states could not be read, which may be over soon: GitHub was out of reach, a file not yet mounted. */
  const unread = new Set<RefreshTarget>();
  const adopt = async (target: RefreshTarget) => {
    const { id } = owners.ofDocument(target.key);
    try {
      for await (const saved of openSaved(target, targets)) {
        const keys = await findKeys(saved.database, id, target);
        if (keys.size === 0) continue;
        await copyDocuments(saved.database, database, id, keys);
        log.info('state.imported', { document: target.key, from: saved.where });
        break;
      }
      unread.delete(target);
    } catch (error) {
      if (!(error instanceof StatusfolioError)) throw error;
      if (!unread.has(target))
        log.warn('state.unreadable', { document: target.key, where: error.where, reason: error.message });
      unread.add(target);
    }
  };
  for (const { id, store } of owners.all) {
    const known = await listChecked(store);
    const fresh = targets.filter(({ key }) => owners.ofDocument(key).id === id && !known.has(key));
    for (const target of fresh) await adopt(target);
  }
  return async (documentKey) => {
    for (const target of unread) {
      const isMeant =
        target.key === documentKey || (target.pattern !== undefined && matchesKey(documentKey, target.key));
      if (!isMeant) continue;
      const known = await listChecked(owners.ofDocument(documentKey).store);
      if (known.has(documentKey)) unread.delete(target);
      else await adopt(target);
    }
  };
}

async function listChecked(store: Pick<Store, 'listDocuments'>): Promise<Set<string>> {
  const checked = (await store.listDocuments()).filter(({ checkedAt }) => checkedAt !== null);
  return new Set(checked.map(({ key }) => key));
}

/** Under which key it is remembered there, and here; of a pattern, every file. */
async function findKeys(database: Database, ownerId: string, target: RefreshTarget): Promise<Map<string, string>> {
  const { store } = openOwnerParts(database, ownerId);
  const key = await findDocumentKey(store, target);
  if (key === null) return new Map();
  if (target.pattern === undefined) return new Map([[key, target.key]]);
  const found = (await store.listDocuments()).filter((one) => matchesKey(one.key, target.key));
  return new Map([key, ...found.map((one) => one.key)].map((one) => [one, one]));
}

/** What the terminal or the Action keeps of a document without a server; each place is read once, if it can be. */
export function openSavedStates(settings: Settings, terminal: Pick<Terminal, 'environment'>): OpenSavedStates {
  const opened = new Map<string, Promise<Database | null>>();
  const open = (where: string, read: () => Promise<Database | null>) => {
    const database = opened.get(where) ?? read();
    opened.set(where, database);
    database.catch(() => opened.delete(where));
    return database;
  };
  return async function* (target, targets) {
    if (target.ref.kind === 'file') {
      const where = findStateFile(terminal);
      const database = await open(where, async () => (await openLocalState(where, 'read'))?.database ?? null);
      if (database !== null) yield { where, database };
      return;
    }
    const account = toAccountId(target.ref.repo);
    const repos = [target, ...targets].flatMap(({ ref }) => (ref.kind === 'github' ? [ref.repo] : []));
    // Any repository of the account may hold its state.
    for (const repo of new Set(repos.filter((one) => toAccountId(one) === account))) {
      const { writeToken, apiUrl } = settings;
      const database = await open(repo, async () => {
        const token = await readCredential(settings, repo);
        const { text } = await openStateBranch({ token, writeToken, apiUrl }, repo).read();
        if (text === null) return null;
        const filled = openMemoryDatabase();
        await importState(filled, account, text);
        return filled;
      });
      if (database !== null) yield { where: `${repo}@statusfolio-state`, database };
    }
  };
}
