// Invented portfolios in every state that a page can be in: nothing yet, one project, eight, hundreds, trouble. Only the
// facts are invented: what follows from them the product's own rules say. Seeded, so that every run shows the same; used
// by the browser tests, the screenshots and the benchmark.

import { readPortfolio } from '../../src/config/portfolio.ts';
import type { Activity, CommitFact, Decision, Derived, Question, ScheduledWorkflow } from '../../src/core/model.ts';
import { decideUpdate } from '../../src/core/status/decide-update.ts';
import type { Status } from '../../src/core/status/statuses.ts';
import { readThresholds } from '../../src/core/status/thresholds.ts';
import { explainRow } from '../../src/pipeline/explain.ts';
import type { Change, ProjectRecord, RowRecord } from '../../src/ports/records.ts';
import type { Store } from '../../src/ports/store.ts';

export const stateNow = new Date('2026-11-21T09:00:00Z');
const dayMs = 86_400_000;
const ago = (days: number) => new Date(stateNow.getTime() - days * dayMs).toISOString();
const day = (days: number) => ago(days).slice(0, 10);
const checkedAt = ago(0.006);

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
  /** For how many days a question about it has waited. */
  readonly askedFor?: number;
  /** Work commits a week, and what else happens. */
  readonly pace?: number;
  readonly botPace?: number;
  readonly quietWeeks?: number;
  readonly releases?: readonly number[];
  readonly deployments?: readonly number[];
  readonly schedules?: readonly ScheduledWorkflow[];
  readonly isLinked?: boolean;
  readonly archivedFor?: number;
  /** For how many days its repository has existed. */
  readonly madeFor?: number;
  /** For how many days it has said so, and why it came to. */
  readonly since?: number;
  readonly because?: string;
  readonly directive?: RowRecord['row']['directive'];
}

/** A workflow that ran every night until some days ago. */
const nightly = (name: string, lastRun: number, state: ScheduledWorkflow['state'] = 'active'): ScheduledWorkflow => ({
  name,
  state,
  stateChangedAt: state === 'active' ? null : ago(lastRun - 1),
  runs: Array.from({ length: 14 }, (_, night) => ({ at: ago(lastRun + night), succeeded: true })),
});

export const eight: readonly Scene[] = [
  {
    name: 'tide-tables',
    section: 'Services',
    status: 'running',
    pace: 3,
    botPace: 2,
    deployments: [2, 16, 30, 61, 90],
    since: 260,
    because: `Deployment to production succeeded on ${day(261)}.`,
  },
  {
    name: 'harbour-api',
    section: 'Services',
    status: 'planned',
    pace: 6,
    madeFor: 199,
    schedules: [nightly('Fetch arrivals', 3, 'disabled_manually')],
  },
  { name: 'Gull Watch', section: 'Services', status: 'in_progress', askedFor: 5, pace: 4, quietWeeks: 14 },
  {
    name: 'sextant',
    section: 'Libraries',
    status: 'maintained',
    pace: 1.4,
    botPace: 3,
    releases: [12, 74, 150],
    since: 150,
    because: `Stable release v2.2.0 on ${day(150)}.`,
  },
  { name: 'knots', section: 'Libraries', status: 'complete', pace: 0.9, quietWeeks: 20 },
  {
    name: 'chart-renderer',
    section: 'Libraries',
    status: 'in_progress',
    pace: 8,
    directive: { kind: 'pin', until: day(-40) },
  },
  { name: 'lighthouse-notes', section: 'Research', status: 'planned', isLinked: false },
  {
    name: 'signal-flags',
    section: 'Research',
    status: 'archived',
    quietWeeks: 18,
    pace: 1,
    archivedFor: 120,
    since: 119,
    because: `The repository is archived (read-only) since ${day(120)}.`,
  },
];

/** Names that somebody may well have, and that no column was made for. */
export const longNamed: readonly Scene[] = [
  {
    name: 'A rather long name of a project that somebody gave to it before anybody thought of tables',
    section: 'Things whose heading is a whole sentence, because nobody ever said that it must not be',
    status: 'in_progress',
    askedFor: 3,
    pace: 900,
    quietWeeks: 14,
  },
  {
    name: 'a_name_without_a_single_space_in_it_that_is_wider_than_a_telephone',
    section: 'B',
    status: 'paused',
    quietWeeks: 20,
    pace: 1,
  },
  { name: '潮汐表 tides', section: 'B', status: 'running', pace: 3, deployments: [2, 9] },
  { name: 'لوحة lamps', section: 'B', status: 'archived', archivedFor: 200, quietWeeks: 26, pace: 1 },
];

/** A generator of numbers in [0, 1) that is the same in every run. */
export function createRandom(seed: number): () => number {
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
  const random = createRandom(count);
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
  const random = createRandom(scenes.length);
  const laidOut = scenes.map((scene, position) => layOut(scene, position, key, random));
  await store.saveRefresh({
    document: {
      key,
      ref,
      mojibake: false,
      tables: new Set(scenes.map(({ section }) => section)).size,
      vocabulary: words,
      isPublic: true,
      replaced: null,
      checkedAt,
      nextCheckAt: new Date(stateNow.getTime() + 16 * 60_000).toISOString(),
      problems,
      rows: laidOut.map(({ record }) => record),
    },
    repositories: laidOut.flatMap(({ record, activity }) =>
      activity === null || record.repo === null
        ? []
        : [{ name: record.repo.toLowerCase(), activity, lastEventAt: null, problem: null }],
    ),
    projects: laidOut.map(({ project }) => project),
    changes: withChanges ? inventChanges(scenes, key) : [],
    startedAt: checkedAt,
  });
  return key;
}

