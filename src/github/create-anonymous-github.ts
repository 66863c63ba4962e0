// GitHub as it answers without a token: it can be looked at, for a while, and nothing can be written.

import { StatusfolioError } from '../errors.ts';
import type { GitHub } from '../ports.ts';
import { createGitHubClient } from './client.ts';
import type { GitHubOptions } from './create-github.ts';
import { onGitHub } from './create-github.ts';
import { readDocumentAnonymously } from './document-anonymously.ts';
import { type AnonymousCache, readAnonymously } from './read-anonymously.ts';

export type AnonymousOptions = Omit<GitHubOptions, 'token' | 'writeToken'> & { readonly cache: AnonymousCache };

export function createAnonymousGitHub(options: AnonymousOptions): GitHub {
  const { bots = [], cache, now = () => new Date() } = options;
  const client = createGitHubClient({ ...options, token: null });
  const refuse = (what: string) => async () => {
    throw new StatusfolioError('TOKEN_MISSING', `${what} needs a GitHub token.`, {
      where: 'GITHUB_TOKEN',
      hint: 'Set GITHUB_TOKEN to one that may write contents of the repository.',
    });
  };
  return {
    readActivities: (requests, at) => readAnonymously(client, requests, bots, cache, at),
    documents: {
      read: (ref) => readDocumentAnonymously(client, onGitHub(ref), bots, now()),
      write: ({ ref }) => refuse(`Writing ${ref.path}`)(),
    },
    proposals: { propose: refuse('A pull request'), withdraw: refuse('A pull request') },
    inboxes: { read: refuse('The status issue'), write: refuse('The status issue'), mayWrite: async () => false },
    findPublic: async () => new Set(),
    readFiles: async () => new Map(),
    startWorkflow: refuse('Starting a workflow'),
    counts: client.counts,
  };
}
