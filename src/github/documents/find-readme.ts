// Which file of a repository GitHub shows as its README: in any case and format, in .github, at the root or in docs.

import * as z from 'zod';
import { StatusfolioError } from '../../errors.ts';
import type { GitHubClient } from '../client.ts';

const readmeSchema = z.object({ path: z.string().min(1) });

/** null: there is none, or the repository cannot be seen. One request. */
export async function findReadme(client: GitHubClient, repo: string, branch: string | null): Promise<string | null> {
  const [owner, name] = repo.split('/');
  try {
    const place = { owner, repo: name, ...(branch !== null && { ref: branch }) };
    return readmeSchema.safeParse(await client.getJson('/repos/{owner}/{repo}/readme', place)).data?.path ?? null;
  } catch (error) {
    if (error instanceof StatusfolioError && error.code === 'NOT_VISIBLE') return null;
    throw error;
  }
}
