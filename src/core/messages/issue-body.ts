// The text of the status issue and of its answers: every question with its evidence and a box for each answer. The
// hidden keys only say which box is which; who ticked it is asked of GitHub.

import { toDay } from '../dates.ts';
import type { Told } from '../disclosure.ts';
import type { RuleName } from '../model.ts';
import type { OfferedAnswer } from '../status/answers.ts';
import type { Status } from '../status/statuses.ts';
import { formatAnswer } from './answers.ts';
import { escapeMarkdown, formatStatus } from './evidence.ts';

/** How the text of every status issue begins. */
export const statusIssuePrefix = '<!-- statusfolio: inbox';

/** The first line of a status issue about the documents of `repo` that lies in `issueRepo`, where others may lie, too. */
export function markStatusIssue(repo: string, issueRepo: string): string {
  const isElsewhere = repo.toLowerCase() !== issueRepo.toLowerCase();
  return `${statusIssuePrefix}${isElsewhere ? ` of ${repo.toLowerCase()}` : ''} -->`;
}

export interface IssueQuestion {
  /** Names project and question; letters and digits. */
  readonly key: string;
  readonly name: string;
  readonly documents: readonly string[];
  readonly typed: { readonly text: string; readonly status: Status };
  readonly status: Status;
  readonly rule: RuleName;
  /** How the document spells it; null: it has no label for it. */
  readonly word: string | null;
  readonly answers: readonly IssueAnswer[];
  /** null where they may not be public. */
  readonly evidence: Told | null;
  readonly reason: Told | null;
  /** What happens without an answer and when; null: nothing, as the reason says. */
  readonly unanswered: Told | null;
  /** Who is asked, as `login` or `organization/team`; null: nobody is mentioned. */
  readonly ask: Told | null;
}

export interface IssueAnswer extends OfferedAnswer {
  /** What the cell says then; null: the document has no label for it. */
  readonly word: string | null;
}

/** An answer that can still be undone. */
export interface GivenIssueAnswer {
  readonly key: string;
  readonly name: string;
  /** Which answer, whose and when; null where that may not be public. */
  readonly said: Told | null;
  /** The last instant at which it can be undone; null where that may not be public. */
  readonly until: string | null;
}

export interface StatusIssueText {
  readonly title: string;
  readonly body: string;
  /** How many of the questions stand in it, from the first on. */
  readonly listed: number;
}

/** GitHub refuses more than 65,536 characters, and then nothing is asked at all. */
const maxBodyLength = 60_000;

/** `given`: the answers that can be undone. `ignored`: who ticked boxes without being allowed to. */
export function formatStatusIssue(
  questions: readonly IssueQuestion[],
  given: readonly GivenIssueAnswer[],
  ignored: readonly string[],
  mark: string,
): StatusIssueText {
  const count = questions.length;
  const title =
    count === 0
      ? 'No project status to review'
      : `Review ${count === 1 ? '1 project status' : `${count} project statuses`}`;
  const intro =
    count === 0
      ? 'No question needs your answer. This issue reopens when one does.'
      : 'Tick one box for each project. The next run updates the document and this text. A comment such as `paused NAME` ' +
        'does the same; so do `active`, `finished`, `away`, `released`, `not-yet`, `accept` (yes), `keep` (no) and `undo`.';
  const notes = ignored
    .slice(-maxNamed)
    .map(
      (login) =>
        `An answer by ${escapeMarkdown(login)} was ignored: that account may not write to the repository of the document.`,
    );
  if (ignored.length > maxNamed) notes.push('Answers by other accounts were ignored, too.');
  const answered = formatGivenAnswers(given);
  const parts = [mark, intro, ...notes];
  const written = questions.map(formatQuestion);
  const listed = countFitting(written, maxBodyLength - [...parts, ...answered].join('\n\n').length);
  const left = questions.length - listed;
  const more =
    left === 0
      ? []
      : [`${left} more ${left === 1 ? 'waits' : 'wait'}, and will be listed here once these are answered.`];
  return { title, body: [...parts, ...written.slice(0, listed), ...more, ...answered].join('\n\n'), listed };
}

/** How many texts, from the first on, fit into so many characters with their separators and a sentence behind them. */
export function countFitting(texts: readonly string[], space: number): number {
  let length = 200;
  const tooMany = texts.findIndex((text) => {
    length += text.length + 2;
    return length > space;
  });
  return tooMany === -1 ? texts.length : tooMany;
}

/** Strangers decide how many of them answer, not how long this text is. */
export const maxNamed = 5;

