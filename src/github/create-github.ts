// Puts the GitHub adapter together: activities and documents over one client. Keeps nothing between calls but the
// number of requests.

import type { DocumentRef } from '../core/model.ts';
import { StatusfolioError } from '../errors.ts';
import type { GitHub, Probe, RequestCounts } from '../ports/github.ts';
import { readActivities } from './activity/fetch.ts';
import { readLastActivities } from './activity/last-activity.ts';
import { createGitHubClient, type GitHubClientOptions, watchBudget } from './client.ts';
import { commitFiles } from './documents/commit.ts';
import {
  enableWorkflow,
  findPublic,
  readFiles,
  readIfThere,
  readWorkflow,
  startWorkflow,
} from './documents/companion-files.ts';
import { findConfirmation, readOwnMessages } from './documents/file-history.ts';
import { findReadme, listFolder } from './documents/find-files.ts';
import { type GitHubDocumentRef, readDocumentFile } from './documents/read.ts';
import { readIdentity } from './identity.ts';
import { createOlderServer } from './older-server.ts';
import { readPastCommits, readVersions } from './past.ts';
import { closePullRequest, upsertPullRequest } from './pull-request/upsert.ts';
import { openStatusIssues } from './status-issue.ts';

export interface GitHubOptions extends GitHubClientOptions {
  /** Further accounts whose commits are not work. */
  readonly bots?: readonly string[];
  /** Also asks the homepages of running projects. */
  readonly probe?: Probe | null;
}

export function createGitHub(options: GitHubOptions): GitHub {
  const { bots = [], probe = null, now = () => new Date() } = options;
  const { fetch, budgets } = watchBudget(options.fetch ?? ((url, init) => globalThis.fetch(url, init)));
  const older = createOlderServer();
  const client = createGitHubClient({ ...options, fetch, older });
  // Whether an issue is our own, and who may answer in it, is shown to whoever writes it.
  const { writeToken = null } = options;
  const writer = writeToken === null ? client : createGitHubClient({ ...options, fetch, older, token: writeToken });
  const reader = writeToken === null ? client : createGitHubClient({ ...options, fetch, older, writeToken: null });
  let identity: ReturnType<typeof readIdentity> | null = null;
  return {
    readActivities: (requests, at) => readActivities(client, requests, bots, at, probe),
    readLastActivities: (request) => readLastActivities(client, request, bots),
    documents: {
      read: async (ref, companions) => readDocumentFile(client, onGitHub(ref), bots, now(), companions),
      write: async (change) => commitFiles(client, change, onGitHub(change.ref)),
      readPast: async (ref, { version }, since) => {
        const { repo, path } = onGitHub(ref);
        const messages = await readOwnMessages(client, { repo, path, oid: version }, since);
        return messages === null ? null : { messages, versions: [] };
      },
      list: async (ref, pattern) => listFolder(client, onGitHub(ref), pattern),
      findReadme: (repo, branch) => findReadme(client, repo, branch),
      readIfThere: (repo, branch, paths) => readIfThere(client, repo, branch, paths),
      readVersions: async (ref, reading) => {
        const { repo, path } = onGitHub(ref);
        const { version: head } = await readDocumentFile(client, onGitHub(ref), bots, now());
        return await readVersions(client, { repo, path, head }, reading);
      },
    },
    pullRequests: {
      upsertPullRequest: (pullRequest) => upsertPullRequest(client, pullRequest),
      closePullRequest: (place) => closePullRequest(client, place),
    },
    statusIssues: openStatusIssues(writer),
    readConfirmation: (place) => findConfirmation(client, place, bots, now()),
    readPastCommits: (activity, reading) => readPastCommits(client, activity, reading),
    findPublic: (nodeIds) => findPublic(client, nodeIds),
    readFiles: (repo, version, paths) => readFiles(client, repo, version, paths),
    readIdentity: async () => {
      const asked = identity ?? readIdentity(writer, options.apiUrl);
      identity = asked;
      try {
        return await asked;
      } catch (error) {
        identity = null;
        throw error;
      }
    },
    workflows: {
      read: (repo, file) => readWorkflow(client, repo, file),
      // With the workflow's own token: only that one is granted by its permissions.
      enable: (repo, file) => enableWorkflow(reader, repo, file),
    },
    startWorkflow: (repo, workflow, branch) => startWorkflow(client, repo, workflow, branch),
    counts: () => (writer === client ? client.counts() : addCounts(client.counts(), writer.counts())),
    budgets,
  };
}

export function addCounts(one: RequestCounts, other: RequestCounts): RequestCounts {
  return { graphql: one.graphql + other.graphql, rest: one.rest + other.rest, writes: one.writes + other.writes };
}

export function onGitHub(ref: DocumentRef): GitHubDocumentRef {
  if (ref.kind === 'github') return ref;
  throw new StatusfolioError('USAGE', `${ref.path} is a file on this machine, not on GitHub.`, { where: ref.path });
}
