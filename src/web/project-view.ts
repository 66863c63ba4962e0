// One row of a document as one audience may see it. The rules of privacy are here and nowhere else: whoever renders a
// view need not know them. All text in it is plain (one line, visible).

import { mergeActivities } from '../core/activity/merge-activities.ts';
import { narrowToFolder } from '../core/activity/narrow-to-folder.ts';
import { countWeeks, type Weeks } from '../core/activity/weekly-counts.ts';
import type { Action, Activity, Confidence, Derived, RepositoryPlace, RuleName, Status } from '../core/model.ts';
import { toPlainText } from '../core/render/plain-text.ts';
import * as say from '../core/wording.ts';
import { listPlaces, toPin } from '../pipeline/link-row.ts';
import type { Change, DocumentRecord, PinRecord, ProjectRecord, RepositoryRecord, RowRecord } from '../ports.ts';
import { toTicket } from './ticket.ts';

export type Audience = 'owner' | 'public';

export interface ProjectView {
  /** Names the project within this program; not for others, because it could be guessed at. */
  readonly ticket: string;
  /** Whether this audience may see more of it than its status word. */
  readonly isOpen: boolean;
  readonly name: string;
  /** 1-based line in the document. */
  readonly line: number;
  readonly section: string | null;
  /** `owner/name`; null where no repository is linked. */
  readonly repo: string | null;
  readonly folder: string | null;
  /** Further repositories of the row that are one project with it. */
  readonly also: readonly RepositoryPlace[];
  readonly typed: { readonly text: string; readonly status: Status };
  readonly settled: { readonly text: string; readonly status: Status };
  /** Whether the cell disagrees with the settled status, and no commit of ours has corrected it yet. */
  readonly isDrifting: boolean;
  /** From here on null: withheld from this audience, or not known. */
  readonly action: Action | null;
  readonly reason: string | null;
  readonly rule: RuleName | null;
  readonly confidence: Confidence | null;
  readonly evidence: string | null;
  readonly question: { readonly status: Status; readonly evidence: string; readonly askedAt: string } | null;
  readonly since: string | null;
  readonly lookedAt: string | null;
  readonly reviewAt: string | null;
  /** Half a year of the repository. */
  readonly weeks: Weeks | null;
  /** What the owner can do about the row on a page. */
  readonly desk: Desk | null;
}

/** The owner's side of a row: never shown to anybody else. */
export interface Desk {
  /** Why nothing can be decided on a page: a higher word rules. null: it can. */
  readonly shadow: string | null;
  /** The pin that rules, wherever it was set. */
  readonly pin: { readonly until: string | null; readonly isOurs: boolean } | null;
  /** An answer that has been given and is not in the document yet. */
  readonly answered: string | null;
  /** Whether silence is what raised the question. */
  readonly isSilence: boolean;
}

/** What the store knows, as far as a view needs it. */
export interface Known {
  readonly audience: Audience;
  readonly projects: ReadonlyMap<string, ProjectRecord>;
  readonly repositories: ReadonlyMap<string, RepositoryRecord>;
  readonly changes: readonly Change[];
  readonly pins: ReadonlyMap<string, PinRecord>;
  /** The last instant of every half-year shown, so that all of them are the same weeks. */
  readonly endAt: string;
}

export function viewProject(record: RowRecord, document: DocumentRecord, known: Known): ProjectView {
  const { row, repo, settled } = record;
  const { question } = settled;
  const project = known.projects.get(record.projectKey) ?? null;
  const derived = project?.derived ?? null;
  const activity = readActivity(listPlaces(repo, row), known);
  const full: ProjectView = {
    ticket: toTicket(record.projectKey),
    isOpen: true,
    name: toPlainText(row.name, 120),
    line: row.line,
    section: row.section === null ? null : toPlainText(row.section, 200),
    repo,
    folder: row.folder,
    also: row.also ?? [],
    typed: { text: toPlainText(row.typed.text, 60), status: row.typed.status },
    settled: { text: toPlainText(settled.text, 60), status: settled.status },
    isDrifting: settled.action === 'change' && !isPublished(record, document, known.changes),
    action: settled.action,
    reason: toPlainText(settled.reason),
    rule: derived?.rule ?? null,
    confidence: derived?.confidence ?? null,
    evidence: derived === null ? null : toPlainText(derived.evidence),
    question: question && {
      status: question.status,
      evidence: toPlainText(question.evidence),
      askedAt: question.askedAt,
    },
    since: project?.settled.since ?? null,
    lookedAt: activity?.fetchedAt ?? null,
    reviewAt: settled.reviewAt,
    weeks: activity === null ? null : countWeeks(activity, known.endAt),
    desk: known.audience === 'owner' ? layDesk(record, project, known) : null,
  };
  return known.audience === 'owner' ? full : withhold(full, record, derived, known);
}

