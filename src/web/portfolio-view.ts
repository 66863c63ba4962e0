// Everything that the pages, the JSON and the badges show, as one plain value, made for one audience. The only place
// that decides who may read what; whoever renders it need not know. All text in it is plain (one line, visible).

import type { Action, Confidence, Derived, DocumentRef, Problem, RuleName, Status } from '../core/model.ts';
import { toPlainText } from '../core/render/plain-text.ts';
import type { Change, DocumentRecord, ProjectRecord, RepositoryRecord, RowRecord, Store } from '../ports.ts';

export type Audience = 'owner' | 'public';

export interface ProjectView {
  readonly name: string;
  /** 1-based line in the document. */
  readonly line: number;
  readonly section: string | null;
  /** `owner/name`; null where no repository is linked. */
  readonly repo: string | null;
  readonly folder: string | null;
  readonly typed: { readonly text: string; readonly status: Status };
  readonly settled: { readonly text: string; readonly status: Status };
  /** Whether the cell disagrees with the settled status, and no commit of ours has corrected it yet. */
  readonly isDrifting: boolean;
  /** From here on null: withheld from this audience, or not known. */
  readonly action: Action | null;
  readonly reason: string | null;
  readonly rule: RuleName | null;
  readonly confidence: Confidence | null;
  readonly evidence: string | null;
  readonly question: { readonly status: Status; readonly evidence: string; readonly askedAt: string } | null;
  readonly since: string | null;
  readonly lookedAt: string | null;
  readonly reviewAt: string | null;
}

export interface DocumentView {
  readonly repo: string | null;
  readonly path: string;
  readonly branch: string | null;
  readonly tables: number;
  readonly lookedAt: string | null;
  readonly nextLookAt: string | null;
  /** In the order of the document. */
  readonly projects: readonly ProjectView[];
}

export interface ChangeView extends Pick<Change, 'name' | 'from' | 'to' | 'at' | 'oid' | 'url'> {
  readonly evidence: string | null;
}

export interface PortfolioView {
  readonly audience: Audience;
  readonly documents: readonly DocumentView[];
  /** Newest first. */
  readonly changes: readonly ChangeView[];
  /** The owner's alone: they may name what others must not know of. */
  readonly problems: readonly Problem[];
}

/** Enough to know all changes of one publish of the largest documents. */
const changesRead = 1000;
const changesShown = 20;

/** Reads the store and leaves out what the audience may not see. */
export async function readPortfolioView(store: Store, audience: Audience): Promise<PortfolioView> {
  const [records, projects, changes] = await Promise.all([
    store.listDocuments(),
    store.listProjects(),
    store.listChanges(changesRead),
  ]);
  const documents = records.filter(({ isPublic }) => audience === 'owner' || isPublic);
  const known: Known = {
    audience,
    projects: new Map(projects.map((project) => [project.key, project])),
    repositories: await readRepositories(store, documents, projects),
    changes,
  };
  const shown = new Set(documents.map(({ key }) => key));
  return {
    audience,
    documents: documents.map((document) => viewDocument(document, known)),
    changes: changes
      .filter(({ documentKey }) => shown.has(documentKey))
      .slice(0, changesShown)
      .map((change) => viewChange(change, known)),
    problems: audience === 'owner' ? await readProblems(store, documents) : [],
  };
}

interface Known {
  readonly audience: Audience;
  readonly projects: ReadonlyMap<string, ProjectRecord>;
  readonly repositories: ReadonlyMap<string, RepositoryRecord>;
  readonly changes: readonly Change[];
}

async function readRepositories(
  store: Store,
  documents: readonly DocumentRecord[],
  projects: readonly ProjectRecord[],
) {
  const linked = [
    ...documents.flatMap(({ rows }) => rows.map(({ repo }) => repo)),
    ...projects.map(({ repo }) => repo),
  ];
  const names = new Set(linked.flatMap((repo) => (repo === null ? [] : [repo.toLowerCase()])));
  const records = names.size === 0 ? [] : await store.readRepositories([...names]);
  return new Map(records.map((record) => [record.name, record]));
}

function viewDocument(document: DocumentRecord, known: Known): DocumentView {
  const { ref, tables, lookedAt, nextLookAt, rows } = document;
  return {
    repo: ref.kind === 'github' ? ref.repo : null,
    path: toPlainText(readPath(ref, known.audience)),
    branch: ref.kind === 'github' ? ref.branch : null,
    tables,
    lookedAt,
    nextLookAt,
    projects: rows.map((record) => viewProject(record, document, known)),
  };
}

