// When a person last confirmed a document on GitHub. The newest commits come with the document itself; where they are
// all of programs, the history is read on, page by page, until a person is found.

import * as z from 'zod';
import {
  boundUnread,
  type Confirmation,
  type DatedCommit,
  readConfirmation,
} from '../../core/activity/confirmation.ts';
import { dayMs, elapsedMs } from '../../core/dates.ts';
import { ownTrailer } from '../../core/messages/commit-style.ts';
import { StatusfolioError } from '../../errors.ts';
import type { HistoryPlace } from '../../ports/github.ts';
import { describeCommit } from '../activity/build.ts';
import type { GitHubClient } from '../client.ts';
import { unexpected } from '../errors.ts';
import { fileHistoryAt } from '../queries.ts';
import { type CommitSchema, commitSchema, instant, visibility } from '../schemas.ts';

export interface HistoryPage {
  readonly commits: readonly CommitSchema[];
  /** Where the next page begins; null: this is the last one. */
  readonly next: string | number | null;
  /** A page ends before it should: what follows is not known. */
  readonly isIncomplete?: boolean;
}

export interface HistoryReading {
  readonly bots: readonly string[];
  readonly now: Date;
  /** When the newest commit was pushed; null: not known. */
  readonly pushedAt: string | null;
  /** History up to here was read at an earlier fetch. */
  readonly knownUntil: string | null;
  /** Commits that hold what we wrote, whoever made them. */
  readonly ours?: ReadonlySet<string>;
}

/** A thousand commits by programs: a robot that writes every hour has hidden six weeks by then. */
const maxPages = 10;
export const commitsPerPage = 100;

/** `more` reads the page that begins there. */
export async function readOn(
  first: HistoryPage,
  more: (next: string | number) => Promise<HistoryPage>,
  { bots, now, pushedAt, knownUntil, ours }: HistoryReading,
): Promise<Confirmation> {
  const seen = new Map<string, DatedCommit>();
  let page = first;
  for (let pages = 0; ; pages += 1) {
    const before = seen.size;
    for (const commit of page.commits) {
      const isOurs = ours?.has(commit.oid) === true;
      seen.set(commit.oid, { ...describeCommit(commit), at: commit.committedDate, ...(isOurs && { isOurs }) });
    }
    const commits = [...seen.values()];
    const isWhole = page.next === null && page.isIncomplete !== true;
    const bound = boundUnread(commits, now.toISOString());
    const part = { commits, unreadUntil: isWhole ? null : bound, now: now.toISOString(), seenAt: pushedAt };
    const confirmation = readConfirmation(part, { ownTrailer, bots });
    if (confirmation.confirmedAt !== null || isWhole) return { confirmedAt: confirmation.confirmedAt };
    // Commits may come a little later than they were made.
    const isKnown = knownUntil !== null && elapsedMs(bound, knownUntil) > dayMs;
    const isStuck = pages > 0 && seen.size === before;
    if (page.next === null || isKnown || isStuck || pages === maxPages) return confirmation;
    page = await more(page.next);
  }
}

/** The page of a file's history that begins after a cursor; of the newest commits where there is none. */
export async function readHistoryPage(
  client: GitHubClient,
  { repo, path }: Omit<HistoryPlace, 'oids'>,
  oid: string,
  after: string | null,
): Promise<HistoryPage | null> {
  const [owner = '', name = ''] = repo.split('/');
  const answer = await client.query(fileHistoryAt, { owner, name, oid, path, after, commits: commitsPerPage });
  if (answer.kind === 'overloaded') throw answer.error;
  const parsed = historyAnswer.safeParse(answer.data);
  if (!parsed.success || answer.errors.some(({ type }) => type !== 'NOT_FOUND'))
    throw unexpected(`${repo}: the history of ${path} could not be read.`, repo);
  const history = parsed.data.repository?.object?.history;
  return history === undefined ? null : toPage(history);
}