/** Of all its repositories together; null as long as one of them is not known. */
export function readActivity(
  places: readonly RepositoryPlace[],
  { repositories }: Pick<Known, 'repositories'>,
): Activity | null {
  const parts = places.flatMap((place) => {
    const activity = repositories.get(place.repo.toLowerCase())?.activity ?? null;
    return activity === null ? [] : [narrowToFolder(activity, place.folder)];
  });
  const [first, ...rest] = parts;
  return first === undefined || parts.length < places.length ? null : mergeActivities([first, ...rest]);
}

const withheld = {
  action: null,
  reason: null,
  rule: null,
  confidence: null,
  evidence: null,
  question: null,
  since: null,
  lookedAt: null,
  reviewAt: null,
  weeks: null,
  desk: null,
} as const;

function withhold(full: ProjectView, { row, settled }: RowRecord, derived: Derived | null, known: Known): ProjectView {
  // The configuration may link a repository that the document does not: its very name is then the owner's.
  if (derived === null || !isOpenProject([full.repo, ...full.also.map((place) => place.repo)], derived, known))
    return { ...full, ...withheld, isOpen: false, repo: row.repo };
  const { since, lookedAt, rule, confidence, evidence, reviewAt, weeks } = full;
  // What is still being asked, or waits, is between the owner and us: evidence for another status would tell it.
  const isDecided = settled.action !== 'question' && settled.action !== 'hold';
  const isTelling = isDecided && (derived.status === settled.status || settled.action === 'skip');
  return { ...full, ...withheld, since, lookedAt, weeks, ...(isTelling && { rule, confidence, evidence, reviewAt }) };
}

function layDesk({ row, projectKey, settled }: RowRecord, project: ProjectRecord | null, { pins }: Known): Desk {
  const ours = pins.get(projectKey);
  const derived = project?.derived ?? null;
  const isPinned = derived?.rule === 'pin';
  const isOurs = isPinned && ours !== undefined && derived.evidence === say.pinned(toPin(ours));
  const until = isOurs ? ours.until : row.directive?.kind === 'pin' ? row.directive.until : null;
  return {
    shadow: readShadow(row, settled, isPinned && !isOurs),
    pin: isPinned ? { until, isOurs } : null,
    answered: readAnswered(settled, project),
    isSilence: derived?.basis === 'silence',
  };
}

/** What the owner has decided since the last look. */
function readAnswered({ question }: RowRecord['settled'], project: ProjectRecord | null): string | null {
  const { answer = null, refused = null } = project ?? {};
  if (answer !== null) return say.answered(answer.kind, answer.by, answer.at);
  return question !== null && project?.question === null && refused !== null ? say.refused(refused.at) : null;
}

/** A comment in the cell and the configuration outrank what is said here; some rows are nobody's to judge. */
function readShadow({ directive, skip }: RowRecord['row'], settled: RowRecord['settled'], isPinned: boolean) {
  if (isPinned) return directive?.kind === 'pin' ? say.shadows.cellPin : say.shadows.configuredPin;
  if (skip !== null || settled.action === 'skip') return toPlainText(settled.reason);
  return settled.reason === say.reasons.noRepository ? settled.reason : null;
}

/** Of a repository that is not known to be public, the status word is all that others learn. */
export function isOpenProject(
  repos: readonly (string | null)[],
  derived: Derived,
  { repositories }: Pick<Known, 'repositories'>,
): boolean {
  if (derived.audience !== 'public') return false;
  return repos.every(
    (repo) => repo === null || repositories.get(repo.toLowerCase())?.activity?.visibility === 'public',
  );
}

/** A row is remembered as it was read; the commit that followed the same look has corrected it since. */
function isPublished(
  { projectKey }: RowRecord,
  { key, lookedAt }: DocumentRecord,
  changes: readonly Change[],
): boolean {
  return changes.some(
    (change) => change.documentKey === key && change.projectKey === projectKey && change.at >= (lookedAt ?? ''),
  );
}
