// What is asked of the owner in the status issue or in a pull request, and the answers that can still be undone, as it may
// be said at that place.

import type { Portfolio } from '../../config/portfolio.ts';
import { toDay, toInstant } from '../../core/dates.ts';
import { type Audience, audienceOf, type Disclosure } from '../../core/disclosure.ts';
import { listWritable } from '../../core/document/data/spelling.ts';
import { formatGiven } from '../../core/messages/answers.ts';
import { dateIsDue } from '../../core/messages/evidence.ts';
import type { GivenIssueAnswer, IssueQuestion } from '../../core/messages/issue-body.ts';
import { listAnswers } from '../../core/status/answers.ts';
import { toLabelled } from '../../core/status/statuses.ts';
import type { GitHub } from '../../ports/github.ts';
import { isDateOnly } from '../date-rows.ts';
import { confirmVisibility, discloseRow } from '../disclose.ts';
import type { DocumentUpdate, RowEvaluation } from '../document-update.ts';
import { linkRow } from '../match-project.ts';
import { hashText } from '../plan-update.ts';
import { isUndoable, undoMs } from './answers.ts';

/** A question and the project that it is about. */
export interface Asked extends IssueQuestion {
  readonly projectKey: string;
}

/** An answer that can still be undone, and when it was given. */
export interface Given extends GivenIssueAnswer {
  readonly projectKey: string;
  readonly at: string;
}

/** A row that may be mentioned at the place, and what may be said of it there. */
interface ToldRow {
  readonly evaluated: RowEvaluation;
  readonly update: DocumentUpdate;
  readonly disclosure: Disclosure;
}

/**
 * Each project once, in the order of the documents. `audience`: who reads the place; left out where the documents lie
 * there themselves.
 */
export async function listQuestions(
  updates: readonly DocumentUpdate[],
  portfolio: Portfolio,
  audience?: Audience,
): Promise<Asked[]> {
  const asked = new Map<string, Asked>();
  for (const { evaluated, update, disclosure } of listTold(updates, portfolio, audience)) {
    const { row, projectKey, decision, dueDate } = evaluated;
    const { question } = decision;
    const own = await listOwnQuestion(evaluated, disclosure);
    if (own !== null) asked.set(own.projectKey, own);
    if (question === null || !isAsked(evaluated)) continue;
    const { path } = update.target.ref;
    const before = asked.get(projectKey);
    const words = { ...row.derivedLabels, ...listWritable(row, portfolio.labels, update.vocabulary, true) };
    const { ask } = linkRow(row, portfolio);
    const answers = listAnswers(question, row.typed.status).map((answer) => {
      const word = answer.status === row.typed.status ? row.typed.text : words[toLabelled(answer.status)];
      return { ...answer, word: word ?? null };
    });
    asked.set(projectKey, {
      key: await keyText(projectKey, question.status, question.rule),
      projectKey,
      name: row.name,
      documents: [...(before?.documents ?? []), path].filter((one, index, all) => all.indexOf(one) === index),
      typed: row.typed,
      status: question.status,
      rule: question.rule,
      word: words[question.status] ?? null,
      answers,
      evidence: disclosure.tell(question.evidence),
      reason: disclosure.tell(decision.reason),
      unanswered:
        dueDate === null || decision.asOf ? null : disclosure.tell(dateIsDue(dueDate.month, toDay(dueDate.dueAt))),
      ask: ask === null ? null : disclosure.tell(ask),
    });
  }
  return [...asked.values()];
}

/** About the word by which the repository says its own status, where that may be told. */
async function listOwnQuestion({ ownQuestion }: RowEvaluation, { tell, tellName }: Disclosure): Promise<Asked | null> {
  if (ownQuestion === undefined) return null;
  const { projectKey, name, repo, question, typed, word } = ownQuestion;
  const [place, evidence] = [tellName(repo), tell(question.evidence)];
  if (place === null || evidence === null) return null;
  const { status, rule } = question;
  const answers = listAnswers(question, typed.status)
    .filter(({ kind }) => word !== null || kind !== 'accept')
    .map((answer) => ({ ...answer, word: answer.kind === 'accept' ? word : typed.text }));
  const key = await keyText(projectKey, status, rule);
  const rest = { reason: null, unanswered: null, ask: null };
  return {
    key,
    projectKey,
    name,
    documents: [`${place}/README.md`],
    typed,
    status,
    rule,
    word,
    answers,
    evidence,
    ...rest,
  };
}

/** Whether the row, or its repository's own status, waits for an answer. */
export function asksAnything(evaluated: RowEvaluation): boolean {
  return isAsked(evaluated) || evaluated.ownQuestion !== undefined;
}

/** What is dated stays asked. */
export function isAsked(evaluated: RowEvaluation): boolean {
  const { action, question } = evaluated.decision;
  return action === 'question' || (question !== null && isDateOnly(evaluated));
}

/** The same for what was answered lately. */
export async function listGiven(
  updates: readonly DocumentUpdate[],
  portfolio: Portfolio,
  now: Date,
  audience?: Audience,
): Promise<Given[]> {
  const given = new Map<string, Given>();
  for (const { evaluated, disclosure } of listTold(updates, portfolio, audience)) {
    const { row, projectKey, before } = evaluated;
    const undo = before?.undo ?? null;
    if (undo === null || before === null || !isUndoable(before, now)) continue;
    const { at, kind, by } = undo;
    given.set(projectKey, {
      key: await keyText(projectKey, 'undo', at),
      projectKey,
      name: row.name,
      at,
      said: disclosure.tell(formatGiven(kind, by, toDay(at))),
      until: disclosure.isOpen ? toInstant(Date.parse(at) + undoMs) : null,
    });
  }
  return [...given.values()];
}

function listTold(updates: readonly DocumentUpdate[], portfolio: Portfolio, audience?: Audience): ToldRow[] {
  return updates
    .filter(({ target }) => target.publish === 'commit' || target.publish === 'pull-request')
    .flatMap((update) => {
      const place = audience ?? audienceOf(update.file);
      // Of a document that not everybody can read, not even its rows are told elsewhere.
      if (place === 'public' && !update.file.isPublic) return [];
      return update.rows.flatMap((evaluated): ToldRow[] => {
        const disclosure = discloseRow(evaluated, update.file, portfolio, place);
        return disclosure.isShown ? [{ evaluated, update, disclosure }] : [];
      });
    });
}

async function keyText(...parts: readonly string[]): Promise<string> {
  return (await hashText(JSON.stringify(parts))).slice(0, 16);
}

/** The updates as they may be told now, where they ask something. */
export async function confirmQuestions(
  updates: readonly DocumentUpdate[],
  github: Pick<GitHub, 'findPublic'>,
): Promise<DocumentUpdate[]> {
  const confirmed = updates.map((update) => {
    const asked = update.rows.filter((evaluated) => asksAnything(evaluated) || evaluated.before?.undo != null);
    return confirmVisibility(update, asked, github);
  });
  return await Promise.all(confirmed);
}