/** GitHub's answer as a page. */
export function toPage({ commits, isCut, cursor, isIncomplete }: z.infer<typeof pagedHistoryShape>): HistoryPage {
  return { commits, next: isCut ? (cursor ?? '') : null, isIncomplete };
}

/** The same for a file of a clone; null: GitHub does not have these commits, or does not show them. */
export async function findConfirmation(
  client: GitHubClient,
  place: HistoryPlace,
  bots: readonly string[],
  now: Date,
): Promise<Confirmation | null> {
  try {
    for (const oid of place.oids) {
      const first = await readHistoryPage(client, place, oid, null);
      if (first === null) continue;
      const more = async (after: string | number) =>
        (await readHistoryPage(client, place, oid, String(after) || null)) ?? {
          commits: [],
          next: null,
          isIncomplete: true,
        };
      return await readOn(first, more, { bots, now, pushedAt: null, knownUntil: null });
    }
    return null;
  } catch (error) {
    // What cannot be asked stays as little known as before; nothing else is lost with it.
    if (!(error instanceof StatusfolioError)) throw error;
    return null;
  }
}

/** As many pages of a document's history are searched for our own commits. */
const searchedPages = 3;

/** The messages of our own commits to a file since an instant, newest first; null: they could not all be read. */
export async function readOwnMessages(
  client: GitHubClient,
  { repo, path, oid }: { readonly repo: string; readonly path: string; readonly oid: string },
  since: string,
): Promise<string[] | null> {
  const messages: string[] = [];
  let after: string | null = null;
  try {
    for (let pages = 0; pages < searchedPages; pages += 1) {
      const page: HistoryPage | null = await readHistoryPage(client, { repo, path }, oid, after);
      if (page === null || page.isIncomplete === true) return null;
      const own = page.commits.filter(({ message }) => message.includes(`${ownTrailer}: `));
      messages.push(...own.map(({ message }) => message));
      const oldest = page.commits.at(-1)?.committedDate ?? null;
      if (page.next === null || oldest === null || elapsedMs(since, oldest) < 0) return messages;
      after = String(page.next) || null;
    }
    return messages;
  } catch (error) {
    if (!(error instanceof StatusfolioError)) throw error;
    return null;
  }
}

// The shape of a document in GitHub's answer, with the newest part of its history.

/** Of the commits that come with a document. */
const fullList = 20;

/** Commits, and where the next page begins. `isIncomplete`: a commit could not be read, so the rest is not known. */
export const pagedHistoryShape = z
  .object({
    pageInfo: z.object({ hasNextPage: z.boolean(), endCursor: z.string().nullish() }).nullish(),
    nodes: z.array(z.unknown()).nullable(),
  })
  .transform(({ pageInfo, nodes }) => {
    const commits = (nodes ?? []).flatMap((node) => commitSchema.safeParse(node).data ?? []);
    return {
      commits,
      isCut: pageInfo?.hasNextPage ?? false,
      cursor: pageInfo?.endCursor ?? null,
      // A list that is full, and does not say whether it goes on, may go on.
      isIncomplete: nodes === null || commits.length < nodes.length || (pageInfo == null && nodes.length >= fullList),
    };
  });

const blobSchema = z.object({
  oid: z.string().optional(),
  byteSize: z.number().optional(),
  text: z.string().nullish(),
});

export const documentSchema = z.object({
  repository: z
    .object({
      id: z.string().nullish(),
      visibility,
      isArchived: z.boolean().nullish(),
      pushedAt: instant.nullish(),
      branch: z
        .object({
          name: z.string(),
          target: z
            .object({
              oid: z.string(),
              file: z.object({ mode: z.number(), type: z.string(), object: blobSchema.nullable() }).nullable(),
              history: pagedHistoryShape,
            })
            .nullable(),
        })
        .nullable(),
    })
    .nullable(),
});

const historyAnswer = z.object({
  repository: z.object({ object: z.object({ history: pagedHistoryShape.optional() }).nullable() }).nullable(),
});
