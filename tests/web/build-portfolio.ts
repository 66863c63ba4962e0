// Fills a store with documents as a refresh would leave them: only what a case is about has to be said.

import type { Action, Activity, Derived, Problem, Question } from '../../src/core/model.ts';
import type { Status } from '../../src/core/status/statuses.ts';
import type { Change, DocumentRecord } from '../../src/ports/records.ts';
import type { Store } from '../../src/ports/store.ts';
import { buildActivity } from '../support/build-activity.ts';

export interface ProjectParts {
  readonly name: string;
  readonly repo?: string | null;
  /** The row's own link, where the configuration links another repository (or the row none). */
  readonly typedRepo?: string | null;
  readonly folder?: string | null;
  readonly section?: string | null;
  readonly status?: Status;
  readonly text?: string;
  readonly settledStatus?: Status;
  readonly settledText?: string;
  readonly action?: Action;
  readonly reason?: string;
  readonly question?: Question | null;
  readonly derived?: Partial<Derived>;
  readonly visibility?: Activity['visibility'];
  readonly since?: string | null;
  readonly reviewAt?: string | null;
  readonly activity?: Partial<Activity>;
}

export interface DocumentParts {
  readonly repo?: string;
  readonly path?: string;
  /** Absolute path of a local document, instead of one on GitHub. */
  readonly file?: string;
  readonly isPublic?: boolean;
  readonly checkedAt?: string;
  readonly problems?: readonly Problem[];
  readonly projects?: readonly ProjectParts[];
  readonly changes?: readonly Partial<Change>[];
}

export const checkedAt = '2026-11-21T08:52:00.000Z';

export async function saveDocument(store: Store, parts: DocumentParts = {}): Promise<void> {
  const ref: DocumentRecord['ref'] =
    parts.file === undefined
      ? { kind: 'github', repo: parts.repo ?? 'ada/ada', path: parts.path ?? 'README.md', branch: null }
      : { kind: 'file', path: parts.file };
  const key = ref.kind === 'github' ? `${ref.repo}:${ref.path}@` : `file:${ref.path}`;
  const known = await store.listDocuments();
  await store.keepDocuments([...known, { key, ref }].map((document) => ({ key: document.key, ref: document.ref })));

  const projects = parts.projects ?? [];
  const at = parts.checkedAt ?? checkedAt;
  await store.saveRefresh({
    document: {
      key,
      ref,
      mojibake: false,
      tables: 1,
      vocabulary: {},
      replaced: null,
      isPublic: parts.isPublic ?? true,
      checkedAt: at,
      nextCheckAt: new Date(Date.parse(at) + 25 * 60_000).toISOString(),
      problems: parts.problems ?? [],
      rows: projects.map((project, position) => buildRow(project, position, key)),
    },
    repositories: projects.flatMap(({ repo = null, visibility = 'public', activity = {} }) =>
      repo === null
        ? []
        : [
            {
              name: repo.toLowerCase(),
              activity: buildActivity({ name: repo, nodeId: `R_${repo}`, visibility, fetchedAt: at, ...activity }),
              lastEventAt: null,
              problem: null,
            },
          ],
    ),
    projects: projects.map((project) => ({
      key: keyOf(project, key),
      name: project.name,
      repo: project.repo ?? null,
      declared: { status: project.status ?? 'running', confirmedAt: null },
      derived: buildDerived(project),
      decision: { status: project.status ?? 'running', since: project.since ?? null },
      question: project.question ?? null,
      changedAt: [],
      reviewAt: project.reviewAt ?? null,
    })),
    changes: (parts.changes ?? []).map((change, index) => ({
      projectKey: keyOf(projects[0] ?? { name: 'engine' }, key),
      documentKey: key,
      name: 'engine',
      from: '🟡 In Progress',
      to: '🟢 Running',
      rule: 'live',
      evidence: 'Deployment to production succeeded on 2026-11-20.',
      at: '2026-11-20T10:00:00.000Z',
      oid: `${index}`.padEnd(40, 'c'),
      url: `https://github.com/ada/ada/commit/${`${index}`.padEnd(40, 'c')}`,
      ...change,
    })),
    startedAt: at,
  });
}

const keyOf = ({ name, repo = null, folder = null }: ProjectParts, documentKey: string) =>
  repo === null ? `row:${documentKey}#${name}` : `R_${repo}${folder === null ? '' : `#${folder}`}`;

function buildDerived({
  repo = null,
  settledStatus,
  status = 'running',
  visibility = 'public',
  derived,
}: ProjectParts): Derived {
  return {
    status: settledStatus ?? status,
    rule: repo === null ? 'unlinked' : 'active',
    confidence: 'sure',
    evidence: repo === null ? 'No repository linked.' : 'Last work commit 2026-11-18.',
    reviewAt: null,
    basis: 'work',
    audience: visibility === 'public' ? 'public' : 'owner',
    ...derived,
  };
}

function buildRow(project: ProjectParts, position: number, documentKey: string): DocumentRecord['rows'][number] {
  const { name, repo = null, folder = null, section = null, status = 'running', text = '🟢 Running' } = project;
  return {
    position,
    projectKey: keyOf(project, documentKey),
    repo,
    row: {
      name,
      line: 10 + position,
      section,
      table: 0,
      repo: project.typedRepo === undefined ? repo : project.typedRepo,
      folder,
      statusSpan: { start: 0, end: 1 },
      statusMarkup: 'markdown',
      typed: { text, status },
      mojibake: false,
      directive: null,
      skip: null,
    },
    decision: {
      status: project.settledStatus ?? status,
      text: project.settledText ?? text,
      action: project.action ?? (repo === null ? 'skip' : 'keep'),
      reason: project.reason ?? (repo === null ? 'No repository linked.' : 'The cell agrees.'),
      question: project.question ?? null,
      reviewAt: project.reviewAt ?? null,
    },
  };
}
