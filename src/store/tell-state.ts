// What of the state may lie in a repository, by who can read it there. What nobody checked in this run stands there
// already, as it was let through then; what was checked passes the gate as it is known now.

import { readOwnStatusKey } from '../core/activity/repository-status.ts';
import { type Disclosure, disclose, mentions } from '../core/disclosure.ts';
import { isUnwritten } from '../core/document/generated-blocks.ts';
import type { Activity, DocumentRef, Problem } from '../core/model.ts';
import type {
  BranchRecord,
  Change,
  ProjectRecord,
  RepositoryState,
  RowRecord,
  StatusIssueRecord,
  WorkingTreeRecord,
} from '../ports/records.ts';

/** Enough to know a repository again. */
export type Identity = Pick<Activity, 'nodeId' | 'name' | 'visibility' | 'isArchived' | 'createdAt'>;

/** When everything was checked that only came with the state. */
export const longAgo = '1970-01-01T00:00:00.000Z';

interface KnownDocument {
  readonly key: string;
  readonly ref: DocumentRef;
  readonly text: string;
  readonly isPublic: number;
  readonly checkedAt: string | null;
  readonly data: string;
}

interface KnownRepository {
  readonly name: string;
  readonly activity: Activity;
  readonly problem: Problem | null;
}

/** Everything that is remembered. */
export interface State {
  readonly documents: readonly KnownDocument[];
  readonly rows: readonly { readonly documentKey: string; readonly record: RowRecord }[];
  readonly repositories: readonly KnownRepository[];
  readonly projects: readonly ProjectRecord[];
  readonly changes: readonly Change[];
  readonly commits: readonly { readonly documentKey: string; oid: string; at: string; isDerived: number }[];
  readonly repositoryStates: readonly RepositoryState[];
}

/** The part of it that whoever can see the repository `place` may read. */
export function tellState(state: State, place: string): State {
  const repositoryState = place.toLowerCase();
  const isOwners = state.documents.some(
    ({ ref, checkedAt, isPublic }) =>
      repoOf(ref) === repositoryState && checkedAt !== null && checkedAt !== longAgo && isPublic === 0,
  );
  return isOwners ? state : new PublicState(state, repositoryState).tell();
}

function repoOf(ref: DocumentRef): string | null {
  return ref.kind === 'github' ? ref.repo.toLowerCase() : null;
}

class PublicState {
  readonly #state: State;
  readonly #place: string;
  readonly #documents: ReadonlySet<string>;
  readonly #rows: ReadonlyMap<string, readonly RowRecord[]>;
  readonly #ownRows: ReadonlySet<string>;
  readonly #typed: ReadonlySet<string>;
  readonly #linked: ReadonlySet<string>;
  readonly #repositories: ReadonlyMap<string, KnownRepository>;

