// Compares what repositories say of themselves (a badge, a line in the README) with what the rows say, by alive, stopped
// and done only. Where they differ the owner is asked whether the repository's own word should follow: nothing is written
// there without an answer.

import type { Portfolio } from '../../config/portfolio.ts';
import { spellDeclared } from '../../core/activity/own-statement.ts';
import { contradictsRow, keyOwnStatus, listDeclared } from '../../core/activity/repository-status.ts';
import { elapsedMs, toInstant } from '../../core/dates.ts';
import * as messages from '../../core/messages/own-status.ts';
import type { Activity, Declaration, Problem } from '../../core/model.ts';
import { toAccountId } from '../../core/owner-id.ts';
import { readWork } from '../../core/status/signals.ts';
import { statusTable } from '../../core/status/statuses.ts';
import { readThresholds } from '../../core/status/thresholds.ts';
import type { Answer, ProjectRecord } from '../../ports/records.ts';
import type { Memory } from '../../ports/store.ts';
import { discloseRow } from '../disclose.ts';
import type { DocumentUpdate, OwnQuestion, RowEvaluation } from '../document-update.ts';
import { isTracked } from '../match-project.ts';
import { statesOwnWord } from './own-words.ts';

/** A repository of the document's owner that says something of itself, and what is remembered of it. */
export interface OwnStatus {
  readonly evaluated: RowEvaluation;
  readonly activity: Activity;
  readonly said: Declaration;
  readonly before: ProjectRecord | null;
  readonly record: ProjectRecord;
}

export interface OwnStatusOutcome<Update> {
  /** The same updates, with what is to be asked. */
  readonly updates: readonly Update[];
  readonly own: readonly OwnStatus[];
}

export async function askAboutOwnStatuses<Update extends DocumentUpdate>(
  updates: readonly Update[],
  portfolio: Portfolio,
  memory: Pick<Memory, 'readProjects'>,
  now: Date,
): Promise<OwnStatusOutcome<Update>> {
  const found = findOwnStatuses(updates, portfolio);
  if (found.length === 0) return { updates, own: [] };
  const records = await memory.readProjects(found.map(({ activity }) => keyOwnStatus(activity)));
  const known = new Map(records.map((record) => [record.key, record]));
  const own = found.map((one): OwnStatus => {
    const before = known.get(keyOwnStatus(one.activity)) ?? null;
    return { ...one, before, record: review(one, before, now) };
  });
  const questions = new Map(own.flatMap((one) => toQuestion(one)));
  const asked = updates.map((update) => {
    return { ...update, rows: update.rows.map((row) => addQuestion(row, questions.get(row))) };
  });
  return { updates: asked, own };
}

function addQuestion(row: RowEvaluation, ownQuestion: OwnQuestion | undefined): RowEvaluation {
  return ownQuestion === undefined ? row : { ...row, ownQuestion };
}

type Found = Pick<OwnStatus, 'evaluated' | 'activity' | 'said'>;

/** Each repository once. One that holds documents of ours is written by them, and other people's are theirs. */
function findOwnStatuses(updates: readonly DocumentUpdate[], portfolio: Portfolio): Found[] {
  const homes = new Set(
    portfolio.documents.flatMap((document) => ('repo' in document ? document.repo.toLowerCase() : [])),
  );
  const found = new Map<string, Found>();
  for (const { target, rows } of updates) {
    const { ref } = target;
    if (ref.kind !== 'github' || (target.publish !== 'commit' && target.publish !== 'pull-request')) continue;
    for (const evaluated of rows) {
      const { places, facts } = evaluated;
      const { activity } = facts;
      const said = activity?.operations?.declared ?? null;
      const [place, ...more] = places;
      if (place === undefined || more.length > 0 || activity === null || said === null) continue;
      const name = activity.name.toLowerCase();
      const isOurs = toAccountId(activity.name) === toAccountId(ref.repo) && name !== ref.repo.toLowerCase();
      const isWritable =
        isOurs && !homes.has(name) && !activity.isArchived && (said.source === 'badge' || said.source === 'README');
      if (isWritable && place.folder === null && !found.has(activity.nodeId))
        found.set(activity.nodeId, { evaluated, activity, said });
    }
  }
  return [...found.values()];
}

