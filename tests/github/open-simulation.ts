// A small invented world on the simulated GitHub, and the adapter in front of it.

import { expect } from 'vitest';
import { createSimulatedGitHub, type Fault } from '../../demo/github/simulated-github.ts';
import type { Activity } from '../../src/core/model.ts';
import { createGitHub, type GitHubOptions } from '../../src/github/create-github.ts';
import type { ActivityFetch, ActivityRequest } from '../../src/ports/github.ts';
import { now, token } from './script-fetch.ts';

export function daysAgo(days: number): Date {
  return new Date(now.getTime() - days * 86_400_000);
}

export function openSimulation(options: Partial<GitHubOptions> = {}) {
  const world = createSimulatedGitHub({ now: () => now, token, viewer: 'ada' });
  const github = createGitHub({
    token,
    apiUrl: 'https://api.github.com',
    fetch: world.fetch,
    now: () => now,
    ...options,
  });

  /** A repository with work 20 and 2 days ago. */
  const addRepository = (name: string) => {
    const repository = world.addRepository({ owner: 'ada', name, createdAt: daysAgo(300), languages: ['Python'] });
    repository.commit({ at: daysAgo(20), message: 'Initial commit', files: { 'main.py': 'print(1)\n' } });
    repository.commit({ at: daysAgo(2), message: 'Add parser', files: { 'parser.py': 'pass\n' } });
    return repository;
  };
  const look = async (...requests: readonly (string | ActivityRequest)[]) => {
    world.requests.length = 0;
    const looks = await github.readActivities(
      requests.map((spec) => (typeof spec === 'string' ? request(spec) : spec)),
      now,
    );
    expect(world.unexpected).toEqual([]);
    return looks;
  };
  return {
    world,
    github,
    addRepository,
    look,
    sent: () => world.requests.map(({ operation, path }) => operation ?? path),
  };
}

export function request(repo: string, parts: Partial<ActivityRequest> = {}): ActivityRequest {
  return { repo, known: null, stale: false, heartbeat: false, ...parts };
}

export function activityOf(look: ActivityFetch | undefined): Activity {
  if (look?.kind === 'ok') return look.activity;
  throw new Error(`expected a good look, got ${JSON.stringify(look)}`);
}

/** A fault for the GraphQL operation of this name. */
export function whenAsked(operation: string, answer: Fault['answer'], parts: Partial<Fault> = {}): Fault {
  return { when: (request) => request.operation === operation, answer, ...parts };
}
