// The owner's word about a question, from wherever it comes: a ticked box, a comment, the dashboard, the command line.
// Accepted and finished are published by the next look; kept and away count as the owner's confirmation of the cell.

import { StatusfolioError } from '../errors.ts';
import type { AnswerKind, ProjectRecord, Store } from '../ports.ts';

/** The project with the answer in place of the question; null when no question waits. */
export function applyAnswer(project: ProjectRecord, kind: AnswerKind, by: string, at: string): ProjectRecord | null {
  const { question, settled } = project;
  if (question === null) return null;
  if (kind === 'keep' || kind === 'away') {
    const refused = { status: question.status, rule: question.rule, at };
    const declared = { status: settled.status, confirmedAt: at };
    return { ...project, declared, question: null, answer: null, refused };
  }
  const status = kind === 'finished' ? 'complete' : question.status;
  const rule = kind === 'finished' ? 'declared-complete' : question.rule;
  const isLinked = kind === 'accept' && question.link !== undefined;
  const answer = { kind, status, rule, by, at, ...(isLinked && { link: question.link }) };
  return { ...project, declared: { status, confirmedAt: at }, question: null, answer, refused: null };
}

/** Records the answer to the question of one project. Throws USAGE when there is none; wish for a refresh afterwards. */
export async function answerQuestion(
  store: Pick<Store, 'readProjects' | 'saveProjects'>,
  { projectKey, kind, by, now }: { projectKey: string; kind: AnswerKind; by: string; now: Date },
): Promise<ProjectRecord> {
  const [project] = await store.readProjects([projectKey]);
  const answered = project === undefined ? null : applyAnswer(project, kind, by, now.toISOString());
  if (answered === null) {
    throw new StatusfolioError('USAGE', 'No question waits for an answer there.', {
      where: project?.name ?? projectKey,
      hint: 'Look at the project: it may have been answered already.',
    });
  }
  await store.saveProjects([answered]);
  return answered;
}
