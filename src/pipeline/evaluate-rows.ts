// Evaluates every row of a document: what is known of its project, what the rules derive, what is decided. Reads the
// memory, never writes it.

import { dayMs, elapsedMs } from '../core/dates.ts';
import { listWritable } from '../core/document/data/spelling.ts';
import { formatLastWork } from '../core/document/dates/last-work.ts';
import { isUnwritten } from '../core/document/generated-blocks.ts';
import { answered, notLinked, reasons, refused, sameName } from '../core/messages/evidence.ts';
import type { Decision, Derived, RepositoryPlace, Row } from '../core/model.ts';
import { decideUpdate } from '../core/status/decide-update.ts';
import { deriveStatus } from '../core/status/derive-status.ts';
import type { ProjectFacts } from '../core/status/situation.ts';
import { readThresholds, type Thresholds } from '../core/status/thresholds.ts';
import { readLastSeen } from '../core/status/unsaid.ts';
import type { ShownRepository } from '../ports/github.ts';
import type { Answer, ProjectRecord } from '../ports/records.ts';
import { dateRows, withoutDateChange } from './date-rows.ts';
import { discloseRow } from './disclose.ts';
import type { EvaluateInput, RowEvaluation } from './document-update.ts';
import type { Repositories } from './fetch-activity.ts';
import { findMatchingRepository, isTracked, linkRow, toPin } from './match-project.ts';
import { leaveOutOwnWords } from './own-status/own-words.ts';
import { findReplaced, readDeclared, readProject, recallFacts, repeatsRefused } from './project-facts.ts';

export async function evaluateRows(input: EvaluateInput): Promise<RowEvaluation[]> {
  const { target, reading, repositories, portfolio, memory, said } = input;
  const keyed = reading.rows.map((row) => {
    const linked = linkRow(row, portfolio);
    return { row, ...linked, key: keyProject(target.key, row, linked.places, repositories) };
  });
  const records = await memory.readProjects([...new Set(keyed.map(({ key }) => key))]);
  const known = new Map(records.map((record) => [record.key, record]));
  const pins = new Map((await memory.listPins()).map((record) => [record.projectKey, toPin(record)]));
  const thresholds = readThresholds(portfolio.rules);
  const findRepository = await leaveOutOwnWords(repositories, memory);

  const replaced = await findReplaced(keyed, known, input);
  const linkedRepos = new Set(keyed.flatMap(({ places }) => places.map(({ repo }) => repo.toLowerCase())));
  const evaluated = keyed.map(({ row, repo, places, pin, kind, heartbeat, key, isListed }): RowEvaluation => {
    const before = known.get(key) ?? null;
    const declared = readDeclared(row, input, before);
    const match = repo === null ? findMatchingRepository(row, input.file.publicRepositories ?? [], linkedRepos) : null;
    const facts: ProjectFacts = {
      repo,
      ...readProject(places, kind, findRepository),
      declared,
      currentStatus: row.typed.status,
      // A pin in the cell or in the configuration outranks one that was set on a page.
      pin: pin ?? pins.get(key) ?? null,
      away: portfolio.away ?? null,
      kind,
      heartbeat,
      ...recallFacts(before),
      replaced: replaced.get(row) ?? null,
      said: said === 'unread' || repo === null ? null : (said?.get(repo.toLowerCase()) ?? null),
      matchingRepository: isPlan(row) ? match : null,
    };
    const answer = readAnswer(row, before);
    const byRule = isTracked(row)
      ? keepMatchingRepository(deriveStatus(facts, thresholds, input.now), before, input)
      : keepTyped(row);
    const derived = answer === null || byRule.rule === 'pin' ? byRule : followAnswer(byRule, answer);
    // What the owner has decided does not flap.
    const memory = answer === null || before === null ? before : { ...before, changedAt: [] };
    const isAnswered = isListed || answer !== null;
    const isUnsaid = declared.unsaid !== undefined || isUnwritten(row);
    const isUnread = facts.activity === null || said === 'unread';
    const isUnseen = isUnsaid && isUnread && derived.rule !== 'pin' && answer === null;
    const decided = isUnseen
      ? leaveUnseen(row)
      : keepRefused(
          row,
          derived,
          decide(row, derived, memory, thresholds, {
            ...input,
            isAnswered,
            answer,
            ...(isUnsaid && readUnsaid(facts, input)),
          }),
          before,
          thresholds,
          input.now,
        );
    const decision = repo === null ? awaitLink(row, decided, answer, input.file) : decided;
    const link = repo === null && decision.action === 'change' ? readAccepted(answer, input) : null;
    return {
      row,
      projectKey: key,
      repo,
      places,
      facts,
      derived,
      decision: tellMatch(withUnplacedReason(decision, row, link), facts.matchingRepository === null ? match : null),
      dueDate: null,
      dateRefused: before?.dateRefused ?? null,
      before,
      answer,
      link,
    };
  });
  const dated = dateRows(
    evaluated.map((row) => holdBack(row, input)),
    input,
  );
  return holdDisagreeing(dated);
}

