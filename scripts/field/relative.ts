// One relative of a kind of failure that people report about tools like this one: a new input, and what has to come of it.

import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Pipeline, row, table } from '../../tests/support/open-pipeline.ts';

export interface Relative {
  /** `F01` to `F20`. */
  readonly kind: string;
  readonly name: string;
  readonly expected: string;
  /** What was got, in the words of `expected`. */
  play(): Promise<string>;
}

/** Several inputs with one outcome. */
export function relatives<Input>(
  kind: string,
  expected: string,
  inputs: Readonly<Record<string, Input>>,
  play: (input: Input) => Promise<string>,
): Relative[] {
  return Object.entries(inputs).map(([name, input]) => ({ kind, name, expected, play: () => play(input) }));
}

export const newFolder = () => mkdtempSync(join(tmpdir(), `statusfolio-field-${process.pid}-`));

/** The status of the one row, and since when it is confirmed. */
export async function lookAtRow(pipeline: Pipeline) {
  const { rows, publication, problems } = await pipeline.look();
  const [first] = rows;
  if (first === undefined) throw new Error('the document has no row');
  return { publication: publication.kind, problems, ...first };
}

export const oneRow = (status: string) => table(row('engine', status));
