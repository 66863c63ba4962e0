// The day on which an owner switches the product on, whichever day that is: how many questions come at once.

import type { Portfolio } from '../../src/config/portfolio.ts';
import { dayMs } from '../../src/core/dates.ts';
import type { Word } from './read-histories.ts';
import { asksAtOnce } from './replay-word.ts';

/** An adoption is tried on every so many days of an owner's time. */
const stepDays = 30;
/** Owners of so many projects at once are checked apart. */
const manyProjects = 10;

export interface Adoption {
  readonly owner: string;
  readonly rows: number;
  readonly questions: number;
}

/** One entry for every day on which an owner's words stood. */
export async function listAdoptions(words: readonly Word[], rules: Portfolio): Promise<Adoption[]> {
  const adoptions: Adoption[] = [];
  for (const [owner, own] of Map.groupBy(words, (word) => word.owner)) {
    const starts = own.map(({ typedAt }) => Date.parse(typedAt));
    const from = Math.min(...starts);
    const end = Math.max(...own.map(({ until }) => Date.parse(until)));
    for (let at = from + stepDays * dayMs; at < end; at += stepDays * dayMs) {
      const current = own.filter(({ typedAt, until }) => Date.parse(typedAt) <= at && Date.parse(until) > at);
      // A project is asked about once, however many documents list it.
      const projects = new Map(current.map((word) => [word.facts, word]));
      let questions = 0;
      for (const word of projects.values()) if (await asksAtOnce(word, at, rules)) questions += 1;
      if (projects.size > 0) adoptions.push({ owner, rows: projects.size, questions });
    }
  }
  return adoptions;
}

/** The number of questions that 95 of 100 adoptions do not exceed, every owner counting the same however long the time. */
export function readP95(adoptions: readonly Adoption[]): number | null {
  const owners = [...Map.groupBy(adoptions, ({ owner }) => owner).values()];
  const weighed = owners
    .flatMap((own) => own.map(({ questions }) => ({ questions, weight: 1 / own.length })))
    .sort((a, b) => a.questions - b.questions);
  let weight = 0;
  for (const entry of weighed) {
    weight += entry.weight;
    if (weight >= 0.95 * owners.length - 1e-9) return entry.questions;
  }
  return null;
}

/** Of owners with many projects: the share of rows that is asked about, every owner counting the same. */
export function readShareLarge(adoptions: readonly Adoption[]): number | null {
  const large = adoptions.filter(({ rows }) => rows >= manyProjects);
  const owners = [...Map.groupBy(large, ({ owner }) => owner).values()];
  const shares = owners.map((own) => own.reduce((sum, { rows, questions }) => sum + questions / rows, 0) / own.length);
  return shares.length === 0 ? null : shares.reduce((sum, share) => sum + share, 0) / shares.length;
}
