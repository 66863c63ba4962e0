// What one refresh knows of a document and wants to write, from reading to publishing: the records that its steps hand on.

import type { Portfolio } from '../config/portfolio.ts';
import type { MarkEvaluation } from '../core/activity-columns/decide-mark.ts';
import type { ActivityReading } from '../core/activity-columns/model.ts';
import type {
  BlockKind,
  Decision,
  Derived,
  DocumentReading,
  Edit,
  Problem,
  Question,
  RepositoryPlace,
  Row,
  Vocabulary,
} from '../core/model.ts';
import type { DueDate } from '../core/status/decide-date.ts';
import type { ProjectFacts, SaidElsewhere } from '../core/status/situation.ts';
import type { Status } from '../core/status/statuses.ts';
import type { DocumentFile, Documents, FileWrite, GitHub } from '../ports/github.ts';
import type { NoticeSender } from '../ports/notices.ts';
import type { Clock, NoticeJob } from '../ports/queue.ts';
import type {
  Answer,
  Change,
  DateRefusal,
  ProjectRecord,
  RepositoryRecord,
  RepositoryState,
} from '../ports/records.ts';
import type { Memory } from '../ports/store.ts';
import type { Repositories } from './fetch-activity.ts';
import type { RefreshTarget } from './target.ts';

/** What a runtime opens for every refresh: what is read, what is written to, and who is told. */
export interface Outside {
  readonly github: GitHub;
  /** Documents on this machine. */
  readonly files: Documents;
  /** How others are told; left out where nobody is. */
  readonly notices?: NoticeSender;
}

/**
 * The one outcome that every way of publishing, asking and failing passes: a status that reads otherwise now (by a commit, a
 * merged pull request, in a local file), a question or a problem that is new. What may be told of it, the gate decides.
 */
export interface News {
  readonly kind: NoticeJob['notice']['kind'];
  readonly documentKey: string;
  readonly at: string;
  /** Tells it from other news of this kind. */
  readonly key: string;
  /** Of a change. */
  readonly change?: Change;
  /** Of a problem that no document remembers. */
  readonly found?: Problem;
}

export interface RefreshPorts extends Outside {
  readonly memory: Memory;
  readonly clock: Clock;
  /** Told of everything new, once, after it was saved. Must not throw. */
  readonly onNews?: (news: readonly News[]) => Promise<void>;
  /** All documents of the configuration: what one says of a project, a block in another may say. */
  readonly others?: readonly RefreshTarget[];
  /** Spares repositories a fetch that the clock does not ask for yet and that nothing was received for. */
  readonly when?: 'due';
  /** Milliseconds to the next refresh of a document that lists these repositories; left out: it follows the schedule. */
  readonly recheckAfter?: ((repositories: readonly RepositoryRecord[], now: Date) => Promise<number>) | undefined;
}

export interface RefreshResult {
  readonly target: RefreshTarget;
  readonly file: DocumentFile;
  readonly reading: DocumentReading;
  readonly rows: readonly RowEvaluation[];
  /** Rows of its columns of activity; absent: there are none, or it was not time to check them. */
  readonly activity?: readonly MarkEvaluation[];
  readonly publication: Publication;
  readonly news: readonly News[];
  readonly problems: readonly Problem[];
  readonly nextCheckAt: string;
}

export type Refreshed =
  | { readonly kind: 'done'; readonly target: RefreshTarget; readonly result: RefreshResult }
  | { readonly kind: 'failed'; readonly target: RefreshTarget; readonly error: unknown };

export type Publication =
  | { readonly kind: 'nothing' }
  /** A change is due, but this run may not write (`publish: none`, a preview), or must not (`problem`). */
  | {
      readonly kind: 'withheld';
      readonly bytes: Uint8Array;
      readonly problem: Problem | null;
      /** The owner has closed the pull request that proposed it. */
      readonly isDeclined?: boolean;
    }
  | {
      readonly kind: 'published';
      readonly bytes: Uint8Array;
      readonly oid: string;
      readonly url: string | null;
      /** It stands in a working tree: its files, Git's names of their bytes, and a message for whoever commits them. */
      readonly uncommitted?: {
        readonly files: readonly string[];
        readonly blobs: readonly string[];
        readonly message: string;
      };
    }
  /** It waits for the owner in a pull request. */
  | {
      readonly kind: 'proposed';
      readonly bytes: Uint8Array;
      readonly oid: string;
      readonly url: string;
      readonly number: number;
      /** Why it is not a commit, where one was asked for. */
      readonly problem: Problem | null;
    };

