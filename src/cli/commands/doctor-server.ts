// Examines what `serve` needs: the database and its driver, the webhook secret, the address under which GitHub reaches
// the server, and how the last deliveries went.

import { resolve } from 'node:path';
import { type Channel, checkChannels, nameVariable } from '../../config/notify-channels.ts';
import type { Portfolio } from '../../config/portfolio.ts';
import { findProxy } from '../../config/proxy.ts';
import type { Settings } from '../../config/settings.ts';
import type { Environment } from '../../config/variables.ts';
import { listHookEvents } from '../../core/activity/webhook-events.ts';
import { toInstant } from '../../core/dates.ts';
import { makeTestNotice } from '../../core/messages/notice.ts';
import { StatusfolioError } from '../../errors.ts';
import { evaluateAnswer, nameHost, postNotice } from '../../pipeline/notices/send-notice.ts';
import type { Hook } from '../../ports/github-admin.ts';
import type { NoticeSender } from '../../ports/notices.ts';
import type { Clock } from '../../ports/queue.ts';
import type { CommonOptions } from '../options.ts';
import type { Runtime } from '../runtime.ts';
import type { Terminal } from '../terminal.ts';
import type { Finding } from './doctor-finding.ts';

export interface ServerSurroundings {
  readonly settings: Settings;
  readonly portfolio: Portfolio;
  readonly options: CommonOptions;
  readonly terminal: Terminal;
  readonly runtime: Runtime;
}

const reachTimeoutMs = 5000;

export async function examineServer(surroundings: ServerSurroundings): Promise<Finding[]> {
  const { settings } = surroundings;
  return [
    ...(await examineDatabase(surroundings)),
    ...examineSecret(settings),
    ...(await examineAddress(settings)),
    ...(await examineHooks(surroundings)),
  ];
}

async function examineDatabase({ settings, options, terminal, runtime }: ServerSurroundings): Promise<Finding[]> {
  const path = resolve(terminal.directory, options.database ?? settings.database);
  try {
    const store = await runtime.openStore(path, { create: false });
    if (store === null) return [];
    await store.close();
    return [{ state: 'good', what: 'database', says: `${path} can be opened.`, fix: '' }];
  } catch (error) {
    if (!(error instanceof StatusfolioError)) throw error;
    return [{ state: 'bad', what: 'database', says: error.message, fix: error.hint }];
  }
}

function examineSecret({ webhookSecrets, publicUrl }: Settings): Finding[] {
  if (webhookSecrets.length > 0 || publicUrl === null) return [];
  const fix = 'Set GITHUB_WEBHOOK_SECRET (openssl rand -hex 32) and run: statusfolio hooks install';
  return [{ state: 'notice', what: 'webhooks', says: 'No webhook secret: serve runs on its schedule only.', fix }];
}

/** As GitHub would: from outside in, without following anything. */
async function examineAddress({ publicUrl }: Settings): Promise<Finding[]> {
  if (publicUrl === null) return [];
  const what = 'STATUSFOLIO_PUBLIC_URL';
  const fix = 'Start serve, and check the reverse proxy: it must pass /webhooks/github on, with bodies of 25 MB.';
  try {
    const signal = AbortSignal.timeout(reachTimeoutMs);
    const { status } = await fetch(`${publicUrl}/healthz`, { signal, redirect: 'manual' });
    if (status === 200) return [{ state: 'good', what, says: `${publicUrl} answers and is healthy.`, fix: '' }];
    return [{ state: 'bad', what, says: `${publicUrl}/healthz answers with HTTP ${status}.`, fix }];
  } catch {
    return [{ state: 'bad', what, says: `${publicUrl} cannot be reached from here.`, fix }];
  }
}

/** Only the documents' own repositories: the others are a matter for `hooks list`. */
async function examineHooks({ settings, portfolio, runtime }: ServerSurroundings): Promise<Finding[]> {
  const { publicUrl } = settings;
  if (publicUrl === null) return [];
  const account = await runtime.openAdmin(settings);
  const findings: Finding[] = [];
  for (const document of portfolio.documents) {
    if (!('repo' in document)) continue;
    const what = `webhook of ${document.repo}`;
    const hooks = await account.listHooks(document.repo).catch((error: unknown) => {
      if (error instanceof StatusfolioError && error.code === 'NOT_VISIBLE') return null;
      throw error;
    });
    if (hooks === null) continue;
    const ours = hooks.find(({ url }) => url === `${publicUrl}/webhooks/github`);
    if (ours === undefined) {
      findings.push({ state: 'notice', what, says: 'There is none.', fix: 'statusfolio hooks install' });
    } else if (!ours.isActive) {
      findings.push({ state: 'bad', what, says: 'It is disabled.', fix: 'statusfolio hooks install' });
    } else if (ours.lastStatus !== null && (ours.lastStatus < 200 || ours.lastStatus > 299)) {
      const says = `GitHub's last delivery was answered with ${ours.lastStatus}.`;
      const isSecret = ours.lastStatus === 401;
      const fix = isSecret
        ? 'The secrets differ: statusfolio hooks install'
        : 'Check the logs of serve and of the proxy.';
      findings.push({ state: 'bad', what, says, fix });
    } else if (listMissingEvents(ours).length > 0) {
      const says = `It does not receive ${listMissingEvents(ours).join(', ')}.`;
      findings.push({ state: 'notice', what, says, fix: 'statusfolio hooks install' });
    } else {
      findings.push({ state: 'good', what, says: 'It is there.', fix: '' });
    }
  }
  return findings;
}

