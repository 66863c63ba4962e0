// One row of a document as one audience may see it: whoever renders a view need not know the rules of privacy, which are
// those of the gate (core/disclosure.ts). All text in it is plain (one line, visible).

import { mergeActivities, narrowToFolder } from '../../core/activity/combine.ts';
import { countWeeks, type Weeks } from '../../core/activity/weekly-counts.ts';
import { toDay, toInstant } from '../../core/dates.ts';
import type { Disclosure } from '../../core/disclosure.ts';
import { formatAnswer, formatGiven } from '../../core/messages/answers.ts';
import * as messages from '../../core/messages/evidence.ts';
import type { Action, Activity, Confidence, Derived, RepositoryPlace, RuleName } from '../../core/model.ts';
import { addressProject } from '../../core/render/project-url.ts';
import { siteOfDocument } from '../../core/site.ts';
import { type AnswerKind, listAnswers } from '../../core/status/answers.ts';
import type { Status } from '../../core/status/statuses.ts';
import { fingerprint, toPlainText } from '../../core/text.ts';
import { discloseRecord, type Readership } from '../../pipeline/disclose.ts';
import { listPlaces, toPin } from '../../pipeline/match-project.ts';
import { undoMs } from '../../pipeline/questions/answers.ts';
import type { Change, DocumentRecord, PinRecord, ProjectRecord, RowRecord } from '../../ports/records.ts';

export interface ProjectView {
  /** Names the project within this program; not for others, because it could be guessed at. */
  readonly token: string;
  /** Whether this audience may see more of it than its status word. */
  readonly isOpen: boolean;
  readonly name: string;
  /** 1-based line in the document. */
  readonly line: number;
  readonly section: string | null;
  /** Under which it is found, the best one first: owner/slug. */
  readonly addresses: readonly string[];
  /** The one that is shown; null: it has none. */
  readonly address: string | null;
  /** `owner/name`; null where no repository is linked, or not for this audience to see. */
  readonly repo: string | null;
  readonly folder: string | null;
  /** Where its repositories are: `https://github.com`. */
  readonly site: string;
  /** Further repositories of the row that are one project with it. */
  readonly also: readonly RepositoryPlace[];
  readonly typed: { readonly text: string; readonly status: Status };
  readonly decision: { readonly text: string; readonly status: Status };
  /** The date of ours behind the word, as a reader of the document sees it: `2025-07`, `(as of 2025-07)`. */
  readonly asOf: { readonly month: string; readonly text: string } | null;
  /** Whether the cell disagrees with the current status, and no commit of ours has corrected it yet. */
  readonly isDrifting: boolean;
  /** From here on null: withheld from this audience, or not known. */
  readonly action: Action | null;
  readonly reason: string | null;
  readonly rule: RuleName | null;
  readonly confidence: Confidence | null;
  readonly evidence: string | null;
  readonly question: { readonly status: Status; readonly evidence: string; readonly askedAt: string } | null;
  readonly since: string | null;
  readonly checkedAt: string | null;
  readonly reviewAt: string | null;
  /** Half a year of the repository. */
  readonly weeks: Weeks | null;
  /** What the owner can do about the row on a page. */
  readonly ownerControls: OwnerControls | null;
}

/** The owner's side of a row: never shown to anybody else. */
export interface OwnerControls {
  /** Why nothing can be decided on a page: a higher word rules. null: it can. */
  readonly overriddenBy: string | null;
  /** The pin that rules, wherever it was set. */
  readonly pin: { readonly until: string | null; readonly isOurs: boolean } | null;
  /** An answer that has been given and is not in the document yet, or that can still be undone. */
  readonly answered: string | null;
  /** Whether the document does not say it yet. */
  readonly isPending: boolean;
  /** The last instant at which the answer can be undone; null: it cannot. */
  readonly undoUntil: string | null;
  /** Those that fit the question; none where nothing is asked. */
  readonly answers: readonly { readonly kind: AnswerKind; readonly label: string }[];
}

