// The options of `init`, apart from its code, so that help appears at once.

export const blockKinds = ['table', 'list', 'cards', 'summary'] as const;
export const publishKinds = ['commit', 'pull-request', 'none'] as const;

export interface SyncOptions extends CommonOptions {
  readonly dryRun?: boolean;
  readonly workingTree?: boolean;
}

export interface InitOptions extends CommonOptions {
  readonly from?: string;
  readonly block?: (typeof blockKinds)[number];
  readonly after?: string;
  readonly publish?: (typeof publishKinds)[number];
  readonly workflow?: boolean;
  readonly pages?: boolean;
  readonly dryRun?: boolean;
}

// What `leave` does, as steps: each takes one trace away and says what came of it.

export interface UninstallOptions extends CommonOptions {
  readonly url?: string;
  readonly restore?: boolean;
}

export interface UninstallLine {
  readonly where: string;
  readonly what: string;
  readonly state: 'removed' | 'none' | 'left' | 'failed';
  readonly note: string;
}

/** One thing to do away with; throws StatusfolioError when that is not possible. */
export interface Step {
  readonly where: string;
  readonly what: string;
  run(): Promise<Pick<UninstallLine, 'state' | 'note'>>;
}

export function toGone(wasThere: boolean): Pick<UninstallLine, 'state' | 'note'> {
  return wasThere ? { state: 'removed', note: '' } : { state: 'none', note: 'there was none' };
}

/** Options that every command understands. */
export interface CommonOptions {
  readonly config?: string;
  readonly json?: boolean;
  readonly now?: Date;
  readonly database?: string;
  readonly yes?: boolean;
  readonly quiet?: boolean;
}

/** `github`: annotations of a workflow run, on the lines of the rows. */
export const reportFormats = ['text', 'json', 'markdown', 'github'] as const;
export type ReportFormat = (typeof reportFormats)[number];

/** Whether a site can be published there. */
export function isSiteAddress({ protocol, username, password, search, hash }: URL): boolean {
  return /^https?:$/.test(protocol) && `${username}${password}${search}${hash}` === '';
}
