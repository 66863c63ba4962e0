// Sentences about what a repository says of itself.

import { toDay } from '../dates.ts';
import { type Declaration, declarationSources } from '../model.ts';

/** `Badge says active; last work 2023-05-14.` */
export function saysWithLastWork(said: Declaration, lastAt: string | null, archivedAt: string | null): string {
  const beside = archivedAt === null ? lastWork(lastAt) : `archived ${toDay(archivedAt)}`;
  return `${declarationSources[said.source].name} says ${said.word}; ${beside}.`;
}

export function contradicts(said: Declaration, typed: string, lastAt: string | null): string {
  return `${declarationSources[said.source].name} of the repository says ${said.word}, the row ${typed}; ${lastWork(lastAt)}.`;
}

function lastWork(lastAt: string | null): string {
  return lastAt === null ? 'no work is known' : `last work ${toDay(lastAt)}`;
}

/** Behind the project's name. */
export function nameSource({ source }: Declaration): string {
  return source === 'badge' ? 'badge' : 'README';
}

export const followHint = 'Change it in the repository, or answer the question about it in the status issue.';
export const archivedHint = 'An archived repository cannot be written to: its own statement stays.';

export function answeredHere(by: string, at: string): string {
  return `Answered by ${by} on ${toDay(at)}.`;
}

export const cannotFollow = {
  archived: 'The repository is archived: nothing can be written to it.',
  generated: (path: string) => `README.md is generated from ${path}: change it there.`,
  gone: 'The README no longer says so.',
  gap: 'This kind of badge has no value for it.',
  missing: (path: string) => `There is no image ${path} in the repository.`,
  unclear: 'The new text would not be understood as this status.',
} as const;
