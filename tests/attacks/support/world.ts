// The simulated GitHub that attacks use: Ada, her portfolio, and repositories with work in them.

import { type Author, nextId, type SimulatedRepository } from '../../../demo/github/repository.ts';
import { createSimulatedGitHub, type SimulatedGitHub } from '../../../demo/github/simulated-github.ts';
import type { Place, Variables } from './place.ts';

export const dayMs = 86_400_000;
export const token = 'ghp_attackattackattackattackattackattack';
export const webhookSecret = 'a-secret-for-attacks-0123456789-abcdef';
export const person: Author = { login: 'ada', name: 'Ada', email: 'ada@users.noreply.github.com' };

export interface AttackWorld {
  readonly github: SimulatedGitHub;
  readonly apiUrl: string;
  /** `ada/me`, with the document. */
  readonly portfolio: SimulatedRepository;
  /** What a command is given to reach this GitHub as Ada. */
  readonly environment: Variables;
  /** The present of this GitHub; a refresh may be given another one with `--now`. */
  moveTo(now: Date): void;
  /** `owner/name` with two days of work, `agoDays` before the present. */
  addProject(fullName: string, agoDays?: number): SimulatedRepository;
  /** The document as it stands on GitHub. */
  text(path?: string): string;
  /** How many commits the document's branch has. */
  commits(): number;
}

export interface WorldOptions {
  readonly document: string;
  readonly path?: string;
  /** When Ada committed the document. */
  readonly typedDaysAgo?: number;
  readonly viewer?: string;
}

export async function openWorld(
  place: Place,
  { document, path = 'README.md', typedDaysAgo = 1, viewer = 'ada' }: WorldOptions,
): Promise<AttackWorld> {
  let present: Date | null = null;
  const now = () => present ?? new Date();
  const github = createSimulatedGitHub({ now, token, viewer });
  const { url, close } = await github.listen();
  place.onEnd(close);
  const ago = (days: number) => new Date(now().getTime() - days * dayMs);
  const portfolio = github.addRepository({ owner: 'ada', name: 'me', createdAt: ago(900) });
  portfolio.commit({ at: ago(typedDaysAgo), message: 'Update the table', author: person, files: { [path]: document } });
  return {
    github,
    apiUrl: url,
    portfolio,
    environment: { GITHUB_TOKEN: token, GITHUB_API_URL: url },
    moveTo: (at) => {
      present = at;
    },
    addProject: (fullName, agoDays = 2) => {
      const [owner = '', name = ''] = fullName.split('/');
      const repository = github.addRepository({ owner, name, createdAt: ago(600), languages: ['Python'] });
      for (const days of [agoDays + 3, agoDays]) work(repository, ago(days));
      return repository;
    },
    text: (at = path) => Buffer.from(portfolio.read(at) ?? []).toString(),
    commits: () => portfolio.history().length,
  };
}

/** One commit of real work by a person. */
export function work(repository: SimulatedRepository, at: Date, author: Author = person): void {
  const files = { [`src/part_${nextId()}.py`]: 'pass\n' };
  repository.commit({ at, message: 'Handle empty input', author, files });
}

export function agoBy(days: number): Date {
  return new Date(Date.now() - days * dayMs);
}
