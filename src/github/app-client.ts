// GitHub asked as the App itself, which signs every request. A clock that is wrong is corrected by what GitHub's answers say.

import { StatusfolioError } from '../errors.ts';
import { type AppCredential, signAsApp } from './app-key.ts';
import { createGitHubClient, type GitHubClient, type GitHubClientOptions, type TokenSource } from './client.ts';
import type { Fetch } from './limit-time.ts';

export type AppClientOptions = Pick<GitHubClientOptions, 'apiUrl' | 'fetch' | 'now' | 'timeoutMs' | 'log' | 'pace'>;

export interface AppClient {
  readonly client: GitHubClient;
  /** GitHub's, as far as its answers tell. */
  readonly clock: { now(): Date };
  /** Asks once more where only the clock was wrong. */
  askAgainInTime<Answer>(ask: () => Promise<Answer>): Promise<Answer>;
}

export const keyName = 'GITHUB_APP_PRIVATE_KEY';

/** A wrong clock is corrected from so much on. */
const noticedSkewMs = 30_000;

export function openAppClient(app: AppCredential, options: AppClientOptions): AppClient {
  const { now = () => new Date() } = options;
  const clock = watchClock(options.fetch ?? ((url, init) => fetch(url, init)), now);
  const signs: TokenSource = {
    name: keyName,
    read: () => signAsApp(app, clock.now()),
    forget: () => {},
  };
  const client = createGitHubClient({ ...options, fetch: clock.fetch, token: signs });

  /** GitHub refuses what a wrong clock has signed; its answer says what time it is there. */
  async function askAgainInTime<Answer>(ask: () => Promise<Answer>): Promise<Answer> {
    const before = clock.skewMs();
    try {
      return await ask();
    } catch (error) {
      const isClock = error instanceof StatusfolioError && error.code === 'TOKEN_REJECTED';
      if (!isClock || Math.abs(clock.skewMs() - before) < noticedSkewMs) throw error;
      return await ask();
    }
  }

  return { client, clock, askAgainInTime };
}

/** GitHub's clock, as far as its answers tell: tokens begin and end by it. */
function watchClock(fetchOnce: Fetch, now: () => Date) {
  let seenMs = 0;
  const skewMs = () => (Math.abs(seenMs) < noticedSkewMs ? 0 : seenMs);
  const fetchAndWatch: Fetch = async (url, init) => {
    const response = await fetchOnce(url, init);
    const date = Date.parse(response.headers.get('date') ?? '');
    if (Number.isFinite(date)) seenMs = date - now().getTime();
    return response;
  };
  return { fetch: fetchAndWatch, skewMs, now: () => new Date(now().getTime() + skewMs()) };
}
