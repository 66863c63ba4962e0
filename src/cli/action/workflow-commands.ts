// What the runner of a workflow understands: commands in its log, and the files for outputs and the job summary. Text
// from outside is escaped here as the runner's own toolkit does it, so that it stays text.
// https://docs.github.com/actions/reference/workflow-commands-for-github-actions

import { randomUUID } from 'node:crypto';
import { appendFile } from 'node:fs/promises';
import { show } from '../terminal.ts';

/** Where an annotation stands; without a file it belongs to the run. */
export interface AnnotationPlace {
  readonly file: string | null;
  readonly line: number | null;
  readonly column?: number | null;
  readonly title: string | null;
}

export const nowhere: AnnotationPlace = { file: null, line: null, title: 'Statusfolio' };

/** One annotation as one line. */
export function formatCommand(level: 'error' | 'warning' | 'notice', place: AnnotationPlace, message: string): string {
  const { file, line, column = null, title } = place;
  const properties = [
    ...(file === null ? [] : [`file=${escapeProperty(file)}`]),
    ...(file === null || line === null ? [] : [`line=${line}`]),
    ...(file === null || line === null || column === null ? [] : [`col=${column}`]),
    ...(title === null ? [] : [`title=${escapeProperty(title)}`]),
  ];
  return `::${level}${properties.length === 0 ? '' : ` ${properties.join(',')}`}::${escapeData(message)}`;
}

function escapeData(text: string): string {
  return show(text).replaceAll('%', '%25');
}

function escapeProperty(text: string): string {
  return escapeData(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}

/** Sets outputs of the step. Each value ends at a line that nobody can guess, so that none of them can set another. */
export async function appendOutputs(
  path: string,
  outputs: Readonly<Record<string, string | number | boolean>>,
): Promise<void> {
  const entries = Object.entries(outputs).map(([name, value]) => {
    const end = `end-${randomUUID()}`;
    return `${name}<<${end}\n${value}\n${end}\n`;
  });
  await appendFile(path, entries.join(''));
}

/** The runner drops a summary that is larger than 1 MiB as a whole. */
const maxSummaryBytes = 1_000_000;
const cutNote = '\n\n_The rest did not fit here; the whole report is in the output `report`._';

/** Adds Markdown to the job summary, whole lines of it where all of it would not fit. */
export async function appendSummary(path: string, markdown: string): Promise<void> {
  await appendFile(path, `${cutToBytes(markdown, maxSummaryBytes)}\n`);
}

function cutToBytes(text: string, most: number): string {
  const bytes = Buffer.from(text);
  if (bytes.length <= most) return text;
  const lastLine = bytes.lastIndexOf('\n', most);
  return `${bytes.subarray(0, Math.max(0, lastLine)).toString()}${cutNote}`;
}
