// When a person last confirmed a file on this machine, read from Git's own files. No program is started: a folder that
// somebody else has written may name programs in its configuration (docs/decisions/git-without-git.md).

import { type Confirmation, type DatedCommit, readConfirmation } from '../../core/activity/confirmation.ts';
import { earliest, latest, toInstant } from '../../core/dates.ts';
import { readGitHubName } from '../../core/git-remote.ts';
import { ownTrailer } from '../../core/messages/commit-style.ts';
import type { Problem } from '../../core/model.ts';
import type { DocumentFile, DocumentVersion, DocumentVersions, HistoryReading } from '../../ports/github.ts';
import { findGitFolder, type GitFolder } from './folder.ts';
import { type FileCommit, readFileHistory, readFileVersions } from './history.ts';
import { GitUnreadable } from './pack.ts';

export interface LocalFile {
  /** As the owner named it. */
  readonly name: string;
  readonly now: Date;
  /** When it was last written on this machine. */
  readonly changedAt: Date;
  /** Further accounts that are programs. */
  readonly bots: readonly string[];
  /** The site of the document, such as `https://github.com`. */
  readonly site: string;
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
    if (folder === null) return [];
    let count = 0;
    const isOld = ({ commit }: { readonly commit: { readonly at: string } }) =>
      Date.parse(commit.at) < Date.parse(since);
    const { versions } = await readFileVersions(folder, path, (version) => {
      count += 1;
      return count >= maxVersions || isOld(version);
    });
    return versions.flatMap((version) => (version.bytes === null || isOld(version) ? [] : [version.bytes]));
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
  const repo = folder.originUrl === null ? null : readGitHubName(folder.originUrl, file.site);
  const isShallow = cuts.some(({ oid }) => folder.shallow.has(oid));
  const reason = isShallow ? 'was cut when it was cloned (a shallow clone)' : 'is incomplete';
  const oids = [folder.head ?? '', ...cuts.map(({ oid }) => oid)].slice(0, 5);
  const historyPath = path.slice(folder.workTree.length + 1).replaceAll('\\', '/');
  return {
    ...confirmation,
    ...(repo !== null && { historyElsewhere: { repo, path: historyPath, oids } }),
    notice: sayUnread(file, reason),
  };
}

/** More versions are not read: a table that changes daily has one for each day of three years. */
const maxDatedVersions = 1200;

/** What stood in a file on this machine, from its repository's own files. */
export async function readDatedVersions(path: string, { since, now, bots }: HistoryReading): Promise<DocumentVersions> {
  const instant = toInstant(now);
  try {
    const folder = findGitFolder(path);
    if (folder === null)
      return { versions: [], gap: { until: instant, reason: 'The file is not in a Git repository.' } };
    let count = 0;
    const isEnough = ({ commit }: { commit: { at: string } }) => {
      count += 1;
      return count >= maxDatedVersions || Date.parse(commit.at) < Date.parse(since);
    };
    const read = await readFileVersions(folder, path, isEnough);
    const versions = read.versions.flatMap(({ commit, bytes }): DocumentVersion[] => {
      const part = { commits: [describe(commit)], unreadUntil: null, now: instant, seenAt: null };
      const isByPerson = readConfirmation(part, { ownTrailer, bots }).confirmedAt !== null;
      return bytes === null ? [] : [{ at: commit.at, bytes, isByPerson }];
    });
    const isCut = read.cutAt !== null && Date.parse(read.cutAt) > Date.parse(since);
    const reason = 'The clone does not have the whole history of the file (git fetch --unshallow).';
    const full = {
      until: versions.at(-1)?.at ?? instant,
      reason: `More than ${maxDatedVersions} commits changed the file.`,
    };
    const gap = isCut ? { until: read.cutAt ?? instant, reason } : count >= maxDatedVersions ? full : null;
    return { versions: versions.toSorted((a, b) => Date.parse(a.at) - Date.parse(b.at)), gap };
  } catch (error) {
    if (!(error instanceof GitUnreadable)) throw error;
    return { versions: [], gap: { until: instant, reason: `The Git history cannot be read: ${error.message}.` } };
  }
}

function describe({ at, message, authorName, authorEmail, committerEmail, parents }: FileCommit): DatedCommit {
  const headline = message.split('\n', 1)[0] ?? '';
  return { at, headline, message, authorName, authorEmail, authorLogin: null, committerEmail, parents };
}

function sayUnread({ name }: LocalFile, reason: string): Problem {
  return {
    code: 'HISTORY_UNREAD',
    where: name,
    message: `The Git history of ${name} ${reason}, so it is not known when you last confirmed its rows.`,
    hint: 'Fetch the whole history (git fetch --unshallow; fetch-depth: 0 in a workflow), or set GITHUB_TOKEN.',
  };
}
