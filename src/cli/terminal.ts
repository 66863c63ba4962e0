// What a command may know of the terminal it runs in, colour that is plain text where colour is not wanted, and the
// edge at which text from outside loses what a terminal or a workflow's runner would obey, and shows what nobody would see.

import { styleText } from 'node:util';
import type { Environment, ReadFile } from '../config/variables.ts';
import { toPlainText, unseen } from '../core/text.ts';
import { retriedLater } from '../errors.ts';

export interface Terminal {
  readonly environment: Environment;
  /** Reads the file of a secret (`GITHUB_TOKEN_FILE`). */
  readonly readFile: ReadFile;
  /** The current directory: where relative paths start. */
  readonly directory: string;
  /** A person sits in front of it: standard input and output are terminals. */
  readonly isInteractive: boolean;
  /** Standard output is shown to a person: a table fits, and nobody parses it. */
  readonly isTerminal: boolean;
  readonly hasColour: boolean;
  readonly columns: number;
  /** Results, to standard output. */
  out(text: string): void;
  /** A workflow command of ours, to standard output: the only text that the runner of a workflow may obey. */
  command(line: string): void;
  /** Progress and errors, to standard error. */
  err(text: string): void;
  /** What is being waited for, on a line that the next one replaces; null takes it away. Silent without a terminal. */
  progress(text: string | null): void;
  /** A yes-or-no question; only asked when `isInteractive`. */
  ask(question: string): Promise<boolean>;
  /** Everything that comes through standard input, until it ends. */
  readInput(): Promise<Uint8Array>;
  /** The next key that is pressed, only read when `isInteractive`; null: nobody will press one any more. */
  readKey(): Promise<string | null>;
  /** Keys are not read any more. */
  endKeys(): void;
}

const colours = ['red', 'green', 'yellow', 'cyan', 'dim', 'bold', 'inverse'] as const;
export type Colour = (typeof colours)[number];
export type Paint = (colour: Colour, text: string) => string;

export function createPaint(terminal: Pick<Terminal, 'hasColour'>): Paint {
  return (colour, text) => (terminal.hasColour ? styleText(colour, text, { validateStream: false }) : text);
}

/**
 * Text from outside with everything made visible that a terminal would obey or a reader would not see: an escape sequence
 * reads `<U+001B>[2J`. Line breaks and tabs stay, and so does a carriage return in front of a line break.
 */
export function showUnseen(text: string): string {
  return text.toWellFormed().replace(unseen, (character, at: number) => {
    const isBreak = character === '\n' || character === '\t';
    const isCrlf = character === '\r' && (at + 1 === text.length || text[at + 1] === '\n');
    if (isBreak || isCrlf) return character;
    return `<U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}>`;
  });
}

/** The same terminal, which obeys nothing but our own colours. */
export function guardTerminal(terminal: Terminal): Terminal {
  const guard = (text: string) => showForeign(text, terminal.hasColour);
  return {
    ...terminal,
    out: (text) => terminal.out(guard(text)),
    err: (text) => terminal.err(guard(text)),
    command: (line) => terminal.command(showUnseen(line)),
    progress: (text) => terminal.progress(text === null ? null : guard(text).replaceAll(/[\r\n]+/g, ' ')),
    ask: (question) => terminal.ask(guard(question)),
  };
}

const sequence = new RegExp(`(${String.fromCharCode(27)}\\[\\d+m)`);
const ownSequences = new Set(colours.flatMap((colour) => styleText(colour, '|', { validateStream: false }).split('|')));

function showForeign(text: string, hasColour: boolean): string {
  const parts = hasColour ? text.split(sequence) : [text];
  // Our Markdown puts a zero-width space behind an @, which harms no terminal.
  return parts
    .map((part) => (ownSequences.has(part) ? part : part.split('@\u200b').map(showUnseen).join('@\u200b')))
    .join('');
}

/**
 * What is written to a stream, line by line. In the log of a workflow run no line is a command to the runner; into a
 * file or a terminal every character goes as it is.
 */
export function createWriter(write: (text: string) => void, isWorkflowLog: boolean): (text: string) => void {
  return (text) => write(`${isWorkflowLog ? defuseCommands(text) : text}\n`);
}

/** Nothing visible stands before it: the runner takes blanks away before it reads. */
const commandAtStart = /^([^\p{L}\p{N}\p{P}\p{S}\n\r\u2028\u2029]*):(?=:)/gmu;

/** The older form is obeyed anywhere in a line. */
const oldCommand = /##(?=\w*\[)/g;

/**
 * Takes from every line what the runner would obey, by a character that nobody sees. It obeys lines that begin with
 * `::`, and `##[` anywhere: https://github.com/actions/runner/blob/main/src/Runner.Common/ActionCommand.cs
 */
export function defuseCommands(text: string): string {
  return text.replace(commandAtStart, '$1:\u200b').replace(oldCommand, '##\u200b');
}

/** JSON for a log or a terminal: the same value, spelt so that no runner finds a command in it and nothing in it is unseen. */
export function toJsonText(value: unknown, indent?: number): string {
  return JSON.stringify(value, null, indent)
    .replace(/##(?=\w*\[)/g, '#\\u0023')
    .replace(unseen, (found) => (found === '\n' ? found : escapeUnits(found)));
}

function escapeUnits(text: string): string {
  return text.replace(/[\s\S]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/** Text of strangers, safe for a terminal: one line, no escape sequences. */
export function show(text: string): string {
  return toPlainText(text, 2000);
}

/** A command ends: what a server would retry, the person runs again. */
export function adviseOnce(hint: string): string {
  return hint.replace(retriedLater, 'Run it again later');
}
