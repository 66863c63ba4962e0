// Invented portfolios in every state that a page can be in: nothing yet, one project, eight, hundreds, trouble. Seeded,
// so that every run shows the same; used by the browser tests, the screenshots and the benchmark.

import type { Action, Activity, CommitFact, Derived, Question, Status } from '../../src/core/model.ts';
import type { Change, ProjectRecord, RowRecord, Store } from '../../src/ports.ts';

export const stateNow = new Date('2026-11-21T09:00:00Z');
const dayMs = 86_400_000;
const ago = (days: number) => new Date(stateNow.getTime() - days * dayMs).toISOString();
const day = (days: number) => ago(days).slice(0, 10);

const words: Partial<Record<Status, string>> = {
  running: '🟢 Running',
  complete: '🟢 Complete',
  maintained: '🟢 Maintained',
  in_progress: '🟡 In Progress',
  paused: '🟡 Paused',
  planned: '🔴 Planned',
  archived: '⚪ Archived',
};

/** One project, as far as a state is about it. */
export interface Scene {
  readonly name: string;
  readonly section: string;
  readonly status: Status;
  readonly to?: Status;
  readonly action?: Action;
  readonly reason?: string;
  readonly question?: Question;
  readonly derived?: Partial<Derived>;
  /** Work commits a week, and what else happens. */
  readonly pace?: number;
  readonly botPace?: number;
  readonly quietWeeks?: number;
  readonly releases?: readonly number[];
  readonly deployments?: readonly number[];
  readonly isLinked?: boolean;
  readonly isPrivate?: boolean;
  readonly since?: number | null;
  readonly reviewIn?: number | null;
  readonly directive?: RowRecord['row']['directive'];
}

const asked = (status: Status, days: number, evidence: string): Question => ({
  status,
  rule: 'quiet',
  evidence,
  askedAt: ago(days),
});

export const eight: readonly Scene[] = [
  {
    name: 'tide-tables',
    section: 'Services',
    status: 'running',
    pace: 3,
    botPace: 2,
    deployments: [2, 16, 30, 61, 90],
    derived: { rule: 'live', evidence: `Scheduled workflow "Nightly forecast" succeeded on ${day(1)}.` },
    since: 260,
    reviewIn: 3,
  },
  {
    name: 'harbour-api',
    section: 'Services',
    status: 'complete',
    to: 'in_progress',
    action: 'change',
    reason: 'The cell says complete; GitHub shows in progress.',
    pace: 6,
    derived: { rule: 'active', evidence: `Last work commit ${day(2)}.` },
    reviewIn: 88,
  },
  {
    name: 'Gull Watch',
    section: 'Services',
    status: 'in_progress',
    action: 'question',
    reason: `Asked on ${day(5)}: finished, paused, still going, or away? Without an answer it is published on ${day(-9)}.`,
    question: asked('paused', 5, `Last work commit ${day(98)}, row last confirmed ${day(200)}.`),
    derived: {
      rule: 'quiet',
      status: 'paused',
      confidence: 'likely',
      evidence: `Last work commit ${day(98)}, row last confirmed ${day(200)}.`,
      basis: 'silence',
    },
    pace: 4,
    quietWeeks: 14,
    reviewIn: 9,
  },
  {
    name: 'sextant',
    section: 'Libraries',
    status: 'maintained',
    pace: 1.4,
    botPace: 3,
    releases: [12, 74, 150],
    derived: { rule: 'released', evidence: `Stable release v2.4.0 on ${day(12)}.` },
    since: 150,
  },
  {
    name: 'knots',
    section: 'Libraries',
    status: 'complete',
    pace: 0.2,
    quietWeeks: 20,
    derived: { rule: 'declared-complete', evidence: `Declared complete by the owner; last work commit ${day(171)}.` },
  },
  {
    name: 'chart-renderer',
    section: 'Libraries',
    status: 'in_progress',
    pace: 8,
    derived: {
      rule: 'pin',
      evidence: `Pinned to in progress by the owner in the cell until ${day(-40)}.`,
    },
    directive: { kind: 'pin', until: day(-40) },
    reviewIn: 41,
  },
  {
    name: 'lighthouse-notes',
    section: 'Research',
    status: 'planned',
    isLinked: false,
    action: 'keep',
    reason: 'No repository linked.',
  },
  {
    name: 'signal-flags',
    section: 'Research',
    status: 'archived',
    quietWeeks: 26,
    pace: 1,
    derived: { rule: 'archived', evidence: `Archived (read-only) since ${day(120)}.` },
    since: 119,
  },
];

