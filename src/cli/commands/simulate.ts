// `simulate`: what Statusfolio would have written and asked, day by day, had it been on for the last year; before anything
// is switched on. Reads the document's history and its repositories' commits; writes nothing.

import type { Portfolio } from '../../config/portfolio.ts';
import { addDays, dayMs, elapsedMs, toDay, toInstant } from '../../core/dates.ts';
import { readDocument } from '../../core/document/parse-document.ts';
import type { Activity, Problem, RepositoryPlace, Row } from '../../core/model.ts';
import { StatusfolioError, toProblem } from '../../errors.ts';
import { isTracked, linkRow } from '../../pipeline/match-project.ts';
import { withPast } from '../../pipeline/simulate/activity-as-of.ts';
import { type SimulatedEvent, type Simulation, simulateDocument } from '../../pipeline/simulate/simulate-document.ts';
import type { RefreshTarget } from '../../pipeline/target.ts';
import type { Documents, DocumentVersions, GitHub, HistoryReading } from '../../ports/github.ts';
import { findAudience } from '../audience.ts';
import { prepare } from '../load-config.ts';
import type { CommonOptions } from '../options.ts';
import { hang } from '../output/columns.ts';
import { count, printProblems } from '../output/text.ts';
import type { Runtime } from '../runtime.ts';
import { createPaint, show, type Terminal, toJsonText } from '../terminal.ts';

export interface SimulateOptions extends CommonOptions {
  readonly days: number;
  readonly onSilence?: Portfolio['onSilence'];
}

/** More repositories are not asked about: each may cost eleven requests. */
const maxRepositories = 100;
/** A status needs what was done in the year before, too. */
const historyDays = 400;

/** What the past does not tell. */
const notReplayed = [
  'Deployments that were replaced since, and workflow runs that GitHub no longer keeps.',
  'What repositories said about themselves then (topics, badges, README), and how homepages answered.',
  'Commits that were rewritten or deleted since, and branches that are gone.',
  'Your answers: nobody answers here, so every question stays open until its evidence is gone.',
];

interface Simulated {
  readonly simulation: Simulation | null;
  /** Why the document's history is not known from the beginning. */
  readonly gap: DocumentVersions['gap'];
  /** Repositories whose commits are not known far enough back, and since when they are. */
  readonly unread: readonly { readonly repo: string; readonly since: string }[];
  /** Repositories that are archived, nobody knows since when: they are taken as not archived. */
  readonly undated: readonly string[];
  readonly problems: readonly Problem[];
}

export async function runSimulate(
  files: readonly string[],
  options: SimulateOptions,
  terminal: Terminal,
  runtime: Runtime,
): Promise<number> {
  const { settings, portfolio: configured, targets, clock } = await prepare(files, options, terminal, runtime);
  const portfolio = { ...configured, onSilence: options.onSilence ?? configured.onSilence };
  const outside = await runtime.openPorts(settings, portfolio);
  const to = clock.now();
  const time = { from: new Date(to.getTime() - options.days * dayMs), to };
  const audience = await findAudience(terminal, []);
  const simulated: Simulated[] = [];
  for (const target of targets) {
    terminal.progress(`Reading the history of ${target.label}…`);
    simulated.push(await simulate(target, portfolio, { ...outside, ...time, audience }));
    terminal.progress(null);
  }
  const requests = outside.github.counts();
  const problems = simulated.flatMap((one) => one.problems);
  if (options.json === true) {
    const documents = simulated.flatMap(({ simulation, gap, unread, undated }) =>
      simulation === null ? [] : [{ ...simulation, gap, unread, undated }],
    );
    terminal.out(toJsonText({ onSilence: portfolio.onSilence, documents, notReplayed, problems, requests }, 2));
  } else {
    for (const one of simulated) print(one, portfolio, terminal);
    if (simulated.some(({ simulation }) => simulation !== null)) {
      terminal.out('Not replayed:');
      for (const sentence of notReplayed) terminal.out(`  ${hang(sentence, 2, terminal)}`);
    }
    if (options.quiet !== true) printProblems(problems, terminal);
    terminal.err(`${count(requests.graphql + requests.rest, 'request')} to GitHub; nothing was written.`);
  }
  return simulated.every(({ simulation }) => simulation === null) ? 2 : 0;
}

