// The nouns of the core: the closed lists of the vocabulary (statuses, rules, what may be done), activity, documents, rows,
// decisions. Long because everything else is said in these words.

import type { Status } from './status/statuses.ts';

export type Confidence = 'sure' | 'likely' | 'guess';

/** How a document is read: `gfm` as GitHub reads Markdown, `pandoc` as Quarto does, `html` as a browser does; else as data. */
export type Dialect = 'gfm' | 'pandoc' | 'html' | 'yaml' | 'json';

/** In no order: which is tried first, `status/rules.ts` says. */
export const ruleNames = [
  'activity',
  'pin',
  'unlinked',
  'identity',
  'archived',
  'scaffold',
  'fork',
  'stopped',
  'live',
  'woke',
  'declared',
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

// The facts pulled about a repository. Instants are ISO 8601 UTC text.

/** `work` counts as life; `docs` only touch documentation; `upstream` came with a fork; `own` are ours. */
export type CommitKind = 'work' | 'docs' | 'merge' | 'bot' | 'upstream' | 'own';

export interface CommitFact {
  readonly oid: string;
  readonly at: string;
  readonly kind: CommitKind;
  /** Whether all its files are documentation: only a webhook lists the files, and what it said is kept. */
  readonly isDocsOnly?: boolean;
}

export interface Release {
  readonly tag: string;
  readonly publishedAt: string;
  readonly isPrerelease: boolean;
}

export interface Deployment {
  readonly environment: string;
  /** GitHub's state in lower case: success, failure, error, inactive, in_progress, pending, queued, waiting. */
  readonly state: string;
  /** When it came into this state. */
  readonly at: string;
  /** When it was begun, which tells two deployments to one environment apart. */
  readonly createdAt?: string;
}

export interface ScheduledWorkflow {
  readonly name: string;
  /** `.github/workflows/daily.yml`; absent where it is not known. */
  readonly path?: string;
  readonly state: 'active' | 'disabled_inactivity' | 'disabled_manually';
  /** What its file says that it does; absent: nobody read it. */
  readonly purpose?: 'serves' | 'upkeep' | 'unknown';
  /** The blob of the file that was read, and the commit at which it stood there. */
  readonly read?: { readonly blob: string | null; readonly commit: string | null };
  /** When the state was last changed; null when GitHub does not say. */
  readonly stateChangedAt: string | null;
  /** Scheduled runs on the default branch, newest first. */
  readonly runs: readonly { readonly at: string; readonly succeeded: boolean }[];
}

/** Badges by which repositories say it; `status` has words of the owner's own. */
export type BadgeFamily = 'repostatus' | 'lifecycle' | 'lifecycle-figure' | 'stability' | 'status';

/** What a repository says about itself. */
/** Where a repository says what it is: what that is called, and what introduces the word. */
export const declarationSources = {
  topic: { name: 'Topic', before: 'Topic' },
  badge: { name: 'Badge', before: 'Badge in the README:' },
  README: { name: 'README', before: 'README: Status' },
} as const;

export interface Declaration {
  readonly status: Status;
  /** As it stands there. */
  readonly word: string;
  readonly source: keyof typeof declarationSources;
  /** Of a badge: whose words it uses. Absent: no badge of a known family. */
  readonly family?: BadgeFamily;
  /** Of the README, 1-based; absent: a topic, or read by an earlier version. */
  readonly line?: number;
  /** When it was seen to change to this; null: it stood there at the first check. */
  readonly since: string | null;
}

/** Signs of something that runs; needs more permission than the rest, so it may be missing. */
export interface Operations {
  readonly fetchedAt: string;
  readonly deployments: readonly Deployment[];
  /** null: the credential may not read workflows. */
  readonly schedules: readonly ScheduledWorkflow[] | null;
  /** How the homepage answered lately, newest last; absent: nobody asked. */
  readonly homepage?: readonly { readonly at: string; readonly ok: boolean }[];
  /** What the repository says about itself; null: nothing; absent: not fetched. */
  readonly declared?: Declaration | null;
  /** Whether README or description say that the work goes on elsewhere; absent: not fetched. */
  readonly hasMoved?: boolean;
}

/** What was committed to one folder of a repository. */
export interface FolderHistory {
  readonly commits: readonly CommitFact[];
  readonly completeSince: string;
}

/** The facts pulled about one repository, with the time they were fetched and how far back they are complete. */
export interface Activity {
  readonly nodeId: string;
  /** `owner/name` as GitHub spells it today. */
  readonly name: string;
  readonly visibility: 'public' | 'private' | 'internal';
  readonly isArchived: boolean;
  readonly archivedAt: string | null;
  readonly isEmpty: boolean;
  readonly isFork: boolean;
  readonly createdAt: string;
  readonly pushedAt: string | null;
  readonly defaultBranch: string | null;
  readonly headOid: string | null;
  /** Commits of the default branch, newest first. */
  readonly commits: readonly CommitFact[];
  /** `commits` holds every commit of a person from this instant on, and may hold single older ones. */
  readonly completeSince: string;
  /** Names of the programming languages GitHub found; empty means no source files. */
  readonly languages: readonly string[];
  /** Newest releases first, drafts left out. */
  readonly releases: readonly Release[];
  /** Newest tags first; `at` is when the tag or its commit was made. */
  readonly tags: readonly { readonly name: string; readonly at: string }[];
  readonly operations: Operations | null;
  /** Lists of which not everything was read, so that what is not in them proves nothing. Absent: all were read. */
  readonly unread?: readonly ('releases' | 'tags' | 'deployments')[];
  /** By path, of the folders that rows are about. */
  readonly folders?: Readonly<Record<string, FolderHistory>>;
  readonly fetchedAt: string;
  /** Webhooks received up to this instant are part of it; absent: none since the fetch. */
  readonly lastEventAppliedAt?: string;
  /** Name, visibility and archiving are as of this instant, where a webhook told them after the fetch. */
  readonly flagsAt?: string;
}

// What is read from a document and written into it. Offsets and lengths are bytes.

/** Half-open range of byte offsets in a document. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** Where a document lives. `branch: null` is the default branch, whatever it is called today. */
export type DocumentRef = (
  | { readonly kind: 'github'; readonly repo: string; readonly path: string; readonly branch: string | null }
  /**
   * `root`: what links may not lead out of; left out: the file's own folder. `own`: where the file lives on GitHub, as far
   * as its folder says. `realPath`: the one path under which it is remembered, whatever links and worktrees led to it;
   * left out: `path`. `input`: its bytes, where they came through standard input; then it cannot be written.
   */
  | {
      readonly kind: 'file';
      readonly path: string;
      readonly root?: string;
      readonly own?: OwnPlace;
      readonly realPath?: string;
      readonly input?: Uint8Array;
    }
) & {
  /** In a data file, the key of the entry that holds the date of a status; absent: no date is written there. */
  readonly asOfKey?: string;
  /** The directive of the configuration for columns of activity; absent: none. */
  readonly activity?: string;
  /** Whose addresses are links to repositories, such as `https://ghe.example.org`; absent: those of https://github.com. */
  readonly site?: string;
};

/** Where a document stands in its own repository. */
export interface OwnPlace {
  readonly repo: string;
  readonly path: string;
}

/** A directive of the owner inside a cell: `<!-- statusfolio: pin until 2027-01-31 -->`, `<!-- statusfolio: ignore -->`. */
export type CellDirective = { readonly kind: 'pin'; readonly until: string | null } | { readonly kind: 'ignore' };

/**
 * How a status is written into its span: as Markdown, as HTML, as a badge whose address and alternative text change; as a
 * scalar of YAML or JSON with its quotes, or as the line of a block scalar, which has none.
 */
export type StatusMarkup = 'markdown' | 'html' | 'badge' | 'yaml' | 'yaml-line' | 'json';

/** Where work on a project is seen: a repository, or one folder of it. */
export interface RepositoryPlace {
  /** `owner/name` as the link spells it. */
  readonly repo: string;
  readonly folder: string | null;
}

/** The languages of config/status-words/. */
export type Language =
  | 'en'
  | 'es'
  | 'pt'
  | 'fr'
  | 'de'
  | 'it'
  | 'ru'
  | 'pl'
  | 'tr'
  | 'vi'
  | 'zh-Hans'
  | 'zh-Hant'
  | 'ja'
  | 'ko';

/** A date of ours as it stands in a cell: since when nothing confirms the word, or when the project last ran. */
export interface WrittenDate {
  /** The remark and the blank before it. */
  readonly span: Span;
  /** `2025-07` */
  readonly month: string;
  /** `(as of 2025-07)`, decoded. */
  readonly text: string;
  readonly kind: 'as-of' | 'last-run';
  /** It stands in the column "Last work" of a generated table, and its month is that of the last work; absent: behind the word. */
  readonly inColumn?: true;
}

/** Behind the word and all marks around it. */
export interface DateSlot {
  readonly at: number;
  /** What the column is written in; null where that is not sure. */
  readonly language: Language | null;
  /** In a data file the whole entry with the marks around it, one character per byte; `{month}` is the month. */
  readonly form?: string;
  /** The row stands in a generated table, which says it in a column; absent: it stands behind the word. */
  readonly inColumn?: true;
}

/** Where a link may be put into a row, and how it is written there. */
export interface LinkSlot {
  readonly span: Span;
  /** One character per byte; `{repo}` is `owner/name`, `{name}` the name alone, `{text}` what stands in the span. */
  readonly form: string;
}

/** One project as it stands in the bytes: a row of a table, a list item, a paragraph or a card. */
export interface Row {
  /** The row's text without Markdown. */
  readonly name: string;
  /** 1-based line in the file. */
  readonly line: number;
  /** Heading above it, without Markdown; null where there is none. */
  readonly section: string | null;
  /** 0-based index of its table among the document's project tables; null for a row outside tables. */
  readonly table: number | null;
  /** `owner/name` as the row's link spells it; null where no repository is linked. */
  readonly repo: string | null;
  /** Folder of the repository for `/tree/<branch>/<folder>` links. */
  readonly folder: string | null;
  /** The relative link by which the row is found inside the document's own repository; absent: there is none. */
  readonly inside?: string;
  /** Further repositories of the same project, in the order of the cell; absent: there is one at most. */
  readonly also?: readonly RepositoryPlace[];
  /** Where a link to a repository may be put; absent: the row has one, or no safe place for it. */
  readonly linkSlot?: LinkSlot;
  /** The bytes to replace when the status changes: the word and its glyph, inside padding and emphasis; null: no cell. */
  readonly statusSpan: Span | null;
  readonly statusMarkup: StatusMarkup;
  /** The status as typed: decoded for reading, so a doubly encoded cell shows its real emoji. */
  readonly typed: { readonly text: string; readonly status: Status };
  /** Whether the status cell's bytes are doubly encoded (UTF-8 read as Windows-1252 and encoded again). */
  readonly mojibake: boolean;
  readonly directive: CellDirective | null;
  /** What somebody else says beside the word: `(since May)`, `on GCP`; absent: nothing. */
  readonly remark?: string;
  /** Our date behind the word; absent: there is none. */
  readonly asOf?: WrittenDate;
  /** Where our date may stand; absent: nowhere, because the cell is a picture, a bare glyph, or has another remark. */
  readonly dateSlot?: DateSlot;
  /** What the column "Last work" of its table holds, while the document is read; absent: nothing, or there is none. */
  readonly lastWork?: Pick<WrittenDate, 'span' | 'month'>;
  /**
   * In a data file, the values that the row's key has or its schema allows, and how others would be spelled there, which
   * only an answer writes. Absent: the words of the document and the labels of the configuration.
   */
  readonly keyWords?: { readonly words: Vocabulary; readonly proposed: Vocabulary; readonly isClosed?: true };
  /** Labels that its table has not used, where the table's style settles them; absent: a new label is a question. */
  readonly derivedLabels?: Vocabulary;
  /** Where the repository is named; absent: on the row's own line. */
  readonly linkLine?: number;
  /** It stands in a block that is drawn from the configuration, or is to stand there; absent: it does not. */
  readonly isGenerated?: true;
  /** No block names it, and a summary counts it; absent: it is named. */
  readonly isCounted?: true;
  /** Why every change of the word is a question first, whatever the evidence; absent: nothing speaks for it. */
  readonly asksFirst?: string;
  /** Why the row is left alone whatever GitHub says (no status cell, ambiguous, ignored); null when it is ours. */
  readonly skip: string | null;
}

export type BlockKind = 'table' | 'list' | 'cards' | 'summary';

/** What stands between an owner's markers, and is generated whole. */
export interface GeneratedBlock {
  readonly kind: BlockKind;
  /** As written in the marker: `columns`, `sort`, `group`. */
  readonly options: ReadonlyMap<string, string>;
  /** From behind the line of the first marker to the line of the second. */
  readonly span: Span;
  /** 1-based, of the first marker. */
  readonly line: number;
  /** 1-based, of the second marker. */
  readonly lastLine: number;
  /** Why it is left alone; null when it may be written. */
  readonly problem: string | null;
}

/** What was read from a document's bytes. */
export interface DocumentReading {
  readonly dialect: Dialect;
  /** Whether the document's text is doubly encoded. */
  readonly mojibake: boolean;
  /** Number of project tables (those with a status column and rows). */
  readonly tables: number;
  readonly rows: readonly Row[];
  readonly blocks: readonly GeneratedBlock[];
  /** The words this document uses, decoded, with glyph: how the owner spells each status. */
  readonly vocabulary: Vocabulary;
  /** What its words and headings are written in. */
  readonly language: Language;
}

/** The owner's spelling of each status, such as `🟢 Running`; absent where the document has no word for it. */
export type Vocabulary = Partial<Record<Status, string>>;

/** A replacement of one span; the only way in which a document changes. */
export interface Edit {
  readonly span: Span;
  readonly bytes: Uint8Array;
}

// What is declared, derived, asked and decided about a project. Instants are ISO 8601 UTC text.

/** What the owner last meant, and the moment from which evidence counts against it. */
export interface Declared {
  readonly status: Status;
  /** null: not known (a local file outside git), so no evidence is too old to count. */
  readonly confirmedAt: string | null;
  /** When the word itself was typed or answered; absent: at `confirmedAt`. */
  readonly typedAt?: string | null;
  /** Commits of people to the document since then that left the row as it was. Absent: none is known of. */
  readonly touches?: readonly string[];
  /** The last two times at which the owner, asked about silence, said that the word holds. Absent: never. */
  readonly affirmedAt?: readonly string[];
  /** Not all of the document's history was read: until then it may have been confirmed. Absent: all that counts was. */
  readonly mayBeConfirmedAt?: string;
  /** Nobody has said it: what a generated block shows of the project instead, word for word. Absent: somebody has. */
  readonly unsaid?: string;
}

export interface Pin {
  readonly status: Status;
  /** Last day, inclusive, UTC (`2027-01-31`); null: forever. */
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
  /** Facts and work publish by themselves; silence and doubts only ask; `none` never changes a word. */
  readonly basis: 'fact' | 'work' | 'silence' | 'doubt' | 'none';
  /** Who may read the evidence: for a repository that is not public only the owner may. */
  readonly audience: 'public' | 'owner';
  /** The repository that would be linked, were this accepted. */
  readonly link?: string;
  /** The owner's own spelling, which comes back as it was typed; absent: as the document spells the status. */
  readonly text?: string;
  /** The version that a question about a release is about. */
  readonly version?: string;
}

/** A change that waits for the owner's word. */
export interface Question {
  readonly status: Status;
  readonly rule: RuleName;
  readonly evidence: string;
  readonly askedAt: string;
  /** The repository that is linked when this is accepted. */
  readonly link?: string;
  /** The version that it is about. */
  readonly version?: string;
}

/** What happens to the date behind a word. */
export interface AsOf {
  /** `2025-07` */
  readonly month: string;
  /** The remark as it is written, `(as of 2025-07)`. */
  readonly text: string;
  /** `add` takes the place of an older date of ours, too. */
  readonly action: 'add' | 'keep' | 'remove';
}

/** The outcome for one row: what its cell should say, and why. */
export interface Decision {
  readonly status: Status;
  /** The cell's text as it should read, decoded. */
  readonly text: string;
  readonly action: Action;
  readonly reason: string;
  readonly question: Question | null;
  /** The document has not used this label: it follows from the table's style. Absent: it has, or the owner gave it. */
  readonly isNewLabel?: true;
  /** The date behind the word; absent or null: none, or nothing is known of it. */
  readonly asOf?: AsOf | null;
  /** When to check again: the derived answer's or a deadline of its own, whichever is first. */
  readonly reviewAt: string | null;
}

/** Something the owner should know; shown by `check`, the dashboard and the log. */
export interface Problem {
  readonly code: string;
  /** `README.md:21`, a repository, a variable. */
  readonly where: string;
  readonly message: string;
  readonly hint: string;
  /** Left out: something could not be done. `notice`: all was done, and this is worth knowing. */
  readonly level?: 'notice';
}
