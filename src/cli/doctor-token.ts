// Examines the credential: is there one, is it accepted, how long does it live, how much is left, does it hold more
// power than it needs.

import type { TokenFacts } from '../ports.ts';
import type { Settings } from '../settings.ts';
import type { Finding } from './doctor.ts';
import type { Openers } from './openers.ts';
import { tokenUrl } from './token-advice.ts';
import { announceExpiry } from './token-expiry.ts';

/** Below this part of the limit something else is eating it. */
const scarcePart = 0.1;

/** Scopes of classic tokens that are of no use here. */
const neededScopes = new Set(['public_repo', 'repo', 'admin:repo_hook', 'write:repo_hook', 'read:repo_hook']);

export async function examineToken(settings: Settings, openers: Openers, now: Date): Promise<Finding[]> {
  const facts = await openers.openAccount(settings).readToken();
  const isAnonymous = facts.login === null && facts.limit > 0 && facts.limit <= 60;
  if (isAnonymous) {
    return [
      {
        state: 'notice',
        what: 'token',
        says: `There is none: 60 requests an hour, ${facts.remaining} left, public repositories only.`,
        fix: `A token without any permission raises it to 5,000: ${tokenUrl({ owner: null, canWrite: false })}`,
      },
    ];
  }
  const whose = facts.login === null ? 'It is that of an app or a workflow' : `It is that of ${facts.login}`;
  const good: Finding = {
    state: 'good',
    what: 'token',
    says: `${whose}; ${facts.remaining} of ${facts.limit} requests are left this hour.`,
    fix: '',
  };
  return [good, ...examineExpiry(facts, now), ...examineLimit(facts), ...examineScopes(facts)];
}

export function examineExpiry({ expiresAt }: Pick<TokenFacts, 'expiresAt'>, now: Date): Finding[] {
  if (expiresAt === null) return [];
  const announced = announceExpiry(expiresAt, now);
  if (announced === null)
    return [{ state: 'good', what: 'token', says: `It expires on ${expiresAt.slice(0, 10)}.`, fix: '' }];
  const { says, fix, isOver } = announced;
  return [{ state: isOver ? 'bad' : 'notice', what: 'token', says, fix }];
}

function examineLimit({ limit, remaining, resetAt }: TokenFacts): Finding[] {
  if (limit === 0 || remaining >= limit * scarcePart) return [];
  const says = `Only ${remaining} of ${limit} requests are left until ${resetAt}.`;
  return [{ state: 'notice', what: 'token', says, fix: 'Another program uses the same token: give each its own.' }];
}

function examineScopes({ scopes }: TokenFacts): Finding[] {
  const needless = (scopes ?? []).filter((scope) => !neededScopes.has(scope));
  if (needless.length === 0) return [];
  const says = `It may do more than is needed: ${needless.join(', ')}.`;
  const fix = `A fine-grained token for one repository is enough: ${tokenUrl({ owner: null, canWrite: true })}`;
  return [{ state: 'notice', what: 'token', says, fix }];
}