export interface DocumentUpdate {
  readonly target: RefreshTarget;
  readonly file: DocumentFile;
  readonly reading: DocumentReading;
  readonly rows: readonly RowEvaluation[];
  /** How the owner spells each status. */
  readonly vocabulary: Vocabulary;
  /** Its columns of activity; absent: there is no directive for any. */
  readonly activity?: ActivityReading;
}

export interface DraftedUpdate extends DocumentUpdate {
  readonly of: DocumentUpdate;
  readonly draft: Draft;
  /** Further files that go into the same commit, such as badges. */
  readonly companions: readonly FileWrite[];
}

export interface PublishPorts {
  readonly documents: Documents;
  readonly github: Pick<GitHub, 'pullRequests' | 'findPublic' | 'startWorkflow' | 'readIdentity'>;
  readonly memory: Pick<Memory, 'countCommitsSince'>;
}

export interface PublishInput {
  /** All of one repository, or one local file. */
  readonly updates: readonly DocumentUpdate[];
  /** What goes into the same commit. */
  readonly readCompanions: (update: DocumentUpdate) => Promise<readonly FileWrite[]>;
  readonly repositoryState: RepositoryState | null;
  readonly portfolio: Portfolio;
  /** Every document of the repository could be checked. */
  readonly isWhole: boolean;
  readonly ports: PublishPorts;
  readonly now: Date;
}

export interface Published {
  /** In the order of the refreshes. */
  readonly publications: readonly Publication[];
  readonly repositoryState: RepositoryState | null;
  /** What a pull request that was merged has changed. */
  readonly history: readonly Change[];
  /** What went wrong after the write. */
  readonly problems: readonly Problem[];
}

export interface Draft {
  /** null: every status is true. */
  readonly bytes: Uint8Array | null;
  readonly edits: readonly Edit[];
  readonly changes: readonly RowEvaluation[];
  /** Generated blocks that are written anew. */
  readonly blocks: readonly DraftedBlock[];
  /** Why the bytes must not be written; null when they may. */
  readonly fault: Problem | null;
}

export interface DraftedBlock {
  readonly kind: BlockKind;
  readonly text: string;
}

export interface RowEvaluation {
  readonly row: Row;
  readonly projectKey: string;
  readonly repo: string | null;
  /** Where work on the project is seen, `repo` first. */
  readonly places: readonly RepositoryPlace[];
  readonly facts: ProjectFacts;
  readonly derived: Derived;
  readonly decision: Decision;
  /** The date that the owner's word is to bear once it is due; null: none, or none is wanted. */
  readonly dueDate: DueDate | null;
  /** That the owner took such a date away; null: no. */
  readonly dateRefused: DateRefusal | null;
  /** What was remembered of the project before this refresh. */
  readonly before: ProjectRecord | null;
  /** The owner's answer that the cell does not say yet. */
  readonly answer: Answer | null;
  /** The repository that the owner accepted as the row's, to be linked together with the word. */
  readonly link: string | null;
  /** Asked about the repository's own word; absent: nothing is. */
  readonly ownQuestion?: OwnQuestion;
}

/** What is asked about the word by which a repository says its own status. */
export interface OwnQuestion {
  readonly projectKey: string;
  readonly name: string;
  readonly repo: string;
  readonly question: Question;
  readonly typed: { readonly text: string; readonly status: Status };
  /** How the badge or the README would say it; null: it has no word for it. */
  readonly word: string | null;
}

export interface EvaluateInput {
  readonly target: Pick<RefreshTarget, 'key'>;
  readonly file: Pick<
    DocumentFile,
    'confirmedAt' | 'mayBeConfirmedAt' | 'isOwnWord' | 'publicRepositories' | 'isPublic'
  >;
  /** When the document was last read: its history up to then is part of what is remembered. */
  readonly knownUntil?: string;
  /** By project, what we wrote in place of what, where the branch did not say it when it was last read. */
  readonly written?: ReadonlyMap<string, Pick<Change, 'from' | 'to'>>;
  /** Without its language: English. */
  readonly reading: Pick<DocumentReading, 'rows'> & Partial<Pick<DocumentReading, 'language'>>;
  /** By repository in lower case, the owner's words in other documents of theirs, for projects that have none here. */
  readonly said?: ReadonlyMap<string, SaidElsewhere> | 'unread';
  /** How the owner spells each status in this document, now or earlier. */
  readonly vocabulary: Vocabulary;
  readonly repositories: Repositories;
  readonly portfolio: Portfolio;
  readonly memory: Pick<Memory, 'readProjects' | 'listPins' | 'listChanges'>;
  readonly now: Date;
}