  constructor(state: State, place: string) {
    this.#state = state;
    this.#place = place;
    this.#documents = new Set(state.documents.filter(({ isPublic }) => isPublic === 1).map(({ key }) => key));
    const open = state.rows.filter(({ documentKey }) => this.#documents.has(documentKey)).map(({ record }) => record);
    const closed = state.rows.filter(({ documentKey }) => !this.#documents.has(documentKey));
    this.#rows = Map.groupBy(open, ({ projectKey }) => projectKey);
    this.#ownRows = new Set(closed.map(({ record }) => record.projectKey));
    this.#linked = lower(open.flatMap(({ repo, row }) => [repo, ...(row.also ?? []).map((also) => also.repo)]));
    const written = open.filter(({ row }) => !isUnwritten(row));
    this.#typed = lower(written.flatMap(({ row }) => [row.repo, ...(row.also ?? []).map((also) => also.repo)]));
    this.#repositories = new Map(state.repositories.map((repository) => [repository.name, repository]));
  }

  tell(): State {
    const { documents, commits, repositoryStates } = this.#state;
    const repositories = this.#state.repositories.flatMap((repository) => this.#tellRepository(repository));
    const kept = documents.filter(({ key }) => this.#documents.has(key));
    const repos = new Set([this.#place, ...kept.map(({ ref }) => repoOf(ref))]);
    const secrets = this.#listSecrets();
    // Whatever else names one of them: keys of projects, say, whose repository could not be fetched.
    const isTold = (entry: unknown) => !mentions(JSON.stringify(entry), secrets);
    const projects = this.#state.projects.flatMap((project) => this.#tellProject(project)).filter(isTold);
    const known = new Map(projects.map((project) => [project.key, project]));
    const tellChange = (change: Change) => this.#tellChange(change, known);
    return {
      documents: kept,
      rows: [],
      repositories,
      projects,
      changes: this.#state.changes.flatMap(tellChange).filter(isTold),
      commits: commits.filter(({ documentKey }) => this.#documents.has(documentKey)),
      repositoryStates: repositoryStates
        .filter(({ key }) => repos.has(key))
        .map((repositoryState) => tellRepositoryState(repositoryState, tellChange, isTold))
        .filter(isTold),
    };
  }

  #isPublic({ activity, problem }: KnownRepository): boolean {
    const isUnseen = ['NOT_VISIBLE', 'REPLACED', 'FORBIDDEN'].includes(problem?.code ?? '');
    return activity.visibility === 'public' && !isUnseen;
  }

  #listSecrets(): string[] {
    const closed = this.#state.documents.filter(({ key }) => !this.#documents.has(key));
    const hidden = this.#state.repositories.filter((repository) => !this.#isPublic(repository));
    const linked = this.#state.rows
      .flatMap(({ record }) => record.repo ?? [])
      .filter((repo) => {
        const found = this.#repositories.get(repo.toLowerCase());
        return found === undefined || !this.#isPublic(found);
      });
    const names = [
      ...closed.map(({ ref }) => repoOf(ref)),
      ...hidden.filter(isFresh).flatMap(({ name, activity }) => [name, activity.name]),
      ...linked,
    ];
    return [...lower(names)].filter((name) => !this.#typed.has(name) && name !== this.#place);
  }

  #tellRepository(repository: KnownRepository): KnownRepository[] {
    const { name, activity } = repository;
    const isTyped = this.#typed.has(name);
    if (!isFresh(repository)) return [repository];
    if (this.#isPublic(repository)) return this.#linked.has(name) ? [repository] : [];
    if (!isTyped) return [];
    // As the document says it, and nothing of what it became since.
    return [{ ...repository, activity: { ...activity, name, isArchived: false, createdAt: longAgo } }];
  }

  #disclose({ key, repo, also = [], derived }: ProjectRecord): Disclosure {
    const rows = this.#rows.get(key) ?? [];
    const repositories = (repo === null ? [] : [repo, ...also]).map((link) => {
      const found = this.#repositories.get(link.toLowerCase());
      return { link, name: found?.activity.name ?? null, isPublic: found !== undefined && this.#isPublic(found) };
    });
    const isWritten = rows.some(({ row }) => !isUnwritten(row));
    return disclose({ audience: 'public', repositories, isWritten, evidence: derived.audience, permitted: [] });
  }

  #isChecked(key: string): boolean {
    return this.#rows.has(key) || this.#ownRows.has(key);
  }

  #tellProject(project: ProjectRecord): ProjectRecord[] {
    const { key, question, declared, answer } = project;
    const about = readOwnStatusKey(key);
    if (about !== null) return this.#tellOwnStatus(project, about);
    if (!this.#isChecked(key)) return [hideEvidence(project, project.derived.audience === 'public')];
    const { isShown, isOpen } = this.#disclose(project);
    const [first] = this.#rows.get(key) ?? [];
    if (first === undefined || !isShown) return [];
    const { row } = first;
    const { also: _, dates = [], ...rest } = project;
    const ownDates = dates.filter(({ documentKey }) => this.#documents.has(documentKey));
    const also = row.also?.map(({ repo }) => repo);
    const told: ProjectRecord = {
      ...rest,
      name: row.name,
      repo: isOpen ? first.repo : row.repo,
      ...(also !== undefined && { also }),
      // A document that not everybody can read may be what was typed last.
      declared: this.#ownRows.has(key) ? { status: declared.status, confirmedAt: null } : declared,
      ...(this.#ownRows.has(key) && { undo: null }),
      ...(ownDates.length > 0 && { dates: ownDates }),
      question,
      ...(answer !== undefined && { answer }),
    };
    return [hideEvidence(told, isOpen)];
  }

  /** Its question repeats what the row says, and its name is the row's: told where rows of public documents alone are. */
  #tellOwnStatus(project: ProjectRecord, about: string): ProjectRecord[] {
    if (!this.#isChecked(about)) return [hideEvidence(project, project.derived.audience === 'public')];
    const isTold = this.#rows.has(about) && !this.#ownRows.has(about) && this.#disclose(project).isOpen;
    return isTold ? [project] : [];
  }

  #tellChange(change: Change, told: ReadonlyMap<string, ProjectRecord>): Change[] {
    const { documentKey, projectKey, name } = change;
    if (!this.#documents.has(documentKey)) return [];
    const project = this.#state.projects.find(({ key }) => key === projectKey);
    if (project === undefined || !this.#isChecked(projectKey)) return [{ ...change, evidence: '' }];
    const { isOpen, tell } = this.#disclose(project);
    const isSaid = this.#rows.get(projectKey)?.some(({ row }) => row.name === name) === true;
    if (!told.has(projectKey) || !(isOpen || isSaid)) return [];
    return [{ ...change, evidence: tell(change.evidence) ?? '' }];
  }
}

/** Checked since the state was read. */
function isFresh({ activity, problem }: KnownRepository): boolean {
  return activity.fetchedAt !== longAgo || problem !== null;
}

function hideEvidence(project: ProjectRecord, isOpen: boolean): ProjectRecord {
  const { question, answer, dates: _, dateRefused: __, ...rest } = project;
  if (isOpen) return project;
  const asked = question === null ? null : { ...dropVersion(dropLink(question)), evidence: '' };
  // That a release was asked about is remembered, and not which.
  const released = project.released == null ? {} : { released: '' };
  return { ...rest, ...released, question: asked, ...(answer != null && { answer: dropLink(answer) }) };
}

function dropVersion<Versioned extends { readonly version?: string }>({
  version: _,
  ...rest
}: Versioned): Omit<Versioned, 'version'> {
  return rest;
}

function dropLink<Linked extends { readonly link?: string }>({ link: _, ...rest }: Linked): Omit<Linked, 'link'> {
  return rest;
}

function tellRepositoryState(
  repositoryState: RepositoryState,
  tellChange: (change: Change) => Change[],
  isTold: (entry: unknown) => boolean,
): RepositoryState {
  const branches = Object.entries(repositoryState.branches).map(([name, branch]): [string, BranchRecord] => [
    name,
    { ...branch, pendingChanges: branch.pendingChanges.flatMap(tellChange).filter(isTold) },
  ]);
  const { statusIssue, workingTree } = repositoryState;
  const written = Object.entries(workingTree ?? {}).map(([path, record]): [string, WorkingTreeRecord] => [
    path,
    { ...record, pending: record.pending.flatMap(tellChange).filter(isTold) },
  ]);
  return {
    ...repositoryState,
    ...(workingTree !== undefined && { workingTree: Object.fromEntries(written) }),
    branches: Object.fromEntries(branches),
    statusIssue: statusIssue && tellStatusIssue(statusIssue, isTold),
  };
}

/** An issue elsewhere is the owner's: that there is one is told, and not where, what stands in it, or who answered. */
function tellStatusIssue(statusIssue: StatusIssueRecord, isTold: (entry: unknown) => boolean): StatusIssueRecord {
  const { asked, undoable } = statusIssue;
  const elsewhere = statusIssue.repo === undefined ? {} : { repo: '', url: '', body: '', ignored: [] };
  return {
    ...statusIssue,
    ...elsewhere,
    asked: asked.filter(isTold),
    ...(undoable !== undefined && { undoable: undoable.filter(isTold) }),
  };
}

function lower(names: readonly (string | null)[]): Set<string> {
  return new Set(names.flatMap((name) => (name === null ? [] : [name.toLowerCase()])));
}
