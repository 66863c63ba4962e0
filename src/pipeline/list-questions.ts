// What is asked of the owner in the status issue or in a pull request, as it may be said where the documents lie.

import type { Portfolio } from '../config/portfolio.ts';
import { listWritable } from '../core/document/data/spelling.ts';
import type { IssueQuestion } from '../core/messages/issue-body.ts';
import type { GitHub } from '../ports/github.ts';
import { isDateOnly } from './date-rows.ts';
import { confirmVisibility, discloseRow } from './disclose-row.ts';
import type { DocumentUpdate, RowEvaluation } from './document-update.ts';
import { hashText } from './plan-update.ts';

/** A question and the project that it is about. */
export interface Asked extends IssueQuestion {
  readonly projectKey: string;
}

/** Each project once, in the order of the documents. */
export async function listQuestions(updates: readonly DocumentUpdate[], portfolio: Portfolio): Promise<Asked[]> {
  const asked = new Map<string, Asked>();
  for (const { target, file, rows, vocabulary } of updates) {
    if (target.publish !== 'commit' && target.publish !== 'pull-request') continue;
    const path = target.ref.path;
    for (const evaluated of rows) {
      const { row, projectKey, decision } = evaluated;
      const { question } = decision;
      if (question === null || !isAsked(evaluated)) continue;
      const before = asked.get(projectKey);
      const words = listWritable(row, portfolio.labels, vocabulary, true);
      const disclosure = discloseRow(evaluated, file, portfolio);
      const key = (await hashText(JSON.stringify([projectKey, question.status, question.rule]))).slice(0, 16);
      asked.set(projectKey, {
        key,
        projectKey,
        name: row.name,
        documents: [...(before?.documents ?? []), path].filter((one, index, all) => all.indexOf(one) === index),
        typed: row.typed.text,
        status: question.status,
        rule: question.rule,
        word: words[question.status] ?? null,
        evidence: disclosure.tell(question.evidence),
        reason: disclosure.tell(decision.reason),
      });
    }
  }
  return [...asked.values()];
}

/** What is dated stays asked. */
export function isAsked(evaluated: RowEvaluation): boolean {
  const { action, question } = evaluated.decision;
  return action === 'question' || (question !== null && isDateOnly(evaluated));
}

/** The updates as they may be told now, where they ask something. */
export async function confirmQuestions(
  updates: readonly DocumentUpdate[],
  github: Pick<GitHub, 'findPublic'>,
): Promise<DocumentUpdate[]> {
  const confirmed = updates.map((update) => {
    const asked = update.rows.filter(isAsked);
    return confirmVisibility(update, asked, github);
  });
  return await Promise.all(confirmed);
}
