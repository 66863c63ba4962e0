// The bytes of one file at one commit, over REST: GraphQL hands out decoded text alone.

import { StatusfolioError } from '../errors.ts';
import type { GitHubClient } from './client.ts';

/** null: there is no such file. */
export async function readContents(
  client: GitHubClient,
  place: { readonly owner: string; readonly repo: string; readonly ref: string },
  path: string,
): Promise<Uint8Array | null> {
  try {
    return await client.getBytes(contentsRoute(path), { ...place });
  } catch (error) {
    if (error instanceof StatusfolioError && error.code === 'NOT_VISIBLE') return null;
    throw error;
  }
}

/** The path's slashes stay slashes: octokit would encode them. */
export function contentsRoute(path: string): string {
  return `/repos/{owner}/{repo}/contents/${path.split('/').map(encodeURIComponent).join('/')}`;
}