interface Context {
  readonly github: GitHub;
  readonly files: Documents;
  readonly from: Date;
  readonly to: Date;
  readonly audience: Awaited<ReturnType<typeof findAudience>>;
}

async function simulate(target: RefreshTarget, portfolio: Portfolio, context: Context): Promise<Simulated> {
  const { ref, label } = target;
  const { github: given, files, from, to } = context;
  const github = ref.kind === 'github' ? (given.as?.(ref.repo) ?? given) : given;
  const documents = ref.kind === 'github' ? github.documents : files;
  const reading = { since: toInstant(from), now: to, bots: portfolio.bots };
  try {
    const file = await documents.read(ref);
    const read = await documents.readVersions?.(ref, reading);
    const { versions, gap } = read ?? { versions: [], gap: noVersions(to) };
    // Without a history the document is taken as it stands today.
    const known = versions.length > 0 ? versions : [{ at: toInstant(from), bytes: file.bytes, isByPerson: true }];
    const places = listPlaces(new Set(known.map(({ bytes }) => bytes)), target, portfolio);
    const { activities, problems } = await fetchPast(places, github, reading);
    const input = { ...context, label, ref, versions: known, activities, isPublic: file.isPublic, portfolio };
    const simulation = await simulateDocument(input);
    const wanted = addDays(toInstant(from), -portfolioQuietDays);
    const unread = [...activities.values()]
      .filter(
        ({ completeSince, createdAt }) =>
          elapsedMs(wanted, completeSince) > 0 && elapsedMs(createdAt, completeSince) > 0,
      )
      .map(({ name, completeSince }) => ({ repo: name, since: toDay(completeSince) }));
    const undated = [...activities.values()].flatMap(({ name, isArchived, archivedAt }) =>
      isArchived && archivedAt === null ? [name] : [],
    );
    return { simulation, gap, unread, undated, problems };
  } catch (error) {
    if (!(error instanceof StatusfolioError)) throw error;
    return { simulation: null, gap: null, unread: [], undated: [], problems: [toProblem(error)] };
  }
}

/** Silence is proved by what is known of the time before. */
const portfolioQuietDays = 90;

function noVersions(to: Date): DocumentVersions['gap'] {
  return { until: toInstant(to), reason: 'Earlier versions on GitHub cannot be read without a token.' };
}

interface Wanted extends RepositoryPlace {
  readonly isRunning: boolean;
}

/** Of all repositories that the document ever listed, and of those that the configuration does. */
function listPlaces(versions: ReadonlySet<Uint8Array>, { ref }: RefreshTarget, portfolio: Portfolio): Wanted[] {
  const places: Wanted[] = portfolio.projects.flatMap(({ repo }) =>
    repo === undefined ? [] : [{ repo, folder: null, isRunning: true }],
  );
  for (const bytes of versions) {
    const outcome = readDocument(bytes, ref);
    const rows: readonly Row[] = outcome.kind === 'read' ? outcome.reading.rows.filter(isTracked) : [];
    for (const row of rows) {
      const isRunning = row.typed.status === 'running';
      places.push(...linkRow(row, portfolio).places.map((place) => ({ ...place, isRunning })));
    }
  }
  return places;
}

