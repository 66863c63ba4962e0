// A document's past, day by day, as if Statusfolio had been switched on at its beginning: the product's own refresh over
// what stood in the document and what was known of its repositories. Nobody answers. Writes nothing and asks nobody.

import type { Portfolio } from '../../config/portfolio.ts';
import { dayMs, latest, toDay, toInstant } from '../../core/dates.ts';
import type { Audience } from '../../core/disclosure.ts';
import type { Activity, DocumentRef } from '../../core/model.ts';
import type { Status } from '../../core/status/statuses.ts';
import type { DocumentFile, Documents, DocumentVersion } from '../../ports/github.ts';
import { discloseRow } from '../disclose.ts';
import type { RefreshResult, RowEvaluation } from '../document-update.ts';
import { refresh } from '../refresh.ts';
import { keyDocument, type RefreshTarget } from '../target.ts';
import { toActivityAt } from './activity-as-of.ts';
import { openReplayGitHub, openReplayMemory } from './replay.ts';
import { rewriteVersion } from './rewrite-version.ts';

export interface SimulateInput {
  readonly label: string;
  /** Decides how the document is read. */
  readonly ref: DocumentRef;
  /** Oldest first; the last one before `from` counts from the beginning. */
  readonly versions: readonly DocumentVersion[];
  /** By repository in lower case, as they are known today; absent: it cannot be seen. */
  readonly activities: ReadonlyMap<string, Activity>;
  readonly isPublic: boolean;
  readonly portfolio: Portfolio;
  readonly from: Date;
  readonly to: Date;
  /** Who reads the result. */
  readonly audience: Audience;
}

/** A row on a day on which something would have happened. */
export interface SimulatedEvent {
  readonly kind: 'change' | 'date' | 'question' | 'withdrawn';
  readonly name: string;
  readonly line: number;
  readonly from: string;
  readonly to: string;
  /** What is asked about: the status that the rules would have proposed. */
  readonly status: Status;
  readonly rule: string;
  /** null: not for whoever reads this. */
  readonly evidence: string | null;
}

export interface SimulatedDay {
  /** `2026-03-01` */
  readonly day: string;
  readonly events: readonly SimulatedEvent[];
}

export interface Simulation {
  readonly label: string;
  /** First and last day. */
  readonly from: string;
  readonly to: string;
  /** Commits of people to the document in between. */
  readonly ownCommits: number;
  readonly rows: number;
  /** Days on which something would have been written or asked. */
  readonly days: readonly SimulatedDay[];
  /** Cells that would have said something else, dates behind words, questions; and those open at the end. */
  readonly totals: {
    readonly changes: number;
    readonly dates: number;
    readonly questions: number;
    readonly commits: number;
    readonly open: number;
  };
}

/** A day is checked once, at noon UTC. */
const checkHour = 12;

/** null: there was no document in this time. */
export async function simulateDocument(input: SimulateInput): Promise<Simulation | null> {
  const { versions, activities, portfolio, from, to } = input;
  const start = latest(toInstant(from), versions[0]?.at ?? null);
  if (start === null || versions.length === 0 || Date.parse(start) > to.getTime()) return null;
  const past = openPast(input);
  let now = from;
  const { memory } = openReplayMemory();
  const github = openReplayGitHub((repo, at) => {
    const known = activities.get(repo.toLowerCase());
    return known === undefined ? null : toActivityAt(known, at);
  });
  const target: RefreshTarget = {
    key: keyDocument(past.ref),
    ref: past.ref,
    label: input.label,
    publish: 'commit',
  };
  const ports = { memory, github, files: past.files, clock: { now: () => now } };
  const days: SimulatedDay[] = [];
  let [commits, open, rows] = [0, new Map<string, RowEvaluation>(), 0];
  const noon = Date.parse(`${toDay(start)}T00:00:00Z`) + checkHour * 3_600_000;
  for (let at = noon < Date.parse(start) ? noon + dayMs : noon; at <= to.getTime(); at += dayMs) {
    now = new Date(at);
    past.moveTo(now);
    const result = await refresh(target, portfolio, ports);
    if (result.publication.kind === 'published') commits += 1;
    const asked = new Map(result.rows.flatMap((row) => (row.decision.question === null ? [] : [[readKey(row), row]])));
    const events = [
      ...listWritten(result, input),
      ...listAsked(result, open, input),
      ...listWithdrawn(open, asked, result, input),
    ];
    if (events.length > 0) days.push({ day: toDay(now), events });
    open = asked;
    rows = result.rows.length;
  }
  const count = (kind: SimulatedEvent['kind']) =>
    days.flatMap(({ events }) => events).filter((event) => event.kind === kind).length;
  return {
    label: input.label,
    from: toDay(start),
    to: toDay(to),
    ownCommits: versions.filter(({ at, isByPerson }) => isByPerson && Date.parse(at) > Date.parse(start)).length,
    rows,
    days,
    totals: { changes: count('change'), dates: count('date'), questions: count('question'), commits, open: open.size },
  };
}