/** A generator of numbers in [0, 1) that is the same in every run. */
export function seedRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

const first = ['amber', 'basalt', 'cedar', 'delta', 'ember', 'fjord', 'garnet', 'harbour', 'iris', 'juniper'];
const second = ['atlas', 'beacon', 'compass', 'dock', 'engine', 'forge', 'gauge', 'index', 'journal', 'kiln'];

/** As many projects as wanted, in sections of 25, of every kind. */
export function inventMany(count: number): Scene[] {
  const random = seedRandom(count);
  const pick = <Value>(values: readonly Value[]) => values[Math.floor(random() * values.length)] as Value;
  return Array.from({ length: count }, (_, index): Scene => {
    const base = pick(eight);
    const name = `${first[index % 10]}-${second[Math.floor(index / 10) % 10]}${index < 100 ? '' : `-${Math.floor(index / 100)}`}`;
    const section = `Shelf ${Math.floor(index / 25) + 1}`;
    return { ...base, name, section, pace: random() * 6, botPace: random() * 3, quietWeeks: Math.floor(random() * 20) };
  });
}

export interface PortfolioState {
  readonly repo?: string;
  readonly path?: string;
  readonly scenes: readonly Scene[];
  readonly problems?: RowProblem;
  readonly withChanges?: boolean;
}
type RowProblem = Parameters<Store['saveRefresh']>[0]['document']['problems'];

/** Saves the state as a refresh would leave it. */
export async function saveState(store: Store, state: PortfolioState): Promise<string> {
  const { repo = 'mara/mara', path = 'README.md', scenes, problems = [], withChanges = true } = state;
  const ref = { kind: 'github', repo, path, branch: null } as const;
  const key = `${repo}:${path}@`;
  const known = await store.listDocuments();
  await store.keepDocuments([...known.filter((document) => document.key !== key), { key, ref }]);
  const random = seedRandom(scenes.length);
  const projects = scenes.map((scene) => buildProject(scene, key));
  await store.saveRefresh({
    document: {
      key,
      ref,
      mojibake: false,
      tables: new Set(scenes.map(({ section }) => section)).size,
      vocabulary: words,
      isPublic: true,
      replaced: null,
      lookedAt: ago(0.006),
      nextLookAt: new Date(stateNow.getTime() + 16 * 60_000).toISOString(),
      problems,
      rows: scenes.map((scene, position) => buildRow(scene, position, key)),
    },
    repositories: scenes
      .filter(({ isLinked }) => isLinked !== false)
      .map((scene) => ({
        name: repoOf(scene).toLowerCase(),
        activity: inventActivity(scene, random),
        heardAt: null,
        problem: null,
      })),
    projects,
    changes: withChanges ? inventChanges(scenes, key) : [],
    startedAt: ago(0.006),
  });
  return key;
}

const slug = (name: string) => name.toLowerCase().replace(/[^a-z0-9-]+/g, '-');
const repoOf = ({ name }: Scene) => `mara/${slug(name)}`;
const keyOf = (scene: Scene, key: string) =>
  scene.isLinked === false ? `row:${key}#${scene.name}` : `R_${slug(scene.name)}`;
const inDays = (days: number | null | undefined) => (days == null ? null : ago(-days));

function buildProject(scene: Scene, key: string): ProjectRecord {
  return {
    key: keyOf(scene, key),
    name: scene.name,
    repo: scene.isLinked === false ? null : repoOf(scene),
    declared: { status: scene.status, confirmedAt: ago(200) },
    derived: buildDerived(scene),
    settled: { status: scene.status, since: scene.since == null ? null : ago(scene.since) },
    question: scene.question ?? null,
    changedAt: [],
    reviewAt: inDays(scene.reviewIn),
  };
}

