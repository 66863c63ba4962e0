// What the rules are given, and what they give: one project at one instant, and a verdict about it.

import type { ProjectKind } from '../activity/commit-kind.ts';
import type { Activity, Confidence, Declared, Derived, Pin, Problem, RuleName } from '../model.ts';
import type { Away, Heartbeat, Silence, Work } from './signals.ts';
import type { Status } from './statuses.ts';
import type { Thresholds } from './thresholds.ts';

/** Everything that is known about a project when it is evaluated. */
export interface ProjectFacts {
  readonly repo: string | null;
  /** null: the repository could not be fetched, now or ever. */
  readonly activity: Activity | null;
  /** Of several repositories that are one project: what `activity` was merged from. Absent: there is one at most. */
  readonly parts?: readonly Activity[];
  /** Why there is no usable fetch; null when there is. */
  readonly obstacle: Pick<Problem, 'code' | 'message'> | null;
  readonly declared: Declared;
  /** What the cell says today: the declared status, or what was published since. */
  readonly currentStatus: Status;
  readonly pin: Pin | null;
  /** Days on which silence does not count. */
  readonly away: Away | null;
  /** When we last changed the cell: what the repository said of itself before is taken up in it. */
  readonly decidedAt?: string | null;
  /** What the repository is, as the configuration says. */
  readonly kind?: ProjectKind | null;
  /** Of a project that nobody has given a status here: the owner's word for it in another document of theirs. */
  readonly said?: SaidElsewhere | null;
  /** What the configuration names as the sign of life: a workflow, an environment, or `none`. */
  readonly heartbeat?: string | null;
  /** The owner's word in whose place we wrote the one that stands, because of silence alone. */
  readonly replaced?: { readonly status: Status; readonly text: string; readonly at: string } | null;
  /** The release that was asked about since the word was typed (empty: not told which), and whether it still is. */
  readonly released?: { readonly version: string; readonly isOpen: boolean } | null;
  /** The rule whose question is open. */
  readonly openRule?: RuleName | null;
  /** A repository that has the name of a row without a link. */
  readonly matchingRepository?: { readonly repo: string; readonly createdAt: string } | null;
}

/** The owner's word for a project where another document says it. */
export interface SaidElsewhere {
  readonly status: Status;
  /** As it is spelt there. */
  readonly text: string;
  /** `me/portfolio/README.md:21` */
  readonly where: string;
}

/** One project at one instant, read for the rules. */
export interface Situation {
  readonly facts: ProjectFacts;
  readonly activity: Activity;
  readonly work: Work;
  readonly heartbeat: Heartbeat;
  /** null where silence does not contradict the standing word. */
  readonly silence: Silence | null;
  readonly currentStatus: Status;
  readonly thresholds: Thresholds;
  readonly now: Date;
}

export type Verdict = Omit<Derived, 'rule' | 'audience'>;
export type Rule = readonly [RuleName, (situation: Situation) => Verdict | string];

export function verdict(
  status: Status,
  confidence: Confidence,
  evidence: string,
  reviewAt: string | null,
  basis: Derived['basis'],
): Verdict {
  return { status, confidence, evidence, reviewAt, basis };
}
