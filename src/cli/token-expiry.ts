// When a token ends, said in time: in the Action's summary, in the log and on the operations page of a server, by doctor.

import { dayMs } from '../core/instants.ts';
import { StatusfolioError } from '../errors.ts';
import type { Account } from '../ports.ts';
import type { Settings } from '../settings.ts';
import type { Openers } from './openers.ts';

/** An expiry is announced so many days ahead. */
export const expiryDays = 14;

export interface ExpiryNotice {
  readonly expiresAt: string;
  readonly says: string;
  readonly fix: string;
  readonly isOver: boolean;
}

/** null: there is still time. */
export function announceExpiry(expiresAt: string, now: Date): ExpiryNotice | null {
  const days = Math.floor((Date.parse(expiresAt) - now.getTime()) / dayMs);
  if (days > expiryDays) return null;
  const on = expiresAt.slice(0, 10);
  const isOver = days < 0;
  const says = isOver ? `It expired on ${on}.` : `It expires on ${on}, in ${days} days.`;
  const fix = 'Make the next one at https://github.com/settings/personal-access-tokens and put it in its place.';
  return { expiresAt, says, fix, isOver };
}

/** What the token that reads and the one that writes have left. Not being told is no news. */
export async function readExpiries(settings: Settings, openers: Pick<Openers, 'openAccount'>, now: Date) {
  const notices: (ExpiryNotice & { readonly variable: string })[] = [];
  const { token, writeToken } = settings;
  const credentials = [
    { variable: 'GITHUB_TOKEN', token },
    { variable: 'GITHUB_WRITE_TOKEN', token: writeToken },
  ].filter((one) => one.token !== null);
  for (const one of credentials) {
    const account = openers.openAccount({ ...settings, token: one.token, writeToken: null });
    const expiresAt = await readExpiry(account);
    const notice = expiresAt === null ? null : announceExpiry(expiresAt, now);
    if (notice !== null) notices.push({ ...notice, variable: one.variable });
  }
  return notices;
}

/** A token that is refused is told of by whatever it was needed for. */
async function readExpiry(account: Pick<Account, 'readToken'>): Promise<string | null> {
  try {
    return (await account.readToken()).expiresAt;
  } catch (error) {
    if (error instanceof StatusfolioError) return null;
    throw error;
  }
}
