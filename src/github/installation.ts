// GitHub of one of many owners: read with a token of the installation, written with one of the homes alone, and no more
// asked of it in an hour than an owner may use up.

import * as z from 'zod';
import { StatusfolioError } from '../errors.ts';
import type { InstalledRepository } from '../ports/directory.ts';
import type { InstallationGitHub } from '../ports/turn.ts';
import { createGitHubClient, type TokenSource, type WritePace } from './client.ts';
import { createGitHub, type GitHubOptions } from './create-github.ts';
import { unexpected } from './errors.ts';
import type { InstallationTokens, TokenOwner } from './installation-tokens.ts';
import type { Fetch } from './limit-time.ts';

export interface InstallationOptions extends Pick<GitHubOptions, 'apiUrl' | 'fetch' | 'now' | 'log'> {
  readonly tokens: InstallationTokens;
  readonly pace: WritePace;
  /** Points in an hour, of GraphQL and of REST alike. */
  readonly maxPoints?: number;
}

const usualMaxPoints = 2000;
const pageSize = 100;

const repositoriesSchema = z.object({
  total_count: z.number(),
  repositories: z.array(z.object({ id: z.number(), full_name: z.string(), private: z.boolean() })),
});

export function openInstallation(owner: TokenOwner, options: InstallationOptions): InstallationGitHub {
  const { tokens, pace, maxPoints = usualMaxPoints, now = () => new Date() } = options;
  const fetchOnce = limitPoints(options.fetch ?? ((url, init) => fetch(url, init)), maxPoints, now);
  let homes: readonly string[] = [];
  const reading = tokens.reading(owner);
  const writing: TokenSource = {
    name: reading.name,
    read: () => tokens.writing(owner, homes).read(),
    forget: () => tokens.writing(owner, homes).forget(),
  };
  const shared = { ...options, fetch: fetchOnce, token: reading };
  const github: InstallationGitHub = {
    ...createGitHub({ ...shared, writeToken: writing, pace }),
    as: () => github,
    allowWrites: (repositories) => {
      homes = repositories;
    },
    async listRepositories(limit) {
      const client = createGitHubClient(shared);
      const found: InstalledRepository[] = [];
      for (let page = 1; ; page += 1) {
        const answer = await client.getJson('/installation/repositories', { per_page: pageSize, page });
        const parsed = repositoriesSchema.safeParse(answer);
        if (!parsed.success)
          throw unexpected(`${owner.login}: the list of repositories was not understood.`, owner.login);
        for (const { id, full_name: name, private: isPrivate } of parsed.data.repositories)
          found.push({ id: String(id), name, isPrivate });
        if (parsed.data.repositories.length < pageSize || found.length >= Math.min(limit, parsed.data.total_count))
          return found;
      }
    },
  };
  return github;
}

/** What GitHub's own answers say was used: the same for every process, and nothing has to be kept. */
function limitPoints(fetchOnce: Fetch, maxPoints: number, now: () => Date): Fetch {
  let until: string | null = null;
  return async (url, init) => {
    if (until !== null && until > now().toISOString()) {
      throw new StatusfolioError('GITHUB_THROTTLED', 'This owner has used up the hourly limit of one owner.', {
        hint: 'The rest follows automatically.',
        retryable: true,
        retryAt: until,
      });
    }
    const response = await fetchOnce(url, init);
    const number = (name: string) => Number(response.headers.get(`x-ratelimit-${name}`) ?? Number.NaN);
    if (number('limit') - number('remaining') >= maxPoints && number('reset') > 0)
      until = new Date(number('reset') * 1000).toISOString();
    return response;
  };
}
