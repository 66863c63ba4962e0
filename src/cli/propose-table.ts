// A project table for a document that has none: what an account shows on its front page, each with the status that its
// activity speaks for, as a generated block. A proposal; the owner's word begins when they commit it.

import type { Activity, Dialect } from '../core/model.ts';
import { type BlockEntry, renderBlock } from '../core/render/generated-block.ts';
import { deriveStatus } from '../core/status/derive-status.ts';
import { proposeWords } from '../core/status/propose-words.ts';
import { readThresholds } from '../core/status/status-rules.ts';
import { StatusfolioError } from '../errors.ts';
import type { Account, GitHub } from '../ports.ts';
import { show } from './lay-out.ts';

/** Throws USAGE where there is nothing to propose. */
export async function proposeProjects(
  owner: string,
  account: Pick<Account, 'listShowcase'>,
  github: Pick<GitHub, 'readActivities'>,
  now: Date,
): Promise<BlockEntry[]> {
  const showcase = await account.listShowcase(owner);
  if (showcase.length === 0) {
    throw new StatusfolioError('USAGE', `${owner} has no public repositories to propose.`, { where: '--from' });
  }
  const looks = await github.readActivities(
    showcase.map(({ repo }) => ({ repo, known: null, stale: false, heartbeat: false })),
    now,
  );
  const words = proposeWords({});
  return showcase.map(({ repo, description }, index) => {
    const look = looks[index];
    const status = look?.kind === 'ok' ? guess(look.activity, now) : 'in_progress';
    const shown =
      status === 'stalled' ? 'paused' : status === 'unknown' || status === 'experimental' ? 'in_progress' : status;
    const text = shorten(description);
    return {
      name: repo.split('/')[1] ?? repo,
      repo,
      description: text === '' ? null : text,
      group: null,
      status: shown,
      text: words[shown],
    };
  });
}

/** The block as it will be kept from then on. */
export function layOutTable(entries: readonly BlockEntry[], dialect: Dialect): string[] {
  const columns = 'name,description,status,repo';
  const span = { start: 0, end: 0 };
  const block = {
    kind: 'table',
    options: new Map([['columns', columns]]),
    span,
    line: 1,
    lastLine: 1,
    problem: null,
  } as const;
  const lines = renderBlock(block, entries, dialect);
  return [`<!-- statusfolio:table columns=${columns} -->`, '', ...lines, '', '<!-- /statusfolio -->'];
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
