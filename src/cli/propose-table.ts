// A project table for a document that has none: what an account shows on its front page, each with the status that its
// activity speaks for. A proposal; the owner's word begins when they commit it.

import type { Activity } from '../core/model.ts';
import { deriveStatus } from '../core/status/derive-status.ts';
import { proposeWords } from '../core/status/propose-words.ts';
import { readThresholds } from '../core/status/status-rules.ts';
import { StatusfolioError } from '../errors.ts';
import type { Account, GitHub } from '../ports.ts';
import { show } from './lay-out.ts';
import { escapeMarkdown } from './word-markdown.ts';

export async function proposeTable(
  owner: string,
  account: Pick<Account, 'listShowcase'>,
  github: Pick<GitHub, 'readActivities'>,
  now: Date,
): Promise<string[]> {
  const showcase = await account.listShowcase(owner);
  if (showcase.length === 0) {
    throw new StatusfolioError('USAGE', `${owner} has no public repositories to propose.`, { where: '--from' });
  }
  const looks = await github.readActivities(
    showcase.map(({ repo }) => ({ repo, known: null, stale: false, heartbeat: false })),
    now,
  );
  const words = proposeWords({});
  const rows = showcase.map(({ repo, description }, index) => {
    const look = looks[index];
    const status = look?.kind === 'ok' ? guess(look.activity, now) : 'in_progress';
    const name = repo.split('/')[1] ?? repo;
    const word = words[status === 'stalled' ? 'paused' : status === 'unknown' ? 'in_progress' : status];
    return `| ${escapeMarkdown(name)} | ${escapeMarkdown(shorten(description))} | ${word} | [Repo](https://github.com/${repo}) |`;
  });
  return ['| Project | Description | Status | Repo |', '|---|---|---|---|', ...rows];
}

/** As if the owner had never said anything. */
function guess(activity: Activity, now: Date) {
  const standing = activity.isEmpty ? 'planned' : 'in_progress';
  const declared = { status: standing, confirmedAt: null } as const;
  const facts = { repo: activity.name, activity, obstacle: null, declared, standing, pin: null, away: null } as const;
  return deriveStatus(facts, readThresholds({ preset: 'calm' }), now).status;
}

function shorten(description: string): string {
  const text = show(description);
  return text.length <= 120 ? text : `${text.slice(0, 119)}…`;
}
