// Turns histories into cases: what Statusfolio would have done about every typed status, at every instant at which it is
// known that the owner let it stand, and about every status before its owner changed it.

import { dayMs, elapsedMs, toInstant } from '../../src/core/dates.ts';
import type { Decision } from '../../src/core/model.ts';
import type { Status } from '../../src/core/status/statuses.ts';
import { baselines, contradicts, listPushes } from './baselines.ts';
import type { Histories, Transition, Unit } from './read-histories.ts';
import { type Look, openHistory, remember, replay } from './replay.ts';

export interface Case {
  readonly kind: 'row' | 'transition';
  readonly doc: string;
  readonly repo: string;
  readonly typed: Status;
  readonly typedAt: string;
  readonly judgedAt: string;
  readonly derived: Status;
  readonly rule: string;
  readonly confidence: string;
  /** Of a transition: the strongest thing that was done before the owner changed the word. */
  readonly action: Decision['action'];
  /** What the owner changed it to; null for a row. */
  readonly to: Status | null;
  /** Whether facts could show the transition; null for a row. */
  readonly catchable: boolean | null;
  /** Days between our first word and the owner's; null where there was none. */
  readonly leadDays: number | null;
  /** Baselines that contradict the row, or that turned against the word before its owner did. */
  readonly baselines: readonly string[];
  readonly owner: string;
  readonly evidence: string;
}

const judgedDays = [0, 45, 90, 180];

export function judgeCases({ units, transitions }: Histories): Case[] {
  return [...units.flatMap(judgeUnit), ...transitions.map(judgeTransition)];
}

function judgeUnit(unit: Unit): Case[] {
  const { facts, typed, typedAt } = unit;
  const from = Date.parse(typedAt);
  const end = Math.min(Date.parse(unit.until), Date.parse(facts.snapshot_taken));
  const instants = [...judgedDays.map((days) => from + days * dayMs), ...unit.confirmations.map((at) => Date.parse(at))]
    .filter((at) => at === from || (at > from && at <= end))
    .sort((a, b) => a - b);
  const stops = [...new Set(instants)];
  if (typed === 'unknown') return stops.map((at) => toCase(unit, at, null));

  const history = openHistory(facts);
  const found = new Map<number, Look>();
  let published: Look | null = null;
  // A commit that left the row as it was is judged as of the moment before it confirmed anything.
  const confirmedAtOf = (at: number) =>
    unit.confirmations.findLast((confirmed) => Date.parse(confirmed) < at && Date.parse(confirmed) > from) ?? typedAt;
  replay(history, remember(typed), { from, to: stops.at(-1) ?? from, stops }, confirmedAtOf, (look) => {
    found.set(Date.parse(look.at), look);
    if (look.decision.action !== 'change') return undefined;
    published = look;
    return 'stop';
  });
  return stops.map((at) => toCase(unit, at, found.get(at) ?? published));
}

function toCase(unit: Unit, at: number, look: Look | null): Case {
  const { doc, owner, facts, typed, typedAt } = unit;
  const pushes = listPushes(facts);
  const contradicting = baselines.filter(({ evaluate }) =>
    contradicts(evaluate(pushes, Date.parse(facts.first_commit), at), typed),
  );
  return {
    kind: 'row',
    doc,
    repo: facts.repo,
    typed,
    typedAt,
    judgedAt: toInstant(at),
    derived: look?.derived.status ?? 'unknown',
    rule: look?.derived.rule ?? 'keep',
    confidence: look?.derived.confidence ?? 'guess',
    action: look?.decision.action ?? 'skip',
    to: null,
    catchable: null,
    leadDays: null,
    baselines: contradicting.map(({ name }) => name),
    owner,
    evidence: look?.derived.evidence ?? 'No word for a life cycle: left alone.',
  };
}

/** Work on a plan, or the end of what was said to be alive; nobody can see an intention. */
function isCatchable({ from, to }: Transition): boolean {
  if (from === 'planned') return ['in_progress', 'maintained', 'running', 'complete'].includes(to);
  return ['in_progress', 'maintained', 'running'].includes(from) && (to === 'archived' || to === 'paused');
}

function judgeTransition(transition: Transition): Case {
  const { doc, owner, facts, from, to, heldFrom, changedAt } = transition;
  const looks: Look[] = [];
  const end = Date.parse(changedAt);
  replay(
    openHistory(facts),
    remember(from),
    toSpan(transition),
    () => heldFrom,
    (look) => {
      looks.push(look);
      return look.decision.action === 'change' ? 'stop' : undefined;
    },
  );
  const told = looks.find(({ decision }) => decision.action === 'change' || decision.action === 'question');
  const strongest = looks.find(({ decision }) => decision.action === 'change') ?? told ?? looks.at(-1);
  return {
    kind: 'transition',
    doc,
    repo: facts.repo,
    typed: from,
    typedAt: heldFrom,
    judgedAt: changedAt,
    derived: strongest?.derived.status ?? 'unknown',
    rule: strongest?.derived.rule ?? 'keep',
    confidence: strongest?.derived.confidence ?? 'guess',
    action: strongest?.decision.action ?? 'keep',
    to,
    catchable: isCatchable(transition),
    leadDays: told === undefined ? null : Math.round((elapsedMs(told.at, new Date(end)) / dayMs) * 10) / 10,
    baselines: baselines.filter(({ evaluate }) => turnedBefore(transition, evaluate)).map(({ name }) => name),
    owner,
    evidence: strongest?.derived.evidence ?? '',
  };
}

/** Every commit is heard of at once by webhook, so each is a stop of its own: some words stand for an hour only. */
function toSpan({ facts, heldFrom, changedAt }: Transition) {
  const from = Date.parse(heldFrom);
  const to = Date.parse(changedAt) - 1;
  return { from, to: Math.max(from, to), stops: listPushes(facts).filter((at) => at >= from && at <= to) };
}

function turnedBefore(transition: Transition, evaluate: (typeof baselines)[number]['evaluate']): boolean {
  const pushes = listPushes(transition.facts);
  const { from, to, stops } = toSpan(transition);
  const createdAt = Date.parse(transition.facts.first_commit);
  const days = Array.from({ length: Math.ceil((to - from) / dayMs) }, (_, day) => from + day * dayMs);
  return [...days, ...stops, to].some((at) => contradicts(evaluate(pushes, createdAt, at), transition.from));
}
