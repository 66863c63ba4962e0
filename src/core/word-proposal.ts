// Title and text of the pull request: a table of the changes with their evidence, a proof that nothing else moved, and
// how to disagree. Nothing from outside gets into it un-neutralised.

import type { InboxQuestion } from './word-inbox.ts';
import { type CommitLine, escapeMarkdown, nameStatus, wordHeadline } from './wording.ts';

export interface ProposedDocument {
  readonly path: string;
  readonly lines: readonly CommitLine[];
  /** SHA-256 of the document without the edited cells. */
  readonly surroundings: { readonly before: string; readonly after: string };
}

/** `refusal`: why it is not a commit, where one was asked for. */
export function wordProposal(
  documents: readonly ProposedDocument[],
  refusal: string | null,
  /** Asked here where the repository has no issues. */
  questions: readonly InboxQuestion[] = [],
): { readonly title: string; readonly text: string } {
  const lines = documents.flatMap((document) => document.lines);
  const parts = documents.filter((document) => document.lines.length > 0).map(wordDocument);
  if (parts.length === 0) parts.push('The badges follow the statuses.');
  const why = refusal === null ? [] : [`This is a pull request because ${escapeMarkdown(lowerFirst(refusal), 400)}`];
  const disagree =
    'To disagree, close this pull request: the same change is not proposed again. ' +
    'Changes of yours to this branch are left alone.';
  return { title: wordHeadline(lines), text: [...parts, ...wordQuestions(questions), ...why, disagree].join('\n\n') };
}

function wordDocument({ path, lines, surroundings }: ProposedDocument): string {
  const rows = lines.map(
    ({ name, from, to, evidence }) =>
      `| ${escapeMarkdown(name)} | ${escapeMarkdown(from)} | ${escapeMarkdown(to)} | ${escapeMarkdown(evidence ?? '', 300)} |`,
  );
  const proof =
    surroundings.before === surroundings.after
      ? `Everything outside these cells is unchanged: SHA-256 \`${surroundings.before}\` before and after.`
      : `Outside these cells: SHA-256 \`${surroundings.before}\` before, \`${surroundings.after}\` after.`;
  return [
    `**${escapeMarkdown(path, 500)}**`,
    ['| Project | Was | Becomes | Why |', '|---|---|---|---|', ...rows].join('\n'),
    proof,
  ].join('\n\n');
}

function wordQuestions(questions: readonly InboxQuestion[]): string[] {
  if (questions.length === 0) return [];
  const items = questions.map(({ name, typed, word, status, evidence }) => {
    const becomes = escapeMarkdown(word ?? nameStatus(status));
    return `- ${escapeMarkdown(name)}: ${escapeMarkdown(typed)} → ${becomes}? ${escapeMarkdown(evidence ?? '', 300)}`;
  });
  return [`**Waiting for your word** (on the dashboard, or with \`statusfolio answer\`):\n\n${items.join('\n')}`];
}

function lowerFirst(text: string): string {
  return `${text.charAt(0).toLowerCase()}${text.slice(1)}`;
}
