// The memory of runs that have no disk: one JSON file on a branch of its own, without history in common with anything
// else, so that it disturbs no diff and no clone of the default branch. Written as a compare-and-swap on the file's blob.

import * as z from 'zod';
import { StatusfolioError } from '../errors.ts';
import type { StateBranch } from '../ports.ts';
import { toBase64 } from './blob-bytes.ts';
import type { GitHubClient } from './client.ts';
import { unexpected } from './read-failure.ts';

export const stateBranch = 'statusfolio-state';
const path = 'state.json';

const fileAnswer = z.object({ sha: z.string() });
const shaAnswer = z.object({ sha: z.string() });

export function openStateBranch(client: Pick<GitHubClient, 'getJson' | 'getBytes' | 'send'>): StateBranch {
  return {
    async read(repo) {
      const at = split(repo);
      const answer = await client
        .getJson('/repos/{owner}/{repo}/contents/{path}', { ...at, path, ref: stateBranch })
        .catch((error: unknown) => {
          if (error instanceof StatusfolioError && error.code === 'NOT_VISIBLE') return null;
          throw error;
        });
      if (answer === null) return null;
      const { sha } = understand(fileAnswer, answer, repo);
      const bytes = await client.getBytes('/repos/{owner}/{repo}/git/blobs/{file_sha}', { ...at, file_sha: sha });
      return { text: new TextDecoder().decode(bytes), version: sha };
    },
    async write(repo, text, version) {
      return version === null ? await create(client, repo, text) : await replace(client, repo, text, version);
    },
  };
}

const message = 'Statusfolio remembers\n\nDeleting this branch makes it forget what was asked and when; nothing else.';

async function replace(client: Pick<GitHubClient, 'send'>, repo: string, text: string, sha: string): Promise<boolean> {
  const content = toBase64(new TextEncoder().encode(text));
  const wish = { ...split(repo), path, branch: stateBranch, message, content, sha };
  return isDone(await client.send('PUT /repos/{owner}/{repo}/contents/{path}', wish), repo);
}

/** A commit without parents, so that the branch holds nothing but the memory. */
async function create(client: Pick<GitHubClient, 'send'>, repo: string, text: string): Promise<boolean> {
  const at = split(repo);
  const make = async (route: string, parameters: object): Promise<string> => {
    const answer = await client.send(route, { ...at, ...parameters });
    if (answer.kind === 'done') return understand(shaAnswer, answer.data, repo).sha;
    throw refused(repo, answer.message);
  };
  const tree = await make('POST /repos/{owner}/{repo}/git/trees', {
    tree: [{ path, mode: '100644', type: 'blob', content: text }],
  });
  const sha = await make('POST /repos/{owner}/{repo}/git/commits', { message, tree, parents: [] });
  const ref = `refs/heads/${stateBranch}`;
  return isDone(await client.send('POST /repos/{owner}/{repo}/git/refs', { ...at, ref, sha }), repo);
}

/** false: somebody else wrote meanwhile. */
function isDone(answer: Awaited<ReturnType<GitHubClient['send']>>, repo: string): boolean {
  if (answer.kind === 'done') return true;
  if (answer.status === 409 || answer.status === 422) return false;
  throw refused(repo, answer.message);
}

function refused(repo: string, reason: string): StatusfolioError {
  return new StatusfolioError('WRITE_REJECTED', `The memory could not be saved to ${repo}: ${reason}`, {
    where: stateBranch,
    hint: 'Give the workflow "permissions: contents: write".',
  });
}

function split(full: string): { owner: string; repo: string } {
  const [owner = '', repo = ''] = full.split('/');
  return { owner, repo };
}

function understand<Output>(shape: z.ZodType<Output>, answer: unknown, repo: string): Output {
  const parsed = shape.safeParse(answer);
  if (parsed.success) return parsed.data;
  throw unexpected(`GitHub's answer about the memory of ${repo} was not understood.`, repo);
}
