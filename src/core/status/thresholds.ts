// The thresholds of config/status-rules.json and how an owner changes them: a preset, then single thresholds by name.

import * as z from 'zod';
import data from '../../../config/status-rules.json' with { type: 'json' };

const days = z.number().positive().max(3650);

const thresholdsSchema = z.strictObject({
  /** Silence, in days since the newest of work and confirmation, after which the owner is asked. */
  quietDays: days,
  /** Silence after which a project counts as stalled, which is shown with the paused word; never before `quietDays`. */
  stalledDays: days,
  /** Silence after which the owner is asked about a word of maturity; never before `quietDays`. */
  experimentalDays: days,
  /** Days an unanswered question about silence waits before the word is dated. */
  answerDays: days,
  /** A status decided less than this many days ago is not lowered, nor asked about for silence. */
  dwellDays: days,
  /** More changes than this within `flapDays` freeze a status. */
  flapChanges: z.number().int().positive(),
  flapDays: days,
  /** Up to this many work commits without a source language are a scaffold, not work. */
  scaffoldCommits: z.number().int().nonnegative(),
  /** A paused project wakes with this many work commits on `wakeDays` days within `wakeWindowDays`. */
  wakeCommits: z.number().int().positive(),
  wakeDays: z.number().int().positive(),
  wakeWindowDays: days,
  /** A complete project is asked about with this many work commits in `reopenWeeks` ISO weeks within `reopenWindowDays`. */
  reopenCommits: z.number().int().positive(),
  reopenWeeks: z.number().int().positive(),
  reopenWindowDays: days,
  /** A planned project is started with real work on this many days. */
  startDays: z.number().int().positive(),
  /** For how long after a release and later work it is asked about. */
  maintainedDays: days,
  /** How long a successful production deployment is a sign of life. */
  deploymentDays: days,
  /** A schedule has stopped when its last success is older than this many of its periods… */
  heartbeatPeriods: z.number().positive(),
  /** …and older than this many hours, so that an hourly job may have a bad morning. */
  heartbeatHours: z.number().positive(),
  /** Facts older than this are not fresh enough to make a status worse. */
  freshHours: z.number().positive(),
});

export type Thresholds = Readonly<z.infer<typeof thresholdsSchema>>;

export const presetNames = ['lively', 'calm', 'patient'] as const;

/** The `rules:` of the owner's configuration. */
export const rulesOverrideSchema = z.strictObject({
  preset: z.enum(presetNames).default('calm'),
  ...thresholdsSchema.partial().shape,
});

/** Default thresholds, the preset over them, and single thresholds over that. */
export function readThresholds(overrides: z.infer<typeof rulesOverrideSchema> = { preset: 'calm' }): Thresholds {
  const { preset, ...named } = overrides;
  return thresholdsSchema.parse({ ...data.thresholds, ...data.presets[preset], ...named });
}
