// Title and text of the pull request: a table of the changes with their evidence, a proof that nothing else moved, and
// how to disagree. Nothing from outside gets into it un-neutralised.

import type { BlockKind } from '../model.ts';
import { type CommitLine, describeChanges, formatBlocks, formatNewLabels } from './commit-message.ts';
import { type CommitStyle, formatSubjectLine } from './commit-style.ts';
import { escapeMarkdown, formatStatus } from './evidence.ts';
import { countFitting, type IssueQuestion } from './issue-body.ts';

export interface PullRequestDocument {
  readonly path: string;
  readonly lines: readonly CommitLine[];
  /** Generated blocks that are written anew. */
  readonly blocks: readonly BlockKind[];
  /** SHA-256 of the document without the edited cells and blocks. */
  readonly surroundings: { readonly before: string; readonly after: string };
}

/** `refusal`: why it is not a commit, where one was asked for. */
export function formatPullRequest(
  documents: readonly PullRequestDocument[],
  refusal: string | null,
  style: CommitStyle,
  /** Asked here where the repository has no issues. */
  questions: readonly IssueQuestion[] = [],
): { readonly title: string; readonly text: string } {
  const lines = documents.flatMap((document) => document.lines);
  const blocks = documents.flatMap((document) => document.blocks);
  const changed = documents.filter((document) => document.lines.length + document.blocks.length > 0);
  const parts = changed.map((document) => formatDocument(document, Math.floor(maxTableLength / changed.length)));
  if (parts.length === 0) parts.push('The badges follow the statuses.');
  const why = refusal === null ? [] : [`This is a pull request because ${escapeMarkdown(lowerFirst(refusal), 400)}`];
  const disagree =
    'To disagree, close this pull request: the same change is not proposed again. ' +
    'Your own changes to this branch are kept.';
  const text = [...parts, ...formatQuestions(questions), ...why, disagree].join('\n\n');
  const paths = documents.map(({ path }) => path);
  return { title: formatSubjectLine(describeChanges(lines, blocks), paths, style), text };
}

/** GitHub refuses a text of more than 65,536 characters: so much for the tables, so much for the questions. */
const maxTableLength = 40_000;
const maxQuestionsLength = 15_000;

function formatDocument({ path, lines, blocks, surroundings }: PullRequestDocument, space: number): string {
  const rows = lines.map((line) => {
    const { name, evidence } = line;
    const [was, becomes] = describeChange(line).map((text) => escapeMarkdown(text));
    return `| ${escapeMarkdown(name)} | ${was} | ${becomes} | ${escapeMarkdown(evidence ?? '', 300)} |`;
  });
  const shown = rows.slice(0, countFitting(rows, space));
  const table =
    rows.length === 0 ? [] : [['| Project | Was | Becomes | Why |', '|---|---|---|---|', ...shown].join('\n')];
  if (shown.length < rows.length) table.push(`${rows.length - shown.length} more rows change: see the files.`);
  const newLabels = formatNewLabels(lines, (text) => escapeMarkdown(text));
  const edited = [...(rows.length > 0 ? ['cells'] : []), ...(blocks.length > 0 ? ['blocks'] : [])].join(' and ');
  const proof =
    surroundings.before === surroundings.after
      ? `Everything outside these ${edited} is unchanged: SHA-256 \`${surroundings.before}\` before and after.`
      : `Outside these ${edited}: SHA-256 \`${surroundings.before}\` before, \`${surroundings.after}\` after.`;
  return [
    `**${escapeMarkdown(path, 500) || 'document'}**`,
    ...table,
    ...newLabels,
    ...formatBlocks(blocks),
    proof,
  ].join('\n\n');
}

/** The cell before and after, with the date that comes or goes behind the word. */
function describeChange({ from, to, asOf }: CommitLine): [string, string] {
  if (asOf?.action === 'add') return [from, `${to} ${asOf.text}`];
  return asOf?.action === 'remove' ? [`${from} ${asOf.text}`, to] : [from, to];
}

function formatQuestions(questions: readonly IssueQuestion[]): string[] {
  if (questions.length === 0) return [];
  const items = questions.map(({ name, typed, word, status, evidence, ask }) => {
    const mention = ask === null ? '' : ` (@${ask})`;
    const becomes = escapeMarkdown(word ?? formatStatus(status));
    return `- ${escapeMarkdown(name) || 'project'}: ${escapeMarkdown(typed.text)} → ${becomes}?${mention} ${escapeMarkdown(evidence ?? '', 300)}`;
  });
  const shown = items.slice(0, countFitting(items, maxQuestionsLength));
  if (shown.length < items.length) shown.push(`- ${items.length - shown.length} more are on the dashboard.`);
  return [
    `**Questions that need your answer** (on the dashboard, or with \`statusfolio answer\`):\n\n${shown.join('\n')}`,
  ];
}

function lowerFirst(text: string): string {
  return `${text.charAt(0).toLowerCase()}${text.slice(1)}`;
}