const readKey = ({ projectKey, row }: RowEvaluation) => `${projectKey}\n${row.name}`;

type Told = Pick<SimulateInput, 'portfolio' | 'audience'>;

function listWritten({ rows, publication, file }: RefreshResult, told: Told): SimulatedEvent[] {
  if (publication.kind !== 'published') return [];
  return rows
    .filter(({ decision }) => decision.action === 'change')
    .map((evaluated) => {
      const { row, decision } = evaluated;
      const isDate = decision.text === row.typed.text;
      const date = decision.asOf?.action === 'add' ? ` ${decision.asOf.text}` : '';
      const was = row.asOf === undefined ? '' : ` ${row.asOf.text}`;
      const kept = decision.asOf?.action === 'keep' ? was : date;
      return {
        ...describe(evaluated, file, told),
        kind: isDate ? ('date' as const) : ('change' as const),
        from: `${row.typed.text}${was}`,
        to: `${decision.text}${kept}`,
      };
    });
}

function listAsked(
  { rows, file }: RefreshResult,
  open: ReadonlyMap<string, RowEvaluation>,
  told: Told,
): SimulatedEvent[] {
  return rows
    .filter((evaluated) => {
      const { question } = evaluated.decision;
      const before = open.get(readKey(evaluated))?.decision.question;
      return question !== null && (before == null || before.askedAt !== question.askedAt);
    })
    .map((evaluated) => ({ ...describe(evaluated, file, told), kind: 'question' as const }));
}

/** What was asked and needs no answer any more. */
function listWithdrawn(
  open: ReadonlyMap<string, RowEvaluation>,
  asked: ReadonlyMap<string, RowEvaluation>,
  { rows, file }: RefreshResult,
  told: Told,
): SimulatedEvent[] {
  const here = new Map(rows.map((row) => [readKey(row), row]));
  return [...open.keys()].flatMap((key): SimulatedEvent[] => {
    const now = here.get(key);
    return asked.has(key) || now === undefined || now.decision.action === 'change'
      ? []
      : [{ ...describe(now, file, told), kind: 'withdrawn' }];
  });
}

function describe(evaluated: RowEvaluation, file: Pick<DocumentFile, 'isPublic'>, { portfolio, audience }: Told) {
  const { row, derived, decision } = evaluated;
  const { question } = decision;
  const evidence = discloseRow(evaluated, file, portfolio, audience).tell(question?.evidence ?? derived.evidence);
  return {
    name: row.name,
    line: row.line,
    from: row.typed.text,
    to: row.typed.text,
    status: question?.status ?? derived.status,
    rule: question?.rule ?? derived.rule,
    evidence,
  };
}

/** The document as it would have stood: the owner's versions, with what was written in between. */
function openPast({ ref, versions, isPublic }: SimulateInput) {
  const own = ref.kind === 'github' ? { repo: ref.repo, path: ref.path } : ref.own;
  const here: DocumentRef = { kind: 'file', path: `/${ref.path}`, ...(own !== undefined && { own }) };
  let [next, bytes, owners, version] = [0, new Uint8Array() as Uint8Array, new Uint8Array() as Uint8Array, 0];
  let confirmedAt: string | null = null;
  let isOwnWord = false;
  const files: Documents = {
    read: async () => ({ bytes, version: String(version), branch: null, isPublic, confirmedAt, isOwnWord }),
    write: async (change) => {
      bytes = change.files[0]?.bytes ?? bytes;
      isOwnWord = true;
      version += 1;
      return { kind: 'written', oid: String(version), url: null };
    },
  };
  return {
    ref: here,
    files,
    /** Takes in what the owner had committed by then. */
    moveTo(now: Date): void {
      for (; next < versions.length; next += 1) {
        const committed = versions[next];
        if (committed === undefined || Date.parse(committed.at) > now.getTime()) return;
        bytes = version === 0 ? committed.bytes : rewriteVersion(owners, bytes, committed.bytes, here);
        owners = committed.bytes;
        version += 1;
        if (!committed.isByPerson) continue;
        confirmedAt = latest(confirmedAt, committed.at);
        isOwnWord = false;
      }
    },
  };
}
