// When a person last confirmed a file on this machine, read from Git's own files. No program is started: a folder that
// somebody else has written may name programs in its configuration (docs/decisions/git-without-git.md).

import { type Confirmation, type DatedCommit, readConfirmation } from '../../core/activity/confirmation.ts';
import { earliest, latest, toInstant } from '../../core/dates.ts';
import { readGitHubName } from '../../core/git-remote.ts';
import { ownTrailer } from '../../core/messages/commit-message.ts';
import type { Problem } from '../../core/model.ts';
import type { DocumentFile } from '../../ports/github.ts';
import { findGitFolder, type GitFolder } from './folder.ts';
import { readFileHistory, readFileVersions } from './history.ts';
import { GitUnreadable } from './pack.ts';

export interface LocalFile {
  /** As the owner named it. */
  readonly name: string;
  readonly now: Date;
  /** When it was last written on this machine. */
  readonly changedAt: Date;
  /** Further accounts that are programs. */
  readonly bots: readonly string[];
}

type LocalHistory = Confirmation & Pick<DocumentFile, 'historyElsewhere' | 'notice'>;

/** More commits by programs than these are not walked through. */
const maxCommits = 5000;

/** Nothing is known outside a repository, or of a file that was never committed: that is an answer. */
export async function readLocalHistory(path: string, file: LocalFile): Promise<LocalHistory> {
  try {
    const folder = findGitFolder(path);
    return folder === null ? { confirmedAt: null } : await readFrom(folder, path, file);
  } catch (error) {
    const reason = error instanceof GitUnreadable ? error.message : String(Reflect.get(Object(error), 'code') ?? error);
    return {
      confirmedAt: null,
      mayBeConfirmedAt: toInstant(file.now),
      notice: sayUnread(file, `cannot be read: ${reason}`),
    };
  }
}

/** As many versions of a file are searched for what stood in it once. */
const maxVersions = 300;

/** The file as it was committed since an instant; none outside a repository. null: the history cannot be read. */
export async function readLocalVersions(path: string, since: string): Promise<Uint8Array[] | null> {
  try {
    const folder = findGitFolder(path);
    return folder === null ? [] : await readFileVersions(folder, path, since, maxVersions);
  } catch (error) {
    if (error instanceof GitUnreadable || Reflect.has(Object(error), 'code')) return null;
    throw error;
  }
}

async function readFrom(folder: GitFolder, path: string, file: LocalFile): Promise<LocalHistory> {
  const options = { ownTrailer, bots: file.bots };
  const now = toInstant(file.now);
  const seenAt = toInstant(file.changedAt);
  const commits: DatedCommit[] = [];
  const cuts: { readonly oid: string; readonly at: string }[] = [];
  let confirmation: Confirmation = { confirmedAt: null };
  for await (const entry of readFileHistory(folder, path)) {
    if (entry.kind === 'cut') cuts.push(entry);
    else commits.push(describe(entry.commit));
    const unreadUntil = latest(...cuts.map(({ at }) => at));
    confirmation = readConfirmation({ commits: commits.slice(-1), unreadUntil, now, seenAt }, options);
    if (confirmation.confirmedAt !== null) break;
    if (commits.length >= maxCommits) {
      cuts.push({ oid: entry.kind === 'cut' ? entry.oid : entry.commit.oid, at: commits.at(-1)?.at ?? now });
      confirmation = { confirmedAt: null, mayBeConfirmedAt: earliest(now, cuts.at(-1)?.at ?? null) ?? now };
      break;
    }
  }
  if (confirmation.mayBeConfirmedAt === undefined) return confirmation;
  const repo = folder.originUrl === null ? null : readGitHubName(folder.originUrl);
  const isShallow = cuts.some(({ oid }) => folder.shallow.has(oid));
  const reason = isShallow ? 'was cut when it was cloned (a shallow clone)' : 'is not here to its beginning';
  const oids = [folder.head ?? '', ...cuts.map(({ oid }) => oid)].slice(0, 5);
  const historyPath = path.slice(folder.workTree.length + 1).replaceAll('\\', '/');
  return {
    ...confirmation,
    ...(repo !== null && { historyElsewhere: { repo, path: historyPath, oids } }),
    notice: sayUnread(file, reason),
  };
}

function describe(commit: {
  readonly at: string;
  readonly message: string;
  readonly authorName: string;
  readonly authorEmail: string;
  readonly committerEmail: string;
  readonly parents: number;
}): DatedCommit {
  return {
    at: commit.at,
    headline: commit.message.split('\n', 1)[0] ?? '',
    message: commit.message,
    authorName: commit.authorName,
    authorEmail: commit.authorEmail,
    authorLogin: null,
    committerEmail: commit.committerEmail,
    parents: commit.parents,
  };
}

function sayUnread({ name }: LocalFile, reason: string): Problem {
  return {
    code: 'HISTORY_UNREAD',
    where: name,
    message: `The Git history of ${name} ${reason}, so it is not known when you last confirmed its rows.`,
    hint: 'Fetch the whole history (git fetch --unshallow; fetch-depth: 0 in a workflow), or set GITHUB_TOKEN.',
  };
}