function buildDerived({ isLinked, status, to, derived, isPrivate }: Scene): Derived {
  return {
    status: to ?? status,
    rule: isLinked === false ? 'unlinked' : 'keep',
    confidence: 'sure',
    evidence: isLinked === false ? 'No repository linked.' : 'Nothing on GitHub contradicts it.',
    reviewAt: null,
    basis: 'work',
    audience: isPrivate === true ? 'owner' : 'public',
    ...derived,
  };
}

function buildRow(scene: Scene, position: number, key: string): RowRecord {
  const text = words[scene.status] ?? '';
  const repo = scene.isLinked === false ? null : repoOf(scene);
  return {
    position,
    projectKey: keyOf(scene, key),
    repo,
    row: {
      name: scene.name,
      line: 12 + position,
      section: scene.section,
      table: 0,
      repo,
      folder: null,
      statusSpan: { start: 0, end: 1 },
      statusMarkup: 'markdown',
      typed: { text, status: scene.status },
      mojibake: false,
      directive: scene.directive ?? null,
      skip: null,
    },
    settled: {
      status: scene.to ?? scene.status,
      text: words[scene.to ?? scene.status] ?? '',
      action: scene.action ?? 'keep',
      reason: scene.reason ?? 'The cell agrees.',
      question: scene.question ?? null,
      reviewAt: inDays(scene.reviewIn),
    },
  };
}

function inventActivity(scene: Scene, random: () => number): Activity {
  const { pace = 0, botPace = 0, quietWeeks = 0, releases = [], deployments = [], isPrivate } = scene;
  const commits: CommitFact[] = [];
  for (let week = 0; week < 30; week += 1) {
    const add = (count: number, kind: CommitFact['kind']) => {
      for (let index = 0; index < count; index += 1)
        commits.push({ oid: `${week}${kind}${index}`.padEnd(40, '0'), at: ago(week * 7 + random() * 6.9), kind });
    };
    if (week >= quietWeeks) add(Math.round(pace * random() * 2 * (random() > 0.25 ? 1 : 0)), 'work');
    add(Math.round(botPace * random() * 1.5), 'bot');
  }
  return {
    nodeId: `R_${slug(scene.name)}`,
    name: repoOf(scene),
    visibility: isPrivate === true ? 'private' : 'public',
    isArchived: scene.status === 'archived',
    archivedAt: null,
    isEmpty: false,
    isFork: false,
    createdAt: ago(700),
    pushedAt: ago(1),
    defaultBranch: 'main',
    headOid: 'a'.repeat(40),
    commits: commits.sort((one, other) => (one.at > other.at ? -1 : 1)),
    completeSince: ago(pace > 7 ? 95 : 400),
    languages: ['TypeScript'],
    releases: releases.map((days, index) => ({
      tag: `v2.${4 - index}.0`,
      publishedAt: ago(days),
      isPrerelease: false,
    })),
    tags: [],
    operations: {
      fetchedAt: ago(0.006),
      deployments: deployments.map((days) => ({ environment: 'production', state: 'success', at: ago(days) })),
      schedules: null,
    },
    fetchedAt: ago(0.006),
  };
}

function inventChanges(scenes: readonly Scene[], documentKey: string): Change[] {
  return scenes
    .filter(({ since }) => since != null)
    .slice(0, 6)
    .map((scene, index) => ({
      projectKey: keyOf(scene, documentKey),
      documentKey,
      name: scene.name,
      from: words[scene.status === 'running' ? 'in_progress' : 'running'] ?? '',
      to: words[scene.status] ?? '',
      rule: scene.derived?.rule ?? 'keep',
      evidence: scene.derived?.evidence ?? '',
      at: ago(scene.since ?? 0),
      oid: `${index}ba7f3c9e2`.padEnd(40, '4'),
      url: `https://github.com/mara/mara/commit/${`${index}ba7f3c9e2`.padEnd(40, '4')}`,
    }));
}