function listMissingEvents({ events }: Hook): string[] {
  return events.includes('*') ? [] : listHookEvents(true).filter((name) => !events.includes(name));
}

// Examines the channels of "notify:": is each variable set and right, and, when asked to, does the channel take a notice.
// Of an address the host alone is shown.

export interface ChannelSurroundings {
  readonly settings: Settings;
  readonly portfolio: Portfolio;
  readonly clock: Clock;
  readonly runtime: Pick<Runtime, 'openPorts'>;
  readonly environment: Environment;
  /** Whether to send a test to each. */
  readonly isTest: boolean;
}

export async function examineChannels(surroundings: ChannelSurroundings): Promise<Finding[]> {
  const { settings, portfolio, runtime, isTest } = surroundings;
  const { notify } = portfolio;
  if (notify.length === 0) {
    const says = 'No channels are configured, so there is nothing to test.';
    const fix = 'Add one under "notify:" in the configuration.';
    return isTest ? [{ state: 'notice', what: 'notices', says, fix }] : [];
  }
  const problems = checkChannels(notify, settings);
  const bad = problems.map(
    ({ name, says }): Finding => ({
      state: 'bad',
      what: name,
      says: `It ${says}.`,
      fix: 'serve does not start until then.',
    }),
  );
  const usable = notify.filter((channel) => checkChannels([channel], settings).length === 0);
  const sender = isTest && usable.length > 0 ? ((await runtime.openPorts(settings, portfolio)).notices ?? null) : null;
  const good: Finding[] = [];
  for (const channel of usable) good.push(await examineChannel(channel, sender, surroundings));
  return [...bad, ...good];
}

async function examineChannel(
  channel: Channel,
  sender: NoticeSender | null,
  { settings, clock, environment }: ChannelSurroundings,
): Promise<Finding> {
  const what = nameVariable(channel.url);
  const address = settings.notify.addresses[what] ?? '';
  const proxy = nameProxy(address, environment);
  const through = proxy === null ? '' : `, through the proxy of ${proxy}`;
  const about = `${channel.format} to ${nameHost(address)}, about ${channel.kinds.join(', ')}, for ${channel.audience}${through}`;
  if (sender === null) return { state: 'good', what, says: `Set; ${about}.`, fix: '' };
  const now = clock.now();
  const answer = await postNotice(makeTestNotice(`test-${now.getTime()}`, toInstant(now)), channel, sender, now);
  const outcome = evaluateAnswer(answer, address, now);
  return outcome.kind === 'done'
    ? { state: 'good', what, says: `Accepted a test notice; ${about}.`, fix: '' }
    : { state: 'bad', what, says: `${outcome.reason}.`, fix: adviseChannel(proxy) };
}

function adviseChannel(proxy: string | null): string {
  const also = proxy === null ? '' : `, and ${proxy}, through whose proxy it goes`;
  return `Check the address, and that the channel still exists${also}.`;
}

/** Whoever runs it reaches this machine without a proxy. */
function nameProxy(address: string, environment: Environment): string | null {
  if (!URL.canParse(address)) return null;
  const url = new URL(address);
  return /^(localhost|127\.[\d.]+|\[::1\])$/.test(url.hostname) ? null : findProxy(url, environment);
}

/** Homepages are written by whoever owns a repository, and lead a proxy wherever they like. */
export function examineProbes(
  { probeHomepages }: Pick<Portfolio, 'probeHomepages'>,
  environment: Environment,
): Finding[] {
  const proxy = findProxy(new URL('https://example.org'), environment);
  if (!probeHomepages || proxy === null) return [];
  const says = `${proxy} is set, so homepages are not asked: a proxy may lead them into its own network.`;
  const fix = 'Set "probeHomepages: false", or name the hosts in NO_PROXY that are reached without it.';
  return [{ state: 'notice', what: 'probeHomepages', says, fix }];
}