/** Where a file lies on the owner's disk is nobody else's business. */
function readPath(ref: DocumentRef, audience: Audience): string {
  return ref.kind === 'github' || audience === 'owner' ? ref.path : (ref.path.split(/[\\/]/).at(-1) ?? '');
}

function viewProject(record: RowRecord, document: DocumentRecord, known: Known): ProjectView {
  const { row, repo, settled } = record;
  const project = known.projects.get(record.projectKey) ?? null;
  const derived = project?.derived ?? null;
  const word = {
    name: toPlainText(row.name, 120),
    line: row.line,
    section: row.section === null ? null : toPlainText(row.section, 200),
    repo,
    folder: row.folder,
    typed: { text: toPlainText(row.typed.text, 60), status: row.typed.status },
    settled: { text: toPlainText(settled.text, 60), status: settled.status },
    isDrifting: settled.action === 'change' && !isPublished(record, document, known.changes),
  };
  const lookedAt = repo === null ? null : (known.repositories.get(repo.toLowerCase())?.activity?.fetchedAt ?? null);
  const since = project?.settled.since ?? null;

  if (known.audience === 'owner') {
    return {
      ...word,
      action: settled.action,
      reason: toPlainText(settled.reason),
      rule: derived?.rule ?? null,
      confidence: derived?.confidence ?? null,
      evidence: derived === null ? null : toPlainText(derived.evidence),
      question: settled.question && {
        status: settled.question.status,
        evidence: toPlainText(settled.question.evidence),
        askedAt: settled.question.askedAt,
      },
      since,
      lookedAt,
      reviewAt: settled.reviewAt,
    };
  }

  const withheld = {
    action: null,
    reason: null,
    rule: null,
    confidence: null,
    evidence: null,
    question: null,
    since: null,
    lookedAt: null,
    reviewAt: null,
  };
  if (derived === null || !isOpenProject(repo, derived, known)) return { ...word, ...withheld };
  // What is still being asked, or waits, is between the owner and us: evidence for another status would tell it.
  const isDecided = settled.action !== 'question' && settled.action !== 'hold';
  const isTelling = isDecided && (derived.status === settled.status || settled.action === 'skip');
  return {
    ...word,
    ...withheld,
    ...(isTelling && {
      rule: derived.rule,
      confidence: derived.confidence,
      evidence: toPlainText(derived.evidence),
      reviewAt: settled.reviewAt,
    }),
    since,
    lookedAt,
  };
}

/** Of a repository that is not known to be public, the status word is all that others learn. */
function isOpenProject(repo: string | null, derived: Derived, { repositories }: Known): boolean {
  if (derived.audience !== 'public') return false;
  return repo === null || repositories.get(repo.toLowerCase())?.activity?.visibility === 'public';
}

/** A row is remembered as it was read; the commit that followed the same look has corrected it since. */
function isPublished(
  { projectKey }: RowRecord,
  { key, lookedAt }: DocumentRecord,
  changes: readonly Change[],
): boolean {
  return changes.some(
    (change) => change.documentKey === key && change.projectKey === projectKey && change.at >= (lookedAt ?? ''),
  );
}

function viewChange({ projectKey, name, from, to, evidence, at, oid, url }: Change, known: Known): ChangeView {
  const project = known.projects.get(projectKey);
  const isOpen =
    known.audience === 'owner' || (project !== undefined && isOpenProject(project.repo, project.derived, known));
  return {
    name: toPlainText(name, 120),
    from: toPlainText(from, 60),
    to: toPlainText(to, 60),
    evidence: isOpen ? toPlainText(evidence) : null,
    at,
    oid,
    url,
  };
}

async function readProblems(store: Store, documents: readonly DocumentRecord[]): Promise<Problem[]> {
  const { jobsDead } = await store.counts();
  const failed: Problem = {
    code: 'REFRESH_FAILED',
    where: '',
    message: `The last refresh of ${jobsDead} document${jobsDead === 1 ? '' : 's'} failed.`,
    hint: 'The server log says why, at "refresh-failed". "Sync now" tries again at once.',
  };
  return [...(jobsDead === 0 ? [] : [failed]), ...documents.flatMap(({ problems }) => problems.map(viewProblem))];
}

function viewProblem({ code, where, message, hint }: Problem): Problem {
  return { code, where: toPlainText(where, 200), message: toPlainText(message), hint: toPlainText(hint) };
}
