// Examines the channels of "notify:": is each variable set and right, and, when asked to, does the channel take a notice.
// Of an address the host alone is shown.

import { type Channel, checkChannels, nameVariable } from '../../config/notify-channels.ts';
import type { Portfolio } from '../../config/portfolio.ts';
import type { Settings } from '../../config/settings.ts';
import { toInstant } from '../../core/dates.ts';
import { makeTestNotice } from '../../core/messages/notice.ts';
import { evaluateAnswer, nameHost, postNotice } from '../../pipeline/notices/send-notice.ts';
import type { NoticeSender } from '../../ports/notices.ts';
import type { Clock } from '../../ports/queue.ts';
import type { Runtime } from '../runtime.ts';
import type { Finding } from './doctor-finding.ts';

export interface ChannelSurroundings {
  readonly settings: Settings;
  readonly portfolio: Portfolio;
  readonly clock: Clock;
  readonly runtime: Pick<Runtime, 'openPorts'>;
  /** Whether to send a test to each. */
  readonly isTest: boolean;
}

export async function examineChannels(surroundings: ChannelSurroundings): Promise<Finding[]> {
  const { settings, portfolio, runtime, isTest } = surroundings;
  const { notify } = portfolio;
  if (notify.length === 0) {
    const says = 'No channels are configured, so that there is nothing to test.';
    const fix = 'Add one under "notify:" in the configuration.';
    return isTest ? [{ state: 'notice', what: 'notices', says, fix }] : [];
  }
  const problems = checkChannels(notify, settings);
  const bad = problems.map(
    ({ name, says }): Finding => ({
      state: 'bad',
      what: name,
      says: `It ${says}.`,
      fix: 'serve does not start before.',
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
  { settings, clock }: ChannelSurroundings,
): Promise<Finding> {
  const what = nameVariable(channel.url);
  const address = settings.notify.addresses[what] ?? '';
  const about = `${channel.format} to ${nameHost(address)}, about ${channel.kinds.join(', ')}, for ${channel.audience}`;
  if (sender === null) return { state: 'good', what, says: `Set; ${about}.`, fix: '' };
  const now = clock.now();
  const answer = await postNotice(makeTestNotice(`test-${now.getTime()}`, toInstant(now)), channel, sender, now);
  const outcome = evaluateAnswer(answer, address, now);
  return outcome.kind === 'done'
    ? { state: 'good', what, says: `Took a test notice; ${about}.`, fix: '' }
    : { state: 'bad', what, says: `${outcome.reason}.`, fix: 'Check the address, and that the channel still exists.' };
}
