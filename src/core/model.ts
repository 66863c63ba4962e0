// The nouns that every part of Statusfolio shares (ARCHITECTURE.md defines the words). Types and closed lists only:
// no behaviour, so that anything may import it.

export type * from './model/activity.ts';
export type * from './model/documents.ts';
export type * from './model/statuses.ts';
export type * from './model/words.ts';
export { ruleNames, statuses } from './model/words.ts';