async function fetchPast(
  places: readonly Wanted[],
  github: GitHub,
  { since, now, bots }: HistoryReading,
): Promise<{ readonly activities: ReadonlyMap<string, Activity>; readonly problems: readonly Problem[] }> {
  const byRepo = [...Map.groupBy(places, ({ repo }) => repo.toLowerCase())];
  const requests = byRepo.slice(0, maxRepositories).map(([, own]) => ({
    repo: own[0]?.repo ?? '',
    known: null,
    stale: false,
    heartbeat: own.some(({ isRunning }) => isRunning),
    folders: [...new Set(own.flatMap(({ folder }) => folder ?? []))],
  }));
  const problems: Problem[] = [];
  const omitted = byRepo.length - requests.length;
  if (omitted > 0) {
    const message = `${count(omitted, 'repository was', 'repositories were')} left out: ${maxRepositories} are read at most.`;
    problems.push({ code: 'FAILED', where: 'simulate', message, hint: 'Name a document with fewer rows.' });
  }
  const fetched = requests.length === 0 ? [] : await github.readActivities(requests, now);
  const activities = new Map<string, Activity>();
  const reading = { since: addDays(since, -historyDays), now, bots };
  for (const one of fetched) {
    if (one.kind !== 'ok') {
      const message = `${one.repo} was not replayed: ${'message' in one ? one.message : 'it cannot be seen'}.`;
      problems.push({ code: 'NOT_VISIBLE', where: one.repo, message, hint: 'Its rows stay as they are.' });
      continue;
    }
    const past = one.activity.isEmpty ? undefined : await github.readPastCommits?.(one.activity, reading);
    activities.set(one.repo.toLowerCase(), past === undefined ? one.activity : withPast(one.activity, past));
  }
  return { activities, problems };
}

// ---- text ----------------------------------------------------------------------------------------------------------

const signs = { change: '→', date: '→', question: '?', withdrawn: '·' } as const;

function print({ simulation, gap, unread, undated }: Simulated, { onSilence }: Portfolio, terminal: Terminal): void {
  if (simulation === null) return;
  const paint = createPaint(terminal);
  const { label, from, to, ownCommits, rows, days, totals } = simulation;
  const name = show(label);
  const about = `${name}, ${from} to ${to}, as if it had been managed from the first day on (onSilence: ${onSilence}), with ${count(rows, 'row')} and ${count(ownCommits, 'commit')} of your own:`;
  terminal.out(hang(about, 0, terminal).replace(name, () => paint('bold', name)));
  for (const { day, events } of days) {
    terminal.out(`  ${paint('bold', day)}`);
    for (const event of events) {
      const colour = event.kind === 'question' ? 'cyan' : event.kind === 'withdrawn' ? 'dim' : 'yellow';
      terminal.out(`    ${paint(colour, signs[event.kind])} ${hang(show(formatEvent(event)), 6, terminal)}`);
    }
  }
  const { changes, dates, questions, commits, open } = totals;
  const written = [
    ...(changes > 0 ? [count(changes, 'status changed', 'statuses changed')] : []),
    ...(dates > 0 ? [count(dates, 'date came or went', 'dates came or went')] : []),
  ].join(' and ');
  const wrote = commits === 0 ? 'Nothing written' : `${written || 'Blocks written'} in ${count(commits, 'commit')}`;
  const asked = questions === 0 ? 'nothing asked' : `${count(questions, 'question')} asked, ${open} still open`;
  terminal.out(`  ${paint('bold', `${wrote}; ${asked}.`)}`);
  if (gap !== null) terminal.out(`  ${hang(`${formatGap(gap, simulation)} ${show(gap.reason)}`, 2, terminal)}`);
  for (const { repo, since } of unread) {
    terminal.out(
      `  ${hang(`${show(repo)}: commits before ${since} were not read, so nothing is said about the time before.`, 2, terminal)}`,
    );
  }
  for (const repo of undated) {
    const note = `${show(repo)}: GitHub does not say since when it is archived, so it is taken as not archived.`;
    terminal.out(`  ${hang(note, 2, terminal)}`);
  }
}

function formatGap({ until }: NonNullable<DocumentVersions['gap']>, { to }: Simulation): string {
  return toDay(until) >= to
    ? 'The document is taken as it is today.'
    : `What the document said before ${toDay(until)} is not known.`;
}

function formatEvent({ kind, name, from, to, evidence }: SimulatedEvent): string {
  const why = evidence === null ? '' : ` ${evidence}`;
  if (kind === 'question') return `${name}: you are asked about ${from === '' ? 'it' : `"${from}"`}.${why}`;
  if (kind === 'withdrawn') return `${name}: the question is withdrawn.${why}`;
  return `${name}: ${from === '' ? '' : `${from} -> `}${to}.${why}`;
}
