// Every sentence about columns of activity, and the text of the pull request that updates them. Nothing from outside gets
// into it un-neutralised.

import type { ActivityRule } from '../activity-columns/model.ts';

export const ignored = 'The row is to be ignored.';
export const pinned = 'The row is pinned.';
export const archived = 'The repository is archived.';
export const notPublic = 'The repository is not public, so its activity is not published.';
export const hiddenByBots = 'Its newest commits are all of bots, and how old the last one of a person is was not read.';

export const stoodBefore = 'It stood there before: the next update looks at it.';
export const notUtf8 = {
  message: 'The document is not encoded in UTF-8, and its marks are no plain letters, so nothing was written.',
  hint: 'Save it as UTF-8.',
};
export const twice = (repo: string, line: number) => `${repo} stands on line ${line}, too.`;
export const moved = (name: string) => `It is ${name} now.`;

export const noMark = (text: string) => `"${text}" is none of the marks.`;
export const noDate = (text: string) => `"${text}" is no date that can be updated in the same form.`;
export const account = (login: string) => `The link leads to the account ${login}, not to a repository.`;
export const elsewhere = (host: string) => `${host} is not GitHub.`;
export const unseen = (repo: string) => `${repo} cannot be seen: it is gone, private, or the token has no access.`;
export const gone = (repo: string) => `${repo} has not been there for more than three days.`;

const nouns = { commit: 'commit', push: 'push', release: 'release' } as const;

export const never = (by: ActivityRule['by']) => `There is no ${nouns[by]} to go by.`;

export function last(by: ActivityRule['by'], at: string, days: number, isExact: boolean): string {
  const age = days === 1 ? '1 day' : `${days} days`;
  return isExact
    ? `Last ${nouns[by]} on ${at.slice(0, 10)}, ${age} ago.`
    : `Last ${nouns[by]} before ${at.slice(0, 10)}, more than ${age} ago.`;
}