/** What the store knows, as far as a view needs it. */
export interface Known extends Readership {
  /** Whose memory it is. */
  readonly ownerId: string;
  readonly projects: ReadonlyMap<string, ProjectRecord>;
  readonly changes: readonly Change[];
  readonly pins: ReadonlyMap<string, PinRecord>;
  /** The last instant of every half-year shown, so that all of them are the same weeks. */
  readonly endAt: string;
}

/** null: this audience does not learn that there is such a project. */
export function viewProject(record: RowRecord, document: DocumentRecord, known: Known): ProjectView | null {
  const { row, repo } = record;
  const disclosure = discloseRecord(record, known);
  if (!disclosure.isShown) return null;
  const project = known.projects.get(record.projectKey) ?? null;
  const decision = applyPending(record, project);
  const { question } = decision;
  const derived = project?.derived ?? null;
  const activity = readActivity(listPlaces(repo, row), known);
  const home = document.ref.kind === 'github' ? document.ref.repo : null;
  const name = toPlainText(row.name, 120);
  const addresses = addressProject({ ...row, name, repo: disclosure.isOpen ? repo : row.repo }, home);
  const isDone = decision.action === 'change' && isPublished(record, document, known.changes);
  const full: ProjectView = {
    token: toProjectToken(known.ownerId, record.projectKey),
    isOpen: true,
    name,
    line: row.line,
    section: row.section === null ? null : toPlainText(row.section, 200),
    addresses,
    address: addresses[0] ?? null,
    repo,
    folder: row.folder,
    site: siteOfDocument(document.ref),
    also: row.also ?? [],
    // What was published since is what the cell says, although nobody has read it again yet.
    typed: isDone
      ? { text: toPlainText(decision.text, 60), status: decision.status }
      : { text: toPlainText(row.typed.text, 60), status: row.typed.status },
    decision: { text: toPlainText(decision.text, 60), status: decision.status },
    asOf: readShownDate(record, isDone),
    isDrifting: decision.action === 'change' && !isDone && decision.text !== row.typed.text,
    action: isDone ? 'keep' : decision.action,
    reason: toPlainText(decision.reason),
    rule: derived?.rule ?? null,
    confidence: derived?.confidence ?? null,
    evidence: derived === null ? null : toPlainText(derived.evidence),
    question: question && {
      status: question.status,
      evidence: toPlainText(question.evidence),
      askedAt: question.askedAt,
    },
    since: project?.decision.since ?? null,
    checkedAt: activity?.fetchedAt ?? null,
    reviewAt: decision.reviewAt,
    weeks: activity === null ? null : countWeeks(activity, known.endAt),
    ownerControls: known.audience === 'owner' ? toOwnerControls(record, decision, project, known) : null,
  };
  if (known.audience === 'owner') return full;
  if (derived === null || !disclosure.isOpen) {
    const [byName = null] = addressProject({ name, repo: null, folder: null }, home);
    return { ...full, ...withheld, isOpen: false, address: byName, repo: null, folder: null, also: [] };
  }
  return withholdUndecided(full, record, derived, disclosure);
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
  asOf: null,
  action: null,
  reason: null,
  rule: null,
  confidence: null,
  evidence: null,
  question: null,
  since: null,
  checkedAt: null,
  reviewAt: null,
  weeks: null,
  ownerControls: null,
} as const;

/** What is still being asked, or waits, is between the owner and us: evidence for another status would tell it. */
function withholdUndecided(
  full: ProjectView,
  { decision }: RowRecord,
  derived: Derived,
  { tell }: Disclosure,
): ProjectView {
  const { since, checkedAt, rule, confidence, reviewAt, weeks } = full;
  const evidence = tell(derived.evidence);
  const isDecided = decision.action !== 'question' && decision.action !== 'hold';
  const isTelling =
    isDecided && (derived.status === decision.status || decision.action === 'skip') && evidence !== null;
  const told = isTelling && { rule, confidence, evidence: toPlainText(evidence), reviewAt };
  return { ...full, ...withheld, since, checkedAt, weeks, ...told };
}

