// Columns of activity, in which freshness is the meaning: marks by age, or dates, instead of a word of the owner's.

import type { CellDirective, Span } from '../model.ts';

/** What a directive says: `activity by=commit column="Activity" 🟢 <60d 🔴 else; archived 📦`. */
export interface ActivityRule {
  readonly by: 'commit' | 'push' | 'release';
  /** Dates are written instead of marks; null: marks. */
  readonly as: 'month' | 'day' | null;
  /** Heading of the table's column; null: the column that holds the marks. */
  readonly column: string | null;
  /** Whether list items without a mark get one in front. */
  readonly insertsAtStart: boolean;
  /** Freshest first; the last one is `else` and has no limit. Empty where dates are written. */
  readonly levels: readonly { readonly mark: string; readonly underDays: number | null }[];
  readonly archived: string | null;
  readonly unsupported: string | null;
  readonly gone: string | null;
}

/** Whom a row's link leads to; `other` is a host that is not GitHub. */
export type ActivitySubject =
  | { readonly kind: 'repository'; readonly repo: string }
  | { readonly kind: 'account'; readonly login: string }
  | { readonly kind: 'other'; readonly host: string };

/** One table row or list item of a column of activity. */
export interface ActivityEntry {
  /** Without Markdown. */
  readonly name: string;
  /** 1-based. */
  readonly line: number;
  readonly subject: ActivitySubject;
  /** The bytes that a mark or date takes the place of; what it is surrounded with there, blanks alone. */
  readonly span: Span;
  readonly before: string;
  readonly after: string;
  /** What stands there, decoded: a mark of the rule, a date, nothing, or something that is left alone. */
  readonly typed: { readonly kind: 'mark' | 'date' | 'nothing' | 'other'; readonly text: string };
  readonly markup: 'markdown' | 'html';
  readonly mojibake: boolean;
  readonly directive: CellDirective | null;
  /** Why it is left alone whatever GitHub says; null when it is not. */
  readonly skip: string | null;
}

export interface ActivityColumn {
  readonly rule: ActivityRule;
  /** 1-based, of the table's header or the first list item. */
  readonly line: number;
  readonly entries: readonly ActivityEntry[];
}

export interface ActivityReading {
  readonly columns: readonly ActivityColumn[];
  /** What is wrong with directives, and legends that say something else. `column`: 1-based, in characters. */
  readonly problems: readonly {
    readonly line: number;
    readonly column: number;
    readonly message: string;
    readonly isNotice?: boolean;
  }[];
}

/** When something last happened; `isExact: false`: it was no later than this. `at: null`: never, as far as GitHub says. */
export interface LastInstant {
  readonly at: string | null;
  readonly isExact: boolean;
}

/** What was seen of a repository. */
export interface LastActivity {
  readonly nodeId: string;
  /** `owner/name` of today. */
  readonly name: string;
  readonly isPublic: boolean;
  readonly isArchived: boolean;
  readonly pushedAt: string | null;
  /** Newest commit of a person on the default branch; null: nobody asked. */
  readonly commit: LastInstant | null;
  /** Newest release, else newest tag; null: nobody asked. */
  readonly release: LastInstant | null;
}
