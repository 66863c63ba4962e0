// What is declared, derived, asked and settled about a project. Instants are ISO 8601 UTC text.

import type { Action, Confidence, RuleName, Status } from './words.ts';

/** What the owner last meant, and the moment from which evidence counts against it. */
export interface Declared {
  readonly status: Status;
  /** null: not known (a local file outside git), so no evidence is too old to count. */
  readonly confirmedAt: string | null;
  /** Not all of the document's history was read: until then it may have been confirmed. Absent: all that counts was. */
  readonly mayBeConfirmedAt?: string;
}

export interface Pin {
  readonly status: Status;
  /** Last day, inclusive, UTC (`2027-01-31`); null: for ever. */
  readonly until: string | null;
  readonly reason: string | null;
  readonly source: 'cell' | 'configuration' | 'page';
}

/** What the rules say, before confirmation, questions, pins and calm. */
export interface Derived {
  readonly status: Status;
  readonly rule: RuleName;
  readonly confidence: Confidence;
  /** One sentence with absolute dates. */
  readonly evidence: string;
  /** When this would change by itself if nothing happened; null: never. */
  readonly reviewAt: string | null;
  /** Facts and work publish by themselves; silence asks first; a doubt only asks; `none` never changes a word. */
  readonly basis: 'fact' | 'work' | 'silence' | 'doubt' | 'none';
  /** Who may read the evidence: for a repository that is not public only the owner may. */
  readonly audience: 'public' | 'owner';
  /** The repository that would be linked, were this accepted. */
  readonly link?: string;
}

/** A change that waits for the owner's word. */
export interface Question {
  readonly status: Status;
  readonly rule: RuleName;
  readonly evidence: string;
  readonly askedAt: string;
  /** The repository that is linked when this is accepted. */
  readonly link?: string;
}

/** The outcome for one row: what its cell should say, and why. */
export interface Settled {
  readonly status: Status;
  /** The cell's text as it should read, decoded. */
  readonly text: string;
  readonly action: Action;
  readonly reason: string;
  readonly question: Question | null;
  /** When to look again: the derived answer's or a deadline of its own, whichever is first. */
  readonly reviewAt: string | null;
}

/** Something the owner should know; shown by `check`, the dashboard and the log. */
export interface Problem {
  readonly code: string;
  /** `README.md:21`, a repository, a variable. */
  readonly where: string;
  readonly message: string;
  readonly hint: string;
}