/** What a block shows of a project that nobody has given a status, where facts speak for none. */
function readUnsaid({ activity }: ProjectFacts, { reading, now }: EvaluateInput): { readonly unsaid: string } {
  const seenAt = activity === null ? null : readLastSeen(activity, now);
  return { unsaid: formatLastWork(seenAt?.slice(0, 7) ?? null, reading.language ?? 'en') };
}

/** What only the configuration knows of is not brought into a document that others read, unless all may know it. */
function holdBack(evaluated: RowEvaluation, { file, portfolio }: EvaluateInput): RowEvaluation {
  const { row } = evaluated;
  if (evaluated.decision.action === 'skip' || discloseRow(evaluated, file, portfolio).isShown) return evaluated;
  return { ...evaluated, decision: { ...leaveUnwritten(row), reason: reasons.notPublic } };
}

/** A project is a repository (by node id) and folder, or several of them in whichever order; else document and name. */
function keyProject(
  documentKey: string,
  row: Row,
  places: readonly RepositoryPlace[],
  repositories: Repositories,
): string {
  if (places.length === 0) return `row:${documentKey}#${row.name}`;
  const keys = places.map(({ repo, folder }) => {
    const activity = repositories.get(repo.toLowerCase())?.record.activity ?? null;
    return `${activity?.nodeId ?? `repo:${repo.toLowerCase()}`}${folder === null ? '' : `#${folder}`}`;
  });
  return keys.sort().join(',');
}

/** A cell that was edited since, or says it already, has overtaken the answer. */
function readAnswer(row: Row, before: ProjectRecord | null): Answer | null {
  const answer = before?.answer ?? null;
  const isDecided = row.typed.status === answer?.status || row.typed.status !== before?.decision.status;
  return isDecided || !isTracked(row) ? null : answer;
}

/** Whether everybody may see what is to be linked, nobody could say this time: then word and link wait together. */
function awaitLink({ typed }: Row, decision: Decision, answer: Answer | null, file: EvaluateInput['file']): Decision {
  const isKnown = answer?.link === undefined || file.publicRepositories !== undefined || !file.isPublic;
  if (decision.action !== 'change' || isKnown) return decision;
  return { ...typed, action: 'hold', reason: reasons.awaitsLink, question: null, reviewAt: decision.reviewAt };
}

/** What the owner does not show any more is not linked, either. */
function readAccepted(answer: Answer | null, { file: { publicRepositories } }: EvaluateInput): string | null {
  const link = answer?.link ?? null;
  return publicRepositories === undefined || publicRepositories.some(({ repo }) => repo === link) ? link : null;
}

function withUnplacedReason(decision: Decision, { linkSlot }: Row, link: string | null): Decision {
  return link === null || linkSlot !== undefined ? decision : { ...decision, reason: notLinked(link) };
}

/** A row that is not asked about says which repository has its name. */
function tellMatch(decision: Decision, match: ShownRepository | null): Decision {
  if (match === null || !['skip', 'keep'].includes(decision.action)) return decision;
  return { ...decision, reason: `${decision.reason} ${sameName(match.repo, match.createdAt)}` };
}

/** Only these are asked about: whether a plan has begun. */
function isPlan(row: Row): boolean {
  return isTracked(row) && row.typed.status === 'planned';
}

/** Where nobody has listed what the owner shows, what was found at an earlier refresh still is the question. */
function keepMatchingRepository(derived: Derived, before: ProjectRecord | null, { file }: EvaluateInput): Derived {
  const question = before?.question ?? null;
  if (derived.rule !== 'unlinked' || file.publicRepositories !== undefined || question?.rule !== 'unlinked')
    return derived;
  const { status, evidence, link } = question;
  // It was not fetched, so its visibility is not known now.
  const known = { ...derived, audience: 'owner' } as const;
  return { ...known, status, evidence, confidence: 'guess', basis: 'doubt', ...(link !== undefined && { link }) };
}