const slug = (name: string) => name.toLowerCase().replace(/[^a-z0-9-]+/g, '-');
const repoOf = ({ name }: Scene) => `mara/${slug(name)}`;
const keyOf = (scene: Scene, key: string) =>
  scene.isLinked === false ? `row:${key}#${scene.name}` : `R_${slug(scene.name)}`;
const portfolio = readDefaults();
const thresholds = readThresholds(portfolio.rules);

/** One row with what a check of these facts makes of it. */
function layOut(scene: Scene, position: number, documentKey: string, random: () => number) {
  const activity = scene.isLinked === false ? null : inventActivity(scene, random);
  const row = buildRow(scene, position);
  const undecided: Decision = { ...row.typed, action: 'keep', reason: '', question: null, reviewAt: null };
  const record: RowRecord = {
    position,
    projectKey: keyOf(scene, documentKey),
    repo: row.repo,
    row,
    decision: undecided,
  };
  const project = buildProject(scene, record);
  const repositories =
    activity === null ? [] : [{ name: repoOf(scene).toLowerCase(), activity, lastEventAt: null, problem: null }];
  const { derived } = explainRow({ record, project, repositories, pins: [], portfolio, at: checkedAt });
  const question = askedSince(scene, derived);
  const decision = decideUpdate({
    row,
    derived,
    before: { since: project.decision.since, question, changedAt: [] },
    vocabulary: words,
    thresholds,
    now: new Date(checkedAt),
  });
  return {
    activity,
    record: { ...record, decision },
    project: { ...project, derived, question: decision.question, reviewAt: decision.reviewAt },
  };
}

function askedSince({ askedFor }: Scene, { status, rule, evidence }: Derived): Question | null {
  return askedFor === undefined ? null : { status, rule, evidence, askedAt: ago(askedFor) };
}

/** Before the rules have spoken. */
const unjudged: Derived = {
  status: 'unknown',
  rule: 'keep',
  confidence: 'guess',
  evidence: '',
  reviewAt: null,
  basis: 'none',
  audience: 'public',
};

function buildProject(scene: Scene, { projectKey, repo }: RowRecord): ProjectRecord {
  return {
    key: projectKey,
    name: scene.name,
    repo,
    declared: { status: scene.status, confirmedAt: ago(200) },
    derived: unjudged,
    decision: { status: scene.status, since: scene.since === undefined ? null : ago(scene.since) },
    question: null,
    changedAt: [],
    reviewAt: null,
  };
}

function buildRow(scene: Scene, position: number): RowRecord['row'] {
  return {
    name: scene.name,
    line: 12 + position,
    section: scene.section,
    table: 0,
    repo: scene.isLinked === false ? null : repoOf(scene),
    folder: null,
    statusSpan: { start: 0, end: 1 },
    statusMarkup: 'markdown',
    typed: { text: words[scene.status] ?? '', status: scene.status },
    mojibake: false,
    directive: scene.directive ?? null,
    skip: null,
  };
}

function readDefaults() {
  const reading = readPortfolio('');
  if (reading.kind !== 'read') throw new Error('an empty configuration must be valid');
  return reading.portfolio;
}

function inventActivity(scene: Scene, random: () => number): Activity {
  const { pace = 0, botPace = 0, quietWeeks = 0, releases = [], deployments = [], schedules = null } = scene;
  const commits: CommitFact[] = [];
  const completeSince = ago(pace > 7 ? 95 : 400);
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
    visibility: 'public',
    isArchived: scene.status === 'archived',
    archivedAt: scene.archivedFor === undefined ? null : ago(scene.archivedFor),
    isEmpty: false,
    isFork: false,
    createdAt: ago(scene.madeFor ?? 700),
    pushedAt: ago(1),
    defaultBranch: 'main',
    headOid: 'a'.repeat(40),
    commits: commits.filter(({ at }) => at >= completeSince).sort((one, other) => (one.at > other.at ? -1 : 1)),
    completeSince,
    languages: ['TypeScript'],
    releases: releases.map((days, index) => ({
      tag: `v2.${4 - index}.0`,
      publishedAt: ago(days),
      isPrerelease: false,
    })),
    tags: [],
    operations: {
      fetchedAt: checkedAt,
      deployments: deployments.map((days) => ({ environment: 'production', state: 'success', at: ago(days) })),
      schedules,
    },
    fetchedAt: checkedAt,
  };
}

function inventChanges(scenes: readonly Scene[], documentKey: string): Change[] {
  return scenes
    .filter(({ since }) => since !== undefined)
    .slice(0, 6)
    .map((scene, index) => ({
      projectKey: keyOf(scene, documentKey),
      documentKey,
      name: scene.name,
      from: words[scene.status === 'running' ? 'in_progress' : 'running'] ?? '',
      to: words[scene.status] ?? '',
      rule: 'keep',
      evidence: scene.because ?? '',
      at: ago(scene.since ?? 0),
      oid: `${index}ba7f3c9e2`.padEnd(40, '4'),
      url: `https://github.com/mara/mara/commit/${`${index}ba7f3c9e2`.padEnd(40, '4')}`,
    }));
}
