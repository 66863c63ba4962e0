// `doctor --repair`: gives a document whose text was encoded twice its real characters back. Shows the difference
// first; touches only runs of characters that read as UTF-8 once more, and leaves everything else byte for byte.

import { readFile, writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { decodeMojibake } from '../core/document/bytes.ts';
import { StatusfolioError } from '../errors.ts';
import type { DoctorOptions } from './doctor.ts';
import type { Openers } from './openers.ts';
import { printDiff } from './print-diff.ts';
import type { Terminal } from './terminal.ts';

const strictUtf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** null: nothing in it is encoded twice. */
export function repairText(text: string): string | null {
  const repaired = text.replace(/\P{ASCII}+/gu, (run) => decodeMojibake(run) ?? run);
  return repaired === text ? null : repaired;
}

export async function repairEncoding(
  files: readonly string[],
  options: DoctorOptions,
  terminal: Terminal,
  openers: Openers,
): Promise<number> {
  if (files.length === 0) {
    throw new StatusfolioError('USAGE', 'No document to repair.', {
      hint: 'Name a file on this machine: statusfolio doctor README.md --repair',
    });
  }
  for (const name of files) {
    const path = resolve(terminal.directory, name);
    const { bytes } = await openers.openFiles().read({ kind: 'file', path });
    const repaired = repairBytes(bytes);
    if (repaired === null) {
      terminal.err(`${name}: nothing in it is encoded twice.`);
      continue;
    }
    printDiff(name, bytes, repaired, terminal);
    const isAgreed = options.yes === true || (terminal.isInteractive && (await terminal.ask(`Write ${name}?`)));
    if (!isAgreed) {
      terminal.err(`${name} was not written${terminal.isInteractive ? '.' : '. Repeat it with --yes.'}`);
      continue;
    }
    if (!(await readFile(path)).equals(bytes)) {
      throw new StatusfolioError('DOCUMENT_CHANGED', `${name} changed meanwhile.`, {
        where: name,
        hint: 'Run it again.',
      });
    }
    await writeFile(path, repaired);
    terminal.err(`Wrote ${name}.`);
  }
  return 0;
}

function repairBytes(bytes: Uint8Array): Uint8Array | null {
  try {
    const repaired = repairText(strictUtf8.decode(bytes));
    return repaired === null ? null : new TextEncoder().encode(repaired);
  } catch {
    // Not UTF-8: then it was not encoded as UTF-8 twice either.
    return null;
  }
}
