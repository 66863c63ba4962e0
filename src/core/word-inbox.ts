// The text of the status issue and of its answers: every question with its evidence and a box for each answer. The
// hidden keys only say which box is which; who ticked it is asked of GitHub.

import type { Told } from './disclosure.ts';
import type { Status } from './model.ts';
import { escapeMarkdown, nameStatus } from './wording.ts';

export const inboxMark = '<!-- statusfolio: inbox -->';

export interface InboxQuestion {
  /** Names project and question; letters and digits. */
  readonly key: string;
  readonly name: string;
  readonly documents: readonly string[];
  readonly typed: string;
  readonly status: Status;
  /** How the document spells it; null: it has no word for it. */
  readonly word: string | null;
  /** null where they may not be public. */
  readonly evidence: Told | null;
  readonly reason: Told | null;
}

export interface InboxText {
  readonly title: string;
  readonly body: string;
}

/** `ignored`: who ticked boxes without being allowed to write here. */
export function wordInbox(questions: readonly InboxQuestion[], ignored: readonly string[]): InboxText {
  const count = questions.length;
  const title = count === 0 ? 'Statusfolio: nothing waits for you' : `Statusfolio: ${nameCount(count)} for you`;
  const intro =
    count === 0
      ? 'Nothing waits for your word. This issue opens again when something does.'
      : 'Tick one box for each project; what you accept is published at once, and this text follows. ' +
        'A comment such as `accept NAME`, `keep NAME`, `finished NAME` or `away NAME` does the same.';
  const notes = ignored.map(
    (login) => `An answer of ${escapeMarkdown(login)} was ignored: that account may not write to this repository.`,
  );
  return { title, body: [inboxMark, intro, ...notes, ...questions.map(wordQuestion)].join('\n\n') };
}

function nameCount(count: number): string {
  return count === 1 ? 'a question waits' : `${count} questions wait`;
}

function wordQuestion(question: InboxQuestion): string {
  const { key, name, documents, typed, status, word, evidence, reason } = question;
  const where = documents.map((path) => escapeMarkdown(path, 300)).join(', ');
  const becomes = escapeMarkdown(word ?? nameStatus(status));
  const box = (kind: string, label: string) => `- [ ] ${label} <!-- statusfolio: ${key} ${kind} -->`;
  const boxes = [
    ...(word === null ? [] : [box('accept', `Accept: ${becomes}`)]),
    box('keep', `Keep: ${escapeMarkdown(typed)}`),
    ...(status === 'complete' ? [] : [box('finished', 'It is finished')]),
    box('away', 'Still going, I was away'),
  ];
  return [
    `### ${escapeMarkdown(name) || 'project'}\n\n${where}: ${escapeMarkdown(typed)} → ${becomes}?`,
    [evidence, reason].flatMap((text) => (text === null || text === '' ? [] : [escapeMarkdown(text, 300)])).join(' '),
    boxes.join('\n'),
  ].join('\n\n');
}

export interface Tick {
  readonly key: string;
  readonly kind: string;
}

/** The boxes that are ticked. */
export function readTicks(body: string): Tick[] {
  return body.split('\n').flatMap((line) => {
    const match = /^\s*[-*+] \[[xX]\] .*<!-- statusfolio: (\w{1,64}) (\w{1,20}) -->\s*$/.exec(line);
    return match === null ? [] : [{ key: match[1] ?? '', kind: match[2] ?? '' }];
  });
}

export interface Command {
  readonly kind: string;
  /** null: no name was given, which is enough where one question waits. */
  readonly name: string | null;
}

/** Answers in a comment, each on a line of its own. */
export function readCommands(comment: string): Command[] {
  return comment
    .slice(0, 10_000)
    .split('\n')
    .flatMap((line) => {
      const match = /^(?:\/statusfolio )?(accept|keep|finished|away)\b(.*)/i.exec(line.trim());
      if (match === null) return [];
      const name = (match[2] ?? '')
        .replace(/^[ :]+/, '')
        .replaceAll('`', '')
        .trim();
      return [{ kind: (match[1] ?? '').toLowerCase(), name: name === '' ? null : name }];
    });
}
