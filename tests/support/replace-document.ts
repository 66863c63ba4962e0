// The write that replaces a document as it was read.

import type { DocumentRef } from '../../src/core/model.ts';
import type { DocumentFile, DocumentWrite, FileWrite } from '../../src/ports/github.ts';

export function replaceDocument(
  ref: DocumentRef,
  file: DocumentFile,
  bytes: Uint8Array,
  words: Pick<DocumentWrite, 'headline' | 'body'> = { headline: 'docs: x', body: 'Statusfolio: y' },
  companions: readonly FileWrite[] = [],
): DocumentWrite {
  const { branch, version } = file;
  return { ref, branch, version, files: [{ path: ref.path, bytes, before: file.bytes }, ...companions], ...words };
}