/** With an answer that was given since the last check, wherever it was: nothing is asked any more. */
function applyPending({ row, decision }: RowRecord, project: ProjectRecord | null): RowRecord['decision'] {
  const answered = decision.action === 'question' ? readAnswered(decision, project) : null;
  if (answered === null) return decision;
  const stays = (project?.answer?.status ?? row.typed.status) === row.typed.status;
  return { ...decision, action: stays ? 'keep' : 'hold', reason: answered, question: null };
}

function toOwnerControls(
  { row, projectKey, decision: checked }: RowRecord,
  decision: RowRecord['decision'],
  project: ProjectRecord | null,
  { pins }: Known,
): OwnerControls {
  const ours = pins.get(projectKey);
  const derived = project?.derived ?? null;
  const isPinned = derived?.rule === 'pin';
  const isOurs = isPinned && ours !== undefined && derived.evidence === messages.pinned(toPin(ours));
  const until = isOurs ? ours.until : row.directive?.kind === 'pin' ? row.directive.until : null;
  return {
    overriddenBy: readOverriddenBy(row, decision, isPinned && !isOurs),
    pin: isPinned ? { until, isOurs } : null,
    ...readGiven(checked, project),
    answers:
      decision.question === null
        ? []
        : listAnswers(decision.question, row.typed.status).map((answer) => ({
            kind: answer.kind,
            label: formatAnswer(answer, row.typed.status),
          })),
  };
}

function readGiven(
  decision: RowRecord['decision'],
  project: ProjectRecord | null,
): Pick<OwnerControls, 'answered' | 'isPending' | 'undoUntil'> {
  const pending = readAnswered(decision, project);
  const undo = project?.undo ?? null;
  if (undo === null) return { answered: pending, isPending: pending !== null, undoUntil: null };
  const said = messages.sentence(formatGiven(undo.kind, undo.by, toDay(undo.at)));
  return { answered: said, isPending: pending !== null, undoUntil: toInstant(Date.parse(undo.at) + undoMs) };
}

/** What the owner has decided since the last check. */
function readAnswered({ question }: RowRecord['decision'], project: ProjectRecord | null): string | null {
  const { answer = null, refused = null } = project ?? {};
  // Undone before it was written: the question waits as before.
  if (answer !== null && project?.question == null) return messages.answered(answer.kind, answer.by, answer.at);
  return question !== null && project?.question === null && refused !== null ? messages.refused(refused.at) : null;
}

/** A comment in the cell and the configuration outrank what is said here; some rows are nobody's to evaluate. */
function readOverriddenBy({ directive, skip }: RowRecord['row'], decision: RowRecord['decision'], isPinned: boolean) {
  if (isPinned) return directive?.kind === 'pin' ? messages.overrides.cellPin : messages.overrides.configuredPin;
  if (skip !== null || decision.action === 'skip') return toPlainText(decision.reason);
  return decision.reason === messages.reasons.noRepository ? decision.reason : null;
}

function readShownDate({ row, decision: { asOf = null } }: RowRecord, isDone: boolean): ProjectView['asOf'] {
  const date = isDone && asOf !== null ? (asOf.action === 'remove' ? null : asOf) : (row.asOf ?? null);
  return date === null ? null : { month: date.month, text: date.text };
}

/** A row is remembered as it was read; the commit that followed the same refresh has corrected it since. */
function isPublished(
  { projectKey }: RowRecord,
  { key, checkedAt }: DocumentRecord,
  changes: readonly Change[],
): boolean {
  return changes.some(
    (change) => change.documentKey === key && change.projectKey === projectKey && change.at >= (checkedAt ?? ''),
  );
}

// A short name for a project in forms: our keys are long, and may contain whatever stands in a document. Not a secret
// and not a proof of anything: whoever posts one must be signed in.

/** The token of one owner's project: two owners who list the same repository each have their own. */
export function toProjectToken(ownerId: string, projectKey: string): string {
  return projectToken(`${ownerId} ${projectKey}`);
}

/** The same project has the same token forever. */
export function projectToken(projectKey: string): string {
  return fingerprint(projectKey);
}

export function rowId(document: number, position: number): string {
  return `row-${document + 1}-${position + 1}`;
}
