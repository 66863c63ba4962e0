// Judges every row of a document: what is known of its project, what the rules derive, what is settled. Reads the
// memory, never writes it.

import { answered, notLinked, reasons, refused } from '../core/messages/evidence.ts';
import type { Derived, RepositoryPlace, Row, Settled } from '../core/model.ts';
import { isUnwritten, settleStatus } from '../core/status/decide-update.ts';
import { deriveStatus } from '../core/status/derive-status.ts';
import type { ProjectFacts } from '../core/status/rules.ts';
import { readThresholds, type Thresholds } from '../core/status/thresholds.ts';
import type { Answer, ProjectRecord } from '../ports/records.ts';
import { discloseRow } from './disclose-row.ts';
import type { JudgedRow, JudgeInput } from './document-update.ts';
import type { Repositories } from './fetch-activity.ts';
import { findNamesake, isJudged, linkRow, toPin } from './match-project.ts';
import { readProject } from './project-facts.ts';
import { readDeclared } from './read-declared.ts';

export async function judgeRows(input: JudgeInput): Promise<JudgedRow[]> {
  const { target, reading, repositories, portfolio, memory } = input;
  const keyed = reading.rows.map((row) => {
    const linked = linkRow(row, portfolio);
    return { row, ...linked, key: keyProject(target.key, row, linked.places, repositories) };
  });
  const records = await memory.readProjects([...new Set(keyed.map(({ key }) => key))]);
  const known = new Map(records.map((record) => [record.key, record]));
  const pins = new Map((await memory.listPins()).map((record) => [record.projectKey, toPin(record)]));
  const thresholds = readThresholds(portfolio.rules);

  const linkedRepos = new Set(keyed.flatMap(({ places }) => places.map(({ repo }) => repo.toLowerCase())));
  const judged = keyed.map(({ row, repo, places, pin, kind, key, isListed }): JudgedRow => {
    const before = known.get(key) ?? null;
    const facts: ProjectFacts = {
      repo,
      ...readProject(places, kind, (name) => repositories.get(name)),
      declared: isUnwritten(row) ? { status: row.typed.status, confirmedAt: null } : readDeclared(row, input, before),
      standing: row.typed.status,
      // A pin in the cell or in the configuration outranks one that was set on a page.
      pin: pin ?? pins.get(key) ?? null,
      away: portfolio.away ?? null,
      settledAt: before?.settled.since ?? null,
      namesake: repo === null ? findNamesake(row, input.file.showcase ?? [], linkedRepos) : null,
    };
    const answer = readAnswer(row, before);
    const byRule = isJudged(row)
      ? keepNamesake(deriveStatus(facts, thresholds, input.now), before, input)
      : leaveAlone(row);
    const derived = answer === null || byRule.rule === 'pin' ? byRule : followAnswer(byRule, answer);
    // What the owner has decided does not flap.
    const memory = answer === null || before === null ? before : { ...before, changedAt: [] };
    const isAnswered = isListed || answer !== null;
    const isUnseen = isUnwritten(row) && facts.activity === null && derived.rule !== 'pin';
    const decided = isUnseen
      ? leaveUnwritten(row)
      : keepRefused(row, derived, settle(row, derived, memory, thresholds, { ...input, isAnswered }), before);
    const settled = repo === null ? awaitLink(row, decided, answer, input.file) : decided;
    const link = repo === null && settled.action === 'change' ? readAccepted(answer, input) : null;
    return {
      row,
      projectKey: key,
      repo,
      places,
      facts,
      derived,
      settled: sayUnplaced(settled, row, link),
      before,
      answer,
      link,
    };
  });
  return holdDisagreeing(judged.map((row) => holdBack(row, input)));
}

/** What only the configuration knows of is not brought into a document that others read, unless all may know it. */
function holdBack(judged: JudgedRow, { file, portfolio }: JudgeInput): JudgedRow {
  const { row } = judged;
  if (judged.settled.action === 'skip' || discloseRow(judged, file, portfolio).isShown) return judged;
  return { ...judged, settled: { ...leaveUnwritten(row), reason: reasons.notPublic } };
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
  const isSettled = row.typed.status === answer?.status || row.typed.status !== before?.settled.status;
  return isSettled || !isJudged(row) ? null : answer;
}

