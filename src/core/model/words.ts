// The closed lists of the vocabulary: statuses, rules, what may be done.

export { type Status, statuses } from '../status/statuses.ts';

export type Confidence = 'sure' | 'likely' | 'guess';

/** How a document is read: `gfm` as GitHub reads Markdown, `pandoc` as Quarto does, `html` as a browser does. */
export type Dialect = 'gfm' | 'pandoc' | 'html';

/** In no order: which is tried first, `status/rules.ts` says. */
export const ruleNames = [
  'pin',
  'unlinked',
  'identity',
  'archived',
  'scaffold',
  'fork',
  'stopped',
  'live',
  'declared-complete',
  'reopened',
  'active',
  'released',
  'quiet',
  'stalled',
  'keep',
] as const;
export type RuleName = (typeof ruleNames)[number];

/** `hold` waits (calm, pin); `skip` is not ours. */
export type Action = 'keep' | 'change' | 'question' | 'hold' | 'skip';
