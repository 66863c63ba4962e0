// GitHub's own account of what it tried to deliver, and the request to deliver it again: of the webhooks of repositories,
// and of the App. Ids stay the digits that GitHub sent, because they are longer than a number is exact.

import * as z from 'zod';
import { toInstant } from '../core/dates.ts';
import type { DeliveryAttempt, HookDeliveries, HookPlace } from '../ports/github-admin.ts';
import { listHooks } from './admin.ts';
import { type AppCredential, signAsApp } from './app-key.ts';
import { createGitHubClient, type GitHubClient, type GitHubClientOptions } from './client.ts';
import { type AnswerHeaders, unexpected } from './errors.ts';
import type { Installations } from './installations.ts';

export interface HookDeliveriesOptions extends GitHubClientOptions {
  /** Where GitHub reaches this server; null: every webhook that ends in our path is taken for ours. */
  readonly publicUrl: string | null;
  /** For the App's own webhook, and for acting in the repositories where it is installed; null without an App. */
  readonly app: {
    readonly credential: AppCredential;
    readonly installations: Pick<Installations, 'tokensOf'>;
  } | null;
}

/** The path on which every runtime receives webhooks. */
const path = '/webhooks/github';

/** Pages of a hundred; a webhook with more attempts in three days is swept in parts. */
const maxPages = 50;

export function openHookDeliveries(options: HookDeliveriesOptions): HookDeliveries {
  const { publicUrl, app, now = () => new Date() } = options;
  const plain = createGitHubClient(options);
  const openClient = (repo: string | null): GitHubClient => {
    if (app === null) return plain;
    const name = 'GITHUB_APP_PRIVATE_KEY';
    const signs = { name, read: () => signAsApp(app.credential, now()), forget: () => {} };
    const token = repo === null ? signs : app.installations.tokensOf(repo);
    return createGitHubClient({ ...options, token, writeToken: null });
  };
  const clientOf = (place: HookPlace) => openClient(place.kind === 'app' ? null : place.repo);
  const isOurs = (url: string) =>
    publicUrl === null ? URL.canParse(url) && new URL(url).pathname.endsWith(path) : url === `${publicUrl}${path}`;
  return {
    app: app === null ? null : { kind: 'app' },
    async findPlaces(repo) {
      const hooks = await listHooks(openClient(repo), repo);
      return hooks
        .filter(({ isActive, url }) => isActive && isOurs(url))
        .map(({ id }): HookPlace => ({ kind: 'repository', repo, hookId: id }));
    },
    listAttempts: async (place, since, which) =>
      listAttempts(clientOf(place), place, app?.credential.id ?? '', since, which),
    redeliver: async (place, id) => {
      const { route, parameters } = addressOf(place);
      const answer = await clientOf(place).send(`POST ${route}/{delivery_id}/attempts`, {
        ...parameters,
        delivery_id: id,
      });
      return answer.kind === 'done';
    },
  };
}

async function listAttempts(
  client: GitHubClient,
  place: HookPlace,
  appId: string,
  since: string,
  which: 'failure' | 'all',
): Promise<DeliveryAttempt[]> {
  const { route, parameters } = addressOf(place);
  const found: DeliveryAttempt[] = [];
  let cursor: string | null = null;
  for (let page = 0; page < maxPages; page += 1) {
    const { text, headers } = await client.getText(route, {
      ...parameters,
      per_page: 100,
      ...(which === 'failure' && { status: 'failure' }),
      ...(cursor !== null && { cursor }),
    });
    const attempts = readAttempts(text, place, appId);
    found.push(...attempts.filter(({ deliveredAt }) => deliveredAt >= since));
    cursor = readCursor(headers);
    // Newest first: what follows is older still.
    if (cursor === null || attempts.some(({ deliveredAt }) => deliveredAt < since)) break;
  }
  return found;
}

function addressOf(place: HookPlace): { readonly route: string; readonly parameters: Record<string, string> } {
  if (place.kind === 'app') return { route: '/app/hook/deliveries', parameters: {} };
  const [owner = '', repo = ''] = place.repo.split('/');
  return {
    route: '/repos/{owner}/{repo}/hooks/{hook_id}/deliveries',
    parameters: { owner, repo, hook_id: place.hookId },
  };
}

const digits = z.string().regex(/^\d+$/);
const attemptsAnswer = z.array(
  z.object({
    id: digits,
    guid: z.string(),
    delivered_at: z.iso.datetime({ offset: true }),
    status_code: digits.transform(Number),
    repository_id: digits.nullish(),
  }),
);

type Reviver = (key: string, value: unknown, context: { readonly source?: string }) => unknown;
const parseJson = JSON.parse as (text: string, reviver: Reviver) => unknown;

/** Every number as the digits that were sent. */
function readAttempts(text: string, place: HookPlace, appId: string): DeliveryAttempt[] {
  const where = place.kind === 'app' ? 'the App' : place.repo;
  const failure = unexpected(`GitHub's response about the deliveries of ${where} was not understood.`, where);
  let body: unknown;
  try {
    body = parseJson(text, (_, value, { source }) => (typeof value === 'number' ? (source ?? String(value)) : value));
  } catch {
    throw failure;
  }
  const parsed = attemptsAnswer.safeParse(body);
  if (!parsed.success) throw failure;
  return parsed.data.map(({ id, guid, delivered_at, status_code, repository_id }) => ({
    id,
    guid,
    key: place.kind === 'app' ? `integration:${appId}:${guid}` : `repository:${repository_id ?? ''}:${guid}`,
    deliveredAt: toInstant(delivered_at),
    isOk: status_code >= 200 && status_code < 300,
  }));
}

/** `<https://…&cursor=…>; rel="next", <…>; rel="prev"` */
function readCursor({ link }: AnswerHeaders): string | null {
  const next = String(link ?? '')
    .split(',')
    .find((part) => part.includes('rel="next"'));
  const url = next?.slice(next.indexOf('<') + 1, next.indexOf('>')) ?? '';
  return URL.canParse(url) ? new URL(url).searchParams.get('cursor') : null;
}