/** Whether everybody may see what is to be linked, nobody could say this time: then word and link wait together. */
function awaitLink({ typed }: Row, settled: Settled, answer: Answer | null, file: JudgeInput['file']): Settled {
  const isKnown = answer?.link === undefined || file.showcase !== undefined || !file.isPublic;
  if (settled.action !== 'change' || isKnown) return settled;
  return { ...typed, action: 'hold', reason: reasons.awaitsLink, question: null, reviewAt: settled.reviewAt };
}

/** What the owner does not show any more is not linked, either. */
function readAccepted(answer: Answer | null, { file: { showcase } }: JudgeInput): string | null {
  const link = answer?.link ?? null;
  return showcase === undefined || showcase.some(({ repo }) => repo === link) ? link : null;
}

function sayUnplaced(settled: Settled, { linkSlot }: Row, link: string | null): Settled {
  return link === null || linkSlot !== undefined ? settled : { ...settled, reason: notLinked(link) };
}

/** Where nobody has listed what the owner shows, what was found at an earlier look still is the question. */
function keepNamesake(derived: Derived, before: ProjectRecord | null, { file }: JudgeInput): Derived {
  const question = before?.question ?? null;
  if (derived.rule !== 'unlinked' || file.showcase !== undefined || question?.rule !== 'unlinked') return derived;
  const { status, evidence, link } = question;
  // Whether everybody can still see it, nobody has looked.
  const known = { ...derived, audience: 'owner' } as const;
  return { ...known, status, evidence, confidence: 'guess', basis: 'doubt', ...(link !== undefined && { link }) };
}

function followAnswer(derived: Derived, { kind, status, rule, by, at }: Answer): Derived {
  const evidence = answered(kind, by, at);
  return { status, rule, confidence: 'sure', evidence, reviewAt: null, basis: 'fact', audience: derived.audience };
}

/** What was refused is not asked again as long as the same rule says the same; silence begins anew by itself. */
function keepRefused(row: Row, derived: Derived, settled: Settled, before: ProjectRecord | null): Settled {
  const no = before?.refused ?? null;
  const isRefused = no !== null && no.status === derived.status && no.rule === derived.rule;
  if (!isRefused || derived.basis === 'silence' || !['change', 'question'].includes(settled.action)) return settled;
  const { status, text } = row.typed;
  return { ...settled, status, text, action: 'keep', reason: refused(no.at), question: null };
}

function settle(
  row: Row,
  derived: Derived,
  before: ProjectRecord | null,
  thresholds: Thresholds,
  input: JudgeInput & { readonly isAnswered: boolean },
): Settled {
  return settleStatus({
    row,
    derived,
    before: before && { since: before.settled.since, question: before.question, changedAt: before.changedAt },
    vocabulary: { ...input.portfolio.words, ...input.vocabulary },
    silence: input.portfolio.silence,
    isAnswered: input.isAnswered,
    thresholds,
    now: input.now,
  });
}

function leaveAlone(row: Row): Derived {
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
function leaveUnwritten({ typed }: Row): Settled {
  return { ...typed, action: 'skip', reason: reasons.unseen, question: null, reviewAt: null };
}

/** While the rows of one project disagree, it is not ours to say which one is right. */
function holdDisagreeing(rows: readonly JudgedRow[]): JudgedRow[] {
  const statuses = new Map<string, Set<string>>();
  for (const { projectKey, row } of rows) {
    if (!isJudged(row)) continue;
    const seen = statuses.get(projectKey) ?? new Set();
    statuses.set(projectKey, seen.add(row.typed.status));
  }
  return rows.map((judged) => {
    if (!isJudged(judged.row) || (statuses.get(judged.projectKey)?.size ?? 0) < 2) return judged;
    const { typed } = judged.row;
    const settled = {
      ...judged.settled,
      status: typed.status,
      text: typed.text,
      action: 'hold',
      reason: reasons.disagreeing,
    } as const;
    return { ...judged, settled };
  });
}
