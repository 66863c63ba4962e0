// Proposes the directive for a document whose legend says what its marks mean, for `init`.

import { decodeMojibake, decodeText } from '../document/markup/encoding.ts';
import { readDocument } from '../document/parse-document.ts';
import type { DocumentRef } from '../model.ts';
import { formatDirective } from './parse-directive.ts';
import { readLegend, toRule } from './read-legend.ts';

export interface ProposedDirective {
  /** As a comment, to be put on a line of its own. */
  readonly text: string;
  /** 1-based line of the legend. */
  readonly line: number;
  /** Rows and list items that it would hold for. */
  readonly rows: number;
}

/** null: there is no legend, no row whose mark it explains, or a directive stands there already. */
export function proposeDirective(bytes: Uint8Array, ref: DocumentRef): ProposedDirective | null {
  const read = readDocument(bytes, ref);
  if (read.kind !== 'read' || read.activity !== undefined) return null;
  const decoded = decodeText(bytes);
  const legend = readLegend(decodeMojibake(decoded) ?? decoded);
  if (legend === null) return null;
  const activity = formatDirective(toRule(legend));
  const tried = readDocument(bytes, { ...ref, activity });
  const columns = tried.kind === 'read' ? (tried.activity?.columns ?? []) : [];
  const rows = columns.reduce((sum, { entries }) => sum + entries.length, 0);
  return rows === 0 ? null : { text: `<!-- statusfolio: ${activity} -->`, line: legend.line, rows };
}
