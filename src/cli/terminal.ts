// What a command may know of the terminal it runs in, and colour that is plain text where colour is not wanted.

import { styleText } from 'node:util';
import type { Environment } from '../settings.ts';

export interface Terminal {
  readonly environment: Environment;
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
  /** Progress and errors, to standard error. */
  err(text: string): void;
  /** What is being waited for, on a line that the next one replaces; null takes it away. Silent without a terminal. */
  progress(text: string | null): void;
  /** A yes-or-no question; only asked when `isInteractive`. */
  ask(question: string): Promise<boolean>;
}

export type Colour = 'red' | 'green' | 'yellow' | 'cyan' | 'dim' | 'bold' | 'inverse';
export type Paint = (colour: Colour, text: string) => string;

export function createPaint(terminal: Pick<Terminal, 'hasColour'>): Paint {
  return (colour, text) => (terminal.hasColour ? styleText(colour, text, { validateStream: false }) : text);
}
