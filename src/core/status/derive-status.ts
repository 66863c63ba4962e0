// What the rules say about one project at one instant (design: the owner's word is the starting point). Pure: facts
// and the instant in, one status with its evidence out.

import { addDays, elapsedMs } from '../dates.ts';
import * as messages from '../messages/evidence.ts';
import type { Activity, Derived, RuleName } from '../model.ts';
import { keep, rules } from './rules.ts';
import { readHeartbeat, readHeartbeats, readSilence, readWork } from './signals.ts';
import type { ProjectFacts } from './situation.ts';
import { type Situation, type Verdict, verdict } from './situation.ts';
import type { Status } from './statuses.ts';
import type { Thresholds } from './thresholds.ts';
import { deriveUnsaid } from './unsaid.ts';

/** Why a rule did not match, as a clause for `explain`. */
export interface RuleMiss {
  readonly rule: RuleName;
  readonly because: string;
}

/** The first rule that matches, with its evidence. */
export function deriveStatus(facts: ProjectFacts, thresholds: Thresholds, now: Date): Derived {
  return explainStatus(facts, thresholds, now).derived;
}

interface Explained {
  readonly derived: Derived;
  readonly misses: readonly RuleMiss[];
}

/** The same, with every rule that was tried before and why it did not match. */
export function explainStatus(facts: ProjectFacts, thresholds: Thresholds, now: Date): Explained {
  const whole = explainWhole(facts, thresholds, now);
  const { parts, ...single } = facts;
  if (parts === undefined || facts.activity === null || whole.derived.rule === 'pin') return whole;
  const about = findDeciding(whole.derived, single, parts, thresholds, now);
  const evidence = messages.seenIn(
    whole.derived.evidence,
    about.map(({ name }) => name),
  );
  return { ...whole, derived: { ...whole.derived, evidence } };
}

/** What takes all the repositories of a project to be said of it. */
const unanimous = new Set<RuleName>(['archived', 'scaffold', 'fork', 'declared-complete', 'quiet', 'stalled', 'keep']);

/** The repositories that the evidence is about: those of which alone it would be said, else all. */
function findDeciding(
  { rule, evidence }: Derived,
  single: Omit<ProjectFacts, 'parts'>,
  parts: readonly Activity[],
  thresholds: Thresholds,
  now: Date,
): readonly Activity[] {
  if (unanimous.has(rule)) return parts;
  const deciding = parts.filter((activity) => {
    const alone = explainWhole({ ...single, activity }, thresholds, now).derived;
    return alone.rule === rule && alone.evidence === evidence;
  });
  return deciding.length === 0 ? parts : deciding;
}

function explainWhole(facts: ProjectFacts, thresholds: Thresholds, now: Date): Explained {
  const misses: RuleMiss[] = [];
  const pinned = derivePinned(facts, now);
  if (pinned !== null) return { derived: { ...pinned, rule: 'pin', audience: 'public' }, misses };
  misses.push({ rule: 'pin', because: 'nothing is pinned' });

  if (facts.repo === null && facts.matchingRepository != null) {
    const { repo, createdAt } = facts.matchingRepository;
    const derived = verdict('in_progress', 'guess', messages.matchingRepository(repo, createdAt), null, 'doubt');
    return { derived: { ...derived, rule: 'unlinked', audience: 'public', link: repo }, misses };
  }
  if (facts.repo === null) {
    const status = facts.declared.status === 'unknown' ? 'planned' : facts.declared.status;
    const derived = verdict(status, 'sure', messages.unlinked(), null, 'none');
    return { derived: { ...derived, rule: 'unlinked', audience: 'public' }, misses };
  }
  misses.push({ rule: 'unlinked', because: `${facts.repo} is linked` });

  if (facts.obstacle?.code === 'REPLACED') {
    const derived = verdict(facts.currentStatus, 'guess', facts.obstacle.message, null, 'doubt');
    return { derived: { ...derived, rule: 'identity', audience: 'owner' }, misses };
  }
  misses.push({ rule: 'identity', because: 'the name still belongs to the repository that was seen before' });

  if (facts.activity === null) {
    const evidence = facts.obstacle?.message ?? messages.notChecked(facts.repo);
    const derived = verdict(facts.currentStatus, 'guess', evidence, null, 'none');
    return { derived: { ...derived, rule: 'keep', audience: 'owner' }, misses };
  }

  const audience = facts.activity.visibility === 'public' ? 'public' : 'owner';
  const work = readWork(facts.activity, now);
  const currentStatus = readCurrentStatus(facts, facts.activity);
  const situation: Situation = {
    facts,
    activity: facts.activity,
    work,
    heartbeat:
      facts.parts === undefined
        ? readHeartbeat(facts.activity.operations, thresholds, now, facts.heartbeat)
        : readHeartbeats(facts.parts, thresholds, now, facts.heartbeat),
    silence: readSilence(currentStatus, work, facts.declared, facts.away, thresholds),
    currentStatus,
    thresholds,
    now,
  };
  if (facts.declared.unsaid !== undefined) return { derived: { ...deriveUnsaid(situation), audience }, misses };
  const said = deriveDeclaration(situation);
  if (said !== null) return { derived: { ...said, audience }, misses };
  for (const [rule, evaluate] of rules) {
    const outcome = evaluate(situation);
    if (typeof outcome !== 'string') return { derived: { ...outcome, rule, audience }, misses };
    misses.push({ rule, because: outcome });
  }
  return { derived: { ...keep(situation), rule: 'keep', audience }, misses };
}

/** The rule that a declaration speaks for: its word, not its evidence. */
const ruleOf: Partial<Record<Status, RuleName>> = {
  complete: 'declared-complete',
  archived: 'archived',
  paused: 'quiet',
  stalled: 'quiet',
  in_progress: 'active',
  maintained: 'released',
};

/** The owner's own word in the repository, where it is newer than the row; what stood there before is no news. */
function deriveDeclaration({ facts, activity, currentStatus }: Situation): Omit<Derived, 'audience'> | null {
  const said = activity.operations?.declared ?? null;
  if (said === null || said.since === null || said.status === currentStatus || activity.isArchived) return null;
  const rule = ruleOf[said.status];
  const isNewer = [facts.declared.confirmedAt, facts.declared.mayBeConfirmedAt ?? null, facts.decidedAt ?? null].every(
    (at) => at === null || elapsedMs(at, said.since ?? at) > 0,
  );
  if (rule === undefined || !isNewer) return null;
  return { ...verdict(said.status, 'sure', messages.declaredThere(said), null, 'fact'), rule };
}

function derivePinned({ pin }: ProjectFacts, now: Date): Verdict | null {
  if (pin === null) return null;
  // `until` is inclusive: the pin ends when the next UTC day begins.
  const endsAt = pin.until === null ? null : addDays(`${pin.until}T00:00:00Z`, 1);
  if (endsAt !== null && elapsedMs(endsAt, now) >= 0) return null;
  return verdict(pin.status, 'sure', messages.pinned(pin), endsAt, 'none');
}

/** An archived word that we wrote gives way to the owner's when the repository is unarchived. */
function readCurrentStatus({ currentStatus, declared }: ProjectFacts, activity: Activity): Status {
  return currentStatus === 'archived' && !activity.isArchived ? declared.status : currentStatus;
}
