// The channels that notices go to. A configuration names variables, never addresses: the address of a chat is a secret, and
// whoever can edit a configuration, but not the environment, can only choose among those that whoever runs it has set.

import * as z from 'zod';
import { StatusfolioError } from '../errors.ts';
import { isSafeForTokens, type Settings } from './settings.ts';
import type { SettingsProblem } from './variables.ts';

/** What a notice can be about: a status that was published, questions, what could not be done. */
const noticeKinds = ['change', 'question', 'problem'] as const;

const reference = /^\$\{(STATUSFOLIO_NOTIFY_[A-Z\d_]{1,60})\}$/;

/** The variable that the address of a channel stands in. */
export function nameVariable(url: string): string {
  return reference.exec(url)?.[1] ?? '';
}

const urlSchema = z.string().refine(isReference, {
  error: `must be a variable whose name begins with STATUSFOLIO_NOTIFY_, such as "\${STATUSFOLIO_NOTIFY_TEAM}"; the address itself is a secret and belongs in the variable`,
});

function isReference(url: string): boolean {
  const name = nameVariable(url);
  return name !== '' && name !== 'STATUSFOLIO_NOTIFY_SECRET' && !name.endsWith('_FILE');
}

const channelSchema = z.strictObject({
  /** `${STATUSFOLIO_NOTIFY_TEAM}`: the variable that holds the address. */
  url: urlSchema,
  /** `json` is signed; the others are what the incoming webhooks of these chats take. */
  format: z.enum(['json', 'slack', 'discord']).default('json'),
  kinds: z
    .array(z.enum(noticeKinds))
    .min(1)
    .default([...noticeKinds]),
  /** Who can read the channel. */
  audience: z.enum(['public', 'owner']).default('public'),
});

export const channelsSchema = z
  .array(channelSchema)
  .max(10)
  .superRefine((channels, context) => {
    for (const [index, { url }] of channels.entries()) {
      if (channels.findIndex((other) => other.url === url) === index) continue;
      context.addIssue({ code: 'custom', path: [index, 'url'], message: `${url} has a channel already` });
    }
  })
  .default([]);

export type Channel = Readonly<z.infer<typeof channelSchema>>;

/** What keeps notices from these channels, by variable; never repeats an address. */
export function checkChannels(
  channels: readonly Channel[],
  { notify: { addresses, secret }, isMany }: Pick<Settings, 'notify' | 'isMany'>,
): SettingsProblem[] {
  if (channels.length === 0) return [];
  if (isMany) {
    const says = 'cannot be used with STATUSFOLIO_OWNERS=many: all owners would share the address';
    return channels.map(({ url }) => ({ name: nameVariable(url), says }));
  }
  const problems = channels.flatMap(({ url }): SettingsProblem[] => {
    const name = nameVariable(url);
    const says = findFault(addresses[name]);
    return says === null ? [] : [{ name, says }];
  });
  const isSigned = channels.some(({ format }) => format === 'json');
  if (isSigned && secret === null) {
    const says = 'is missing; notices of format json are signed with it. Make one with: openssl rand -hex 32';
    problems.push({ name: 'STATUSFOLIO_NOTIFY_SECRET', says });
  }
  return problems;
}

/** Before anything starts that would tell somebody. Throws SETTINGS_INVALID with everything that is wrong. */
export function requireChannels(channels: readonly Channel[], settings: Pick<Settings, 'notify' | 'isMany'>): void {
  const problems = checkChannels(channels, settings);
  if (problems.length === 0) return;
  throw new StatusfolioError('SETTINGS_INVALID', problems.map(({ name, says }) => `${name}: ${says}`).join('\n'), {
    where: 'environment',
    hint: 'Set the variables, or take the channel out of "notify:" in the configuration.',
  });
}

function findFault(address: string | undefined): string | null {
  if (address === undefined) return 'is missing; "notify:" names it. Set it to the address of the channel';
  if (isSafeForTokens(address)) return null;
  return 'must be an https address such as https://hooks.example.org/…, without a user name (http only to this machine)';
}
