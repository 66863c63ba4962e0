// The options of `init`, apart from its code, so that help appears at once.

import type { CommonOptions } from './main.ts';

export const blockKinds = ['table', 'list', 'cards', 'summary'] as const;
export const publishKinds = ['commit', 'pull-request', 'none'] as const;

export interface InitOptions extends CommonOptions {
  readonly from?: string;
  readonly block?: (typeof blockKinds)[number];
  readonly after?: string;
  readonly publish?: (typeof publishKinds)[number];
  readonly workflow?: boolean;
  readonly dryRun?: boolean;
}
