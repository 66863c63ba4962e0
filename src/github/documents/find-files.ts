// Which files a repository has: those that a pattern stands for, and the one that GitHub shows as its README (in any case
// and format, in .github, at the root or in docs). One request each; what is in them, reading them tells.

import * as z from 'zod';
import { parsePattern } from '../../core/path-pattern.ts';
import { StatusfolioError } from '../../errors.ts';
import type { GitHubClient } from '../client.ts';
import { unexpected } from '../errors.ts';
import { folderEntries } from '../queries.ts';
import { type GitHubDocumentRef, notFound } from './read.ts';

const entry = z.object({ name: z.string(), type: z.string() });
const folder = z.object({ entries: z.array(entry).nullish() });
const folderSchema = z.object({
  repository: z
    .object({
      object: z.object({ entries: z.array(entry.extend({ object: folder.nullish() })).nullish() }).nullable(),
    })
    .nullable(),
});

/** In the order of their names. */
export async function listFolder(client: GitHubClient, ref: GitHubDocumentRef, pattern: string): Promise<string[]> {
  const [owner = '', name = ''] = ref.repo.split('/');
  const { folder: base, levels } = parsePattern(pattern);
  const revision = ref.branch === null ? 'HEAD' : `refs/heads/${ref.branch}`;
  const variables = { owner, name, expression: `${revision}:${base}`, isDeep: levels.length > 1 };
  const answer = await client.query(folderEntries, variables);
  if (answer.kind === 'overloaded') throw answer.error;
  const where = `${ref.repo}:${pattern}`;
  const parsed = folderSchema.safeParse(answer.data);
  if (parsed.success && parsed.data.repository === null) {
    const message = `${ref.repo} cannot be seen: it is gone, private, or the token has no access.`;
    throw notFound(where, message, 'Check the name, and that the token may read it.');
  }
  // A part of the list would look as if the rest were gone.
  if (!parsed.success || answer.errors.length > 0) throw unexpected(`${where}: the folder could not be listed.`, where);
  const [first, second] = levels;
  const entries = (parsed.data.repository?.object?.entries ?? []).filter((one) => first?.test(one.name) === true);
  const paths = entries.flatMap(({ name: own, type, object }) => {
    if (second === undefined) return type === 'blob' ? [own] : [];
    const inner = type === 'tree' ? (object?.entries ?? []) : [];
    return inner.flatMap((one) => (one.type === 'blob' && second.test(one.name) ? [`${own}/${one.name}`] : []));
  });
  return paths.map((path) => (base === '' ? path : `${base}/${path}`)).sort();
}

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
