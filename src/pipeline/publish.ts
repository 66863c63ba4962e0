// Publishes what was settled: nothing, or one write that is refused when the document moved on. Never writes when no
// byte changes, never forces, and checks the new bytes before they leave.

import { applyEdits } from '../core/document/apply-edits.ts';
import { planEdits } from '../core/document/plan-edits.ts';
import { readDocument } from '../core/document/read-document.ts';
import { hourMs, toInstant } from '../core/instants.ts';
import type { DocumentReading, Problem } from '../core/model.ts';
import { wordCommit } from '../core/wording.ts';
import type { DocumentFile, Documents, Memory } from '../ports.ts';
import type { JudgedRow } from './judge.ts';
import type { RefreshTarget } from './refresh.ts';

export type Publication =
  | { readonly kind: 'nothing' }
  /** A change is due, but this run may not write (`publish: none`, a preview), or must not (`problem`). */
  | { readonly kind: 'withheld'; readonly bytes: Uint8Array; readonly problem: Problem | null }
  | { readonly kind: 'published'; readonly bytes: Uint8Array; readonly oid: string; readonly url: string | null }
  | { readonly kind: 'conflict' };

export interface PublishInput {
  readonly target: RefreshTarget;
  readonly file: DocumentFile;
  readonly reading: DocumentReading;
  readonly rows: readonly JudgedRow[];
  readonly documents: Documents;
  readonly memory: Pick<Memory, 'countCommitsSince'>;
  readonly now: Date;
}

/** More commits than this in an hour to one document are a loop or a quarrel between two writers. */
const maxCommitsPerHour = 3;

export async function publish(input: PublishInput): Promise<Publication> {
  const { target, file, reading, rows, documents, memory, now } = input;
  const changes = rows.filter((judged) => judged.settled.action === 'change');
  const edits = planEdits(
    file.bytes,
    // A cell without any glyph of its own follows the document it stands in.
    changes.map(({ row, settled }) => ({
      row,
      text: settled.text,
      mojibake: row.mojibake || (reading.mojibake && isAscii(row.typed.text)),
    })),
  );
  if (edits.length === 0) return { kind: 'nothing' };

  const bytes = applyEdits(file.bytes, edits);
  const fault = findFault(target, reading, bytes, changes);
  if (fault !== null) return { kind: 'withheld', bytes, problem: fault };
  if (target.publish !== 'commit') return { kind: 'withheld', bytes, problem: null };
  if ((await memory.countCommitsSince(target.key, toInstant(now.getTime() - hourMs))) >= maxCommitsPerHour) {
    const message = `More than ${maxCommitsPerHour} commits to ${target.label} within an hour: publishing is paused.`;
    const hint = 'Look for another tool or server that edits the same cells. It resumes by itself within the hour.';
    return { kind: 'withheld', bytes, problem: { code: 'PAUSED', where: target.label, message, hint } };
  }

  const lines = changes.map(({ row, settled, derived }) => ({
    name: row.name,
    from: row.typed.text,
    to: settled.text,
    evidence: derived.audience === 'public' || !file.isPublic ? derived.evidence : null,
  }));
  const written = await documents.write({ ref: target.ref, file, bytes, ...wordCommit(lines, target.key) });
  if (written.kind === 'conflict') return { kind: 'conflict' };
  if (written.kind === 'rejected') return { kind: 'withheld', bytes, problem: written.problem };
  return { kind: 'published', bytes, oid: written.oid, url: written.url };
}

/** Reads the new bytes back: exactly the planned cells may differ, and they must say what was settled. */
function findFault(
  target: RefreshTarget,
  before: DocumentReading,
  bytes: Uint8Array,
  changes: readonly JudgedRow[],
): Problem | null {
  const planned = new Map(changes.map(({ row, settled }) => [row.line, settled.status]));
  const after = readDocument(bytes, target.ref.path);
  const isSame =
    after.kind === 'read' &&
    after.reading.rows.length === before.rows.length &&
    after.reading.rows.every((row, index) => {
      const old = before.rows[index];
      const status = planned.get(row.line) ?? old?.typed.status;
      return (
        old !== undefined &&
        row.line === old.line &&
        row.name === old.name &&
        row.repo === old.repo &&
        row.typed.status === status
      );
    });
  if (isSame) return null;
  return {
    code: 'UNSAFE_EDIT',
    where: target.label,
    message: 'The planned edit would change more than the status cells, so nothing was written.',
    hint: 'Please report it together with the table.',
  };
}

function isAscii(text: string): boolean {
  return [...text].every((character) => character < '\u0080');
}