function formatQuestion(question: IssueQuestion): string {
  const { key, name, documents, typed, status, rule, word, answers, evidence, reason, unanswered, ask } = question;
  const where = documents.map((path) => escapeMarkdown(path, 300)).join(', ');
  const isSilence = rule === 'quiet' || rule === 'stalled';
  const becomes = isSilence ? '' : ` → ${escapeMarkdown(word ?? formatStatus(status))}?`;
  const mention = ask === null ? '' : ` (@${ask})`;
  const boxes = answers.map((answer) => {
    const says =
      answer.word === null
        ? `needs a label: add \`${answer.status}\` under \`labels:\` in the configuration`
        : escapeMarkdown(answer.word);
    return `- [ ] ${formatAnswer(answer, typed.status)}: ${says} <!-- statusfolio: ${key} ${answer.kind} -->`;
  });
  const sentences = [evidence, reason, unanswered].flatMap((text) =>
    text === null || text === '' ? [] : [escapeMarkdown(text, 300)],
  );
  return [
    `### ${escapeMarkdown(name) || 'project'}\n\n${where}: ${escapeMarkdown(typed.text)}${becomes}${mention}`,
    sentences.join(' '),
    boxes.join('\n'),
  ].join('\n\n');
}

/** At most so many stand there: the others can be undone on the dashboard and in a terminal. */
const maxGiven = 50;

function formatGivenAnswers(given: readonly GivenIssueAnswer[]): string[] {
  if (given.length === 0) return [];
  const lines = given.slice(0, maxGiven).map(({ key, name, said, until }) => {
    const what = `${escapeMarkdown(name) || 'project'}${said === null ? '' : `, ${escapeMarkdown(said)}`}`;
    const last = until === null ? '' : ` (until ${toDay(until)} ${until.slice(11, 16)} UTC)`;
    return `- [ ] Undo: ${what}${last} <!-- statusfolio: ${key} undo -->`;
  });
  return ['### Answered', lines.join('\n')];
}

export interface Tick {
  readonly key: string;
  readonly kind: string;
}

/** The boxes that are ticked. */
export function readTicks(body: string): Tick[] {
  return body.split('\n').flatMap((line) => {
    const match = /^\s*[-*+] \[[xX]\] .*<!-- statusfolio: (\w{1,64}) ([\w-]{1,20}) -->\s*$/.exec(line);
    return match === null ? [] : [{ key: match[1] ?? '', kind: match[2] ?? '' }];
  });
}

export interface Command {
  readonly kind: string;
  /** null: no name was given, which is enough where one question waits. */
  readonly name: string | null;
}

/** Answers in a comment, each on a line of its own. What is only shown there (code, quotations, HTML) is no answer. */
export function readCommands(comment: string): Command[] {
  return leaveOutShown(comment.slice(0, 10_000)).flatMap((line) => {
    const match = /^(?:\/statusfolio )?(accept|keep|paused|active|finished|away|released|not-yet|undo)\b(.*)/i.exec(
      line.trim(),
    );
    if (match === null) return [];
    const name = (match[2] ?? '')
      .replace(/^[ :]+/, '')
      .replaceAll('`', '')
      .trim();
    return [{ kind: (match[1] ?? '').toLowerCase(), name: name === '' ? null : name }];
  });
}

/** Elements whose text is shown as it is, or is somebody else's. */
const shownElement = /<(pre|code|samp|kbd|blockquote|q|script|style|textarea|template|xmp)\b[\s\S]*?(<\/\1\s*>|$)/gi;
const marker = String.raw`[ \t]*(?:(?:[-*+]|\d{1,9}[.)])[ \t]+)*`;
const fenceStart = new RegExp(`^${marker}(\`{3,}|~{3,})(.*)$`);
const listStart = new RegExp(`^${marker}`);

/** The lines that the writer says, in place of those that are only shown an empty one. Rather too few than one too many. */
function leaveOutShown(comment: string): string[] {
  const lines: string[] = [];
  let fence: string | null = null;
  let isQuoted = false;
  for (const line of comment.replaceAll(/\r\n?/g, '\n').split('\n')) {
    const [, run = '', rest = ''] = fenceStart.exec(line) ?? [];
    if (fence !== null) {
      if (run.startsWith(fence) && rest.trim() === '') fence = null;
      lines.push('');
      continue;
    }
    if (run !== '' && !(run.startsWith('`') && rest.includes('`'))) {
      fence = run;
      lines.push('');
      continue;
    }
    // A quotation goes on until an empty line, whether or not its lines are marked.
    isQuoted = line.trim() !== '' && (isQuoted || line.replace(listStart, '').startsWith('>'));
    lines.push(isQuoted || /^(?: {4}| {0,3}\t)/.test(line) ? '' : line);
  }
  const emptied = (text: string) => text.replaceAll(/[^\n]/g, '');
  return lines
    .join('\n')
    .replaceAll(/<!--[\s\S]*?(-->|$)/g, emptied)
    .replaceAll(shownElement, emptied)
    .replaceAll(/(?<!`)(`+)(?!`)((?:(?!\n\n)[\s\S]){0,500}?[^`])\1(?!`)/g, (span) =>
      span.includes('\n') ? emptied(span) : span,
    )
    .split('\n');
}
