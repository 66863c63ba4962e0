// What is read from a document and written into it. Offsets and lengths are bytes.

import type { Dialect, Status } from './words.ts';

/** Half-open range of byte offsets in a document. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** Where a document lives. `branch: null` is the default branch, whatever it is called today. */
export type DocumentRef =
  | { readonly kind: 'github'; readonly repo: string; readonly path: string; readonly branch: string | null }
  /**
   * `root`: what links may not lead out of; left out: the file's own folder. `own`: where the file lives on GitHub, as far
   * as its folder says.
   */
  | { readonly kind: 'file'; readonly path: string; readonly root?: string; readonly own?: OwnPlace };

/** Where a document stands in its own repository. */
export interface OwnPlace {
  readonly repo: string;
  readonly path: string;
}

/** A directive of the owner inside a cell: `<!-- statusfolio: pin until 2027-01-31 -->`, `<!-- statusfolio: ignore -->`. */
export type CellDirective = { readonly kind: 'pin'; readonly until: string | null } | { readonly kind: 'ignore' };

/** How a status is written into its span: as Markdown, as HTML, or as a badge whose address and alternative text change. */
export type StatusMarkup = 'markdown' | 'html' | 'badge';

/** Where work on a project is seen: a repository, or one folder of it. */
export interface RepositoryPlace {
  /** `owner/name` as the link spells it. */
  readonly repo: string;
  readonly folder: string | null;
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
}

/** The owner's spelling of each status, such as `🟢 Running`; absent where the document has no word for it. */
export type Vocabulary = Partial<Record<Status, string>>;

/** A replacement of one span; the only way in which a document changes. */
export interface Edit {
  readonly span: Span;
  readonly bytes: Uint8Array;
}
