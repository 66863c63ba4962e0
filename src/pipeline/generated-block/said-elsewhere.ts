// What the owner says of projects in other documents of theirs: a generated block that lists a project without a status
// takes it from there. Where two of them disagree nothing is taken; where one cannot be read nothing is known.

import type { Portfolio } from '../../config/portfolio.ts';
import { isGenerated } from '../../core/document/generated-blocks.ts';
import { readDocument } from '../../core/document/parse-document.ts';
import type { DocumentReading, DocumentRef, Row } from '../../core/model.ts';
import { toAccountId } from '../../core/owner-id.ts';
import { siteOfDocument } from '../../core/site.ts';
import type { SaidElsewhere } from '../../core/status/situation.ts';
import { StatusfolioError } from '../../errors.ts';
import type { DocumentFile, Documents, GitHub } from '../../ports/github.ts';
import type { Memory } from '../../ports/store.ts';
import type { RefreshPorts } from '../document-update.ts';
import { type RefreshTarget, toDocumentTarget } from '../target.ts';

/** By repository in lower case. */
export type Said = ReadonlyMap<string, SaidElsewhere>;

/** More documents are not asked. */
const maxDocuments = 20;

type Asking = Pick<RefreshTarget, 'key' | 'ref'>;

export interface OwnDocument {
  readonly label: string;
  readonly isPublic: boolean;
  readonly rows: readonly Row[];
}

/**
 * From what is remembered of the other documents, else from their bytes: one request for each that lies on GitHub. `unread`:
 * one of them could not be read.
 */
export async function readSaid(
  target: Asking,
  { isPublic }: Pick<DocumentFile, 'isPublic'>,
  others: readonly RefreshTarget[],
  ports: Pick<RefreshPorts, 'memory' | 'github' | 'files'>,
): Promise<Said | 'unread'> {
  const documents: OwnDocument[] = [];
  for (const other of listOthers(target, others)) {
    const known = await recall(other, ports.memory);
    const document = known ?? (await readOwnDocument(other, ports));
    if (document === null) return 'unread';
    documents.push(document);
  }
  return collectWords(documents, isPublic);
}

/** From what is remembered alone, without any request. */
export async function recallSaid(
  target: Asking,
  { isPublic }: Pick<DocumentFile, 'isPublic'>,
  { documents }: Pick<Portfolio, 'documents'>,
  memory: Pick<Memory, 'readDocument'>,
): Promise<Said> {
  const where = { publicUrl: null, site: siteOfDocument(target.ref) };
  const targets = documents.flatMap((document) => ('repo' in document ? [toDocumentTarget(document, where)] : []));
  const known = await Promise.all(listOthers(target, targets).map((other) => recall(other, memory)));
  return collectWords(
    known.filter((document) => document !== null),
    isPublic,
  );
}

/** Of the same account: what one owner says is not told in another's document. */
function listOthers({ key, ref }: Asking, targets: readonly RefreshTarget[]): RefreshTarget[] {
  const account = readAccount(ref);
  const own = targets.filter((other) => {
    // Its files stand for it.
    if (other.pattern !== undefined) return false;
    const theirs = readAccount(other.ref);
    return other.key !== key && (theirs === account || theirs === null || account === null);
  });
  return own.slice(0, maxDocuments);
}

/** null: a file on this machine that is in no repository. */
function readAccount(ref: DocumentRef): string | null {
  const repo = ref.kind === 'github' ? ref.repo : ref.own?.repo;
  return repo === undefined ? null : toAccountId(repo);
}

async function recall(target: RefreshTarget, memory: Pick<Memory, 'readDocument'>): Promise<OwnDocument | null> {
  const document = await memory.readDocument(target.key);
  if (document === null || document.checkedAt === null) return null;
  const rows = document.rows.map(({ row }) => row);
  return { label: target.label, isPublic: document.isPublic, rows };
}

/** null: it cannot be read. */
export async function readOwnDocument(
  { ref, label }: RefreshTarget,
  { github, files }: { readonly github: Pick<GitHub, 'documents'>; readonly files: Documents },
): Promise<OwnDocument | null> {
  try {
    const documents = ref.kind === 'github' ? github.documents : files;
    const { bytes, isPublic } = await documents.read(ref);
    const outcome = readDocument(bytes, ref);
    return outcome.kind === 'read' ? { label, isPublic, rows: listOwnRows(outcome.reading) } : null;
  } catch (error) {
    // Its own refresh reports the problem.
    if (error instanceof StatusfolioError) return null;
    throw error;
  }
}

function listOwnRows(reading: DocumentReading): Row[] {
  return reading.rows.filter((row) => !isGenerated(row, reading));
}

/** What a document that not everybody can see says stays out of one that everybody can. */
export function collectWords(documents: readonly OwnDocument[], isPublic: boolean): Map<string, SaidElsewhere> {
  const said = new Map<string, SaidElsewhere>();
  const doubtful = new Set<string>();
  for (const { label, rows } of documents.filter((document) => document.isPublic || !isPublic)) {
    for (const row of rows) {
      const repo = row.repo?.toLowerCase();
      if (repo === undefined || !speaksFor(row)) continue;
      const { status, text } = row.typed;
      if ((said.get(repo)?.status ?? status) !== status) doubtful.add(repo);
      if (!said.has(repo)) said.set(repo, { status, text, where: `${label}:${row.line}` });
    }
  }
  for (const repo of doubtful) said.delete(repo);
  return said;
}

/** A whole repository, in words that are known. */
function speaksFor({ skip, also, folder, typed, directive, isGenerated: isOurs }: Row): boolean {
  const isWhole = also === undefined && folder === null;
  return skip === null && directive?.kind !== 'ignore' && isWhole && typed.status !== 'unknown' && isOurs !== true;
}