/** What is to be remembered of it from now on. */
function review({ evaluated, activity, said }: Found, before: ProjectRecord | null, now: Date): ProjectRecord {
  const { row, decision } = evaluated;
  const isSettled = isTracked(row) && decision.action === 'keep' && decision.question === null;
  const answer = readPending(said, before);
  const isDue = answer === null && isSettled && contradictsRow(said, row.typed.status);
  const refused = before?.refused?.status === row.typed.status ? before.refused : null;
  const audience = activity.visibility === 'public' ? 'public' : 'owner';
  const evidence = messages.contradicts(said, row.typed.text, readWork(activity, now).lastAt);
  const question = { status: row.typed.status, rule: 'identity', evidence } as const;
  const isAsked = isDue && refused === null;
  const askedAt = before?.question?.status === row.typed.status ? before.question.askedAt : toInstant(now);
  const isProposed = before !== null && before.decision.since !== null;
  const written = isProposed && (answer !== null || statesOwnWord(said, before)) ? before.decision : null;
  return {
    key: keyOwnStatus(activity),
    name: `${row.name} ${messages.nameSource(said)}`,
    repo: activity.name,
    declared: { status: said.status, confirmedAt: null },
    derived: { ...question, status: said.status, confidence: 'guess', reviewAt: null, basis: 'none', audience },
    decision: written ?? { status: said.status, since: null },
    question: isAsked ? { ...question, askedAt } : null,
    changedAt: answer === null ? [] : (before?.changedAt ?? []),
    reviewAt: null,
    answer,
    undo: before?.undo ?? null,
    ...(before?.answeredAt !== undefined && { answeredAt: before.answeredAt }),
    refused,
  };
}

/** The owner's answer that the repository does not say yet. Whoever changed the word there since has overtaken it. */
function readPending(said: Declaration, before: ProjectRecord | null): Answer | null {
  const answer = before?.answer ?? null;
  if (answer === null || listDeclared(said).includes(answer.status)) return null;
  return before?.derived.status === said.status ? answer : null;
}

function toQuestion({ evaluated, activity, said, record }: OwnStatus): [RowEvaluation, OwnQuestion][] {
  const { key: projectKey, name, question } = record;
  if (question === null) return [];
  const typed = { text: said.word, status: said.status };
  const word = spellDeclared(said, question.status);
  return [[evaluated, { projectKey, name, repo: activity.name, question, typed, word }]];
}

/** Silence of this length contradicts a badge that says alive. */
const silentThresholds = 2;

/** What the one repository of a row says of itself; null: nothing, or it is not known. */
export function readOwnStatus({ facts, row }: Pick<RowEvaluation, 'facts' | 'row'>): Declaration | null {
  return isTracked(row) && facts.parts === undefined ? (facts.activity?.operations?.declared ?? null) : null;
}

/** What reports say of a repository's own word beside its activity. */
export function noteOwnStatuses(updates: readonly DocumentUpdate[], portfolio: Portfolio, now: Date): Problem[] {
  const silentDays = readThresholds(portfolio.rules).quietDays * silentThresholds;
  const noted = new Map<string, Problem>();
  for (const { file, rows } of updates) {
    for (const evaluated of rows) {
      const { facts, row } = evaluated;
      const { activity } = facts;
      const said = readOwnStatus(evaluated);
      if (activity === null || said === null) continue;
      const { lastAt } = readWork(activity, now);
      const isSilent = lastAt !== null && elapsedMs(lastAt, now) > silentDays * 86_400_000;
      const isOver = isSilent || activity.isArchived;
      const isNews = contradictsRow(said, row.typed.status) || (statusTable[said.status].life === 'alive' && isOver);
      const { tell, tellName } = discloseRow(evaluated, file, portfolio);
      const [where, message] = [
        tellName(activity.name),
        tell(messages.saysWithLastWork(said, lastAt, activity.archivedAt)),
      ];
      if (!isNews || where === null || message === null) continue;
      const hint = activity.isArchived ? messages.archivedHint : messages.followHint;
      noted.set(activity.nodeId, { code: 'OWN_STATUS', where, message, hint, level: 'notice' });
    }
  }
  return [...noted.values()];
}