function followAnswer({ audience }: Derived, { kind, status, rule, by, at, text }: Answer): Derived {
  const evidence = answered(kind, by, at);
  const word = text === undefined ? {} : { text };
  return { status, rule, confidence: 'sure', evidence, reviewAt: null, basis: 'fact', audience, ...word };
}

/**
 * What was refused is not asked again as long as the same rule says the same, nor within one threshold of the answer;
 * silence starts over by itself.
 */
function keepRefused(
  row: Row,
  derived: Derived,
  decision: Decision,
  before: ProjectRecord | null,
  thresholds: Thresholds,
  now: Date,
): Decision {
  const no = before?.refused ?? null;
  const isSame = no !== null && repeatsRefused(no, derived);
  const isRefused = isSame && (no.isOver !== true || elapsedMs(no.at, now) < thresholds.quietDays * dayMs);
  // Who has not said what a project is gets asked again after a while, as about silence.
  const isLater = no !== null && elapsedMs(no.at, now) > thresholds.quietDays * dayMs;
  const isSilence = derived.status === 'unknown' ? isLater : derived.basis === 'silence';
  // What was asked about a release has a memory of its own: the next major version is asked about.
  const isForgotten = isSilence || derived.rule === 'released';
  if (
    !isRefused ||
    isForgotten ||
    (derived.status === 'unknown' && decision.action === 'change') ||
    !['change', 'question'].includes(decision.action)
  )
    return decision;
  const { status, text } = row.typed;
  return { ...decision, status, text, action: 'keep', reason: refused(no.at), question: null };
}

function decide(
  row: Row,
  derived: Derived,
  before: ProjectRecord | null,
  thresholds: Thresholds,
  input: EvaluateInput & { readonly isAnswered: boolean; readonly answer: Answer | null; readonly unsaid?: string },
): Decision {
  return decideUpdate({
    row,
    derived,
    before: before && { since: before.decision.since, question: before.question, changedAt: before.changedAt },
    vocabulary: listWritable(row, input.portfolio.labels, input.vocabulary, input.answer !== null),
    isAnswered: input.isAnswered,
    hasAnswer: input.answer !== null,
    ...(input.unsaid !== undefined && { unsaid: input.unsaid }),
    thresholds,
    now: input.now,
  });
}

function keepTyped(row: Row): Derived {
  const evidence = row.skip ?? (row.directive?.kind === 'ignore' ? reasons.ignored : reasons.unknownWord);
  return {
    status: row.typed.status,
    rule: 'keep',
    confidence: 'guess',
    evidence,
    reviewAt: null,
    basis: 'none',
    audience: 'public',
  };
}

/** Nothing is known and nothing was said: there is nothing to show yet. */
function leaveUnwritten({ typed }: Row): Decision {
  return { ...typed, action: 'skip', reason: reasons.unseen, question: null, reviewAt: null };
}

/** The same of what was seen earlier: what stands there stays. */
function leaveUnseen(row: Row): Decision {
  return row.typed.text === '' ? leaveUnwritten(row) : { ...leaveUnwritten(row), action: 'keep' };
}

/** While the rows of one project disagree, it is not ours to say which one is right. What nobody said contradicts nothing. */
function holdDisagreeing(rows: readonly RowEvaluation[]): RowEvaluation[] {
  const statuses = new Map<string, Set<string>>();
  for (const { projectKey, row, facts } of rows) {
    if (!isTracked(row) || facts.declared.unsaid !== undefined) continue;
    const seen = statuses.get(projectKey) ?? new Set();
    statuses.set(projectKey, seen.add(row.typed.status));
  }
  return rows.map((evaluated) => {
    const isSaid = evaluated.facts.declared.unsaid === undefined;
    if (!isSaid || !isTracked(evaluated.row) || (statuses.get(evaluated.projectKey)?.size ?? 0) < 2) return evaluated;
    const { typed } = evaluated.row;
    const decision = {
      ...withoutDateChange(evaluated).decision,
      status: typed.status,
      text: typed.text,
      action: 'hold',
      reason: reasons.disagreeing,
    } as const;
    return { ...evaluated, decision };
  });
}
