// Builds records for tests about remembering: only what a case is about has to be said.

import type { Delivery, DocumentRecord, ProjectRecord, RefreshRecord } from '../../src/ports/records.ts';

export const documentKey = 'ada/me:README.md@';
export const at = (minute: number) => new Date(Date.UTC(2026, 5, 1, 12, minute)).toISOString();

export function buildDelivery(id: string, parts: Partial<Delivery> = {}): Delivery {
  return {
    key: `repository:1:${id}`,
    deliveryId: id,
    event: 'push',
    action: null,
    repositoryId: 'R_engine',
    repositoryName: 'Ada/Engine',
    previousName: null,
    ref: 'refs/heads/main',
    after: 'a'.repeat(40),
    receivedAt: at(0),
    ...parts,
  };
}

export function buildDocument(parts: Partial<DocumentRecord> = {}): DocumentRecord {
  return {
    key: documentKey,
    ref: { kind: 'github', repo: 'Ada/me', path: 'README.md', branch: null },
    mojibake: true,
    tables: 1,
    vocabulary: { planned: '🔴 Planned' },
    isPublic: true,
    replaced: { version: 'b'.repeat(40), at: at(1) },
    checkedAt: at(1),
    nextCheckAt: at(30),
    problems: [{ code: 'NOT_VISIBLE', where: 'README.md:7', message: 'Gone.', hint: '' }],
    rows: [
      {
        position: 0,
        projectKey: 'R_engine',
        repo: 'Ada/Engine',
        row: {
          name: 'engine',
          line: 7,
          section: 'Projects',
          table: 0,
          repo: 'Ada/Engine',
          folder: null,
          statusSpan: { start: 10, end: 20 },
          statusMarkup: 'markdown',
          typed: { text: '🔴 Planned', status: 'planned' },
          mojibake: false,
          directive: null,
          skip: null,
        },
        decision: {
          status: 'in_progress',
          text: '🟡 In Progress',
          action: 'change',
          reason: '',
          question: null,
          reviewAt: null,
        },
      },
    ],
    ...parts,
  };
}

export function buildProject(parts: Partial<ProjectRecord> = {}): ProjectRecord {
  return {
    key: 'R_engine',
    name: 'engine',
    repo: 'Ada/Engine',
    declared: { status: 'planned', confirmedAt: null },
    derived: {
      status: 'in_progress',
      rule: 'active',
      confidence: 'sure',
      evidence: 'Seen.',
      reviewAt: null,
      basis: 'fact',
      audience: 'public',
    },
    decision: { status: 'in_progress', since: at(1) },
    question: null,
    changedAt: [at(1)],
    reviewAt: null,
    ...parts,
  };
}

export function buildRefresh(parts: Partial<RefreshRecord> = {}): RefreshRecord {
  return {
    document: buildDocument(),
    repositories: [],
    projects: [buildProject()],
    changes: [
      {
        projectKey: 'R_engine',
        documentKey,
        name: 'engine',
        from: '🔴 Planned',
        to: '🟡 In Progress',
        rule: 'active',
        evidence: 'Seen.',
        at: at(1),
        oid: 'c'.repeat(40),
        url: null,
      },
    ],
    startedAt: at(1),
    ...parts,
  };
}
