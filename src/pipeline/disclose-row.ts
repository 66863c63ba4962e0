// What may be told of an evaluated row, at the place where its document lies or anywhere else; and the check of who can see
// the repositories right now, before anything is written where others read.

import type { Portfolio } from '../config/portfolio.ts';
import { type Audience, audienceOf, type Disclosure, disclose, type RepositoryFacts } from '../core/disclosure.ts';
import { isUnwritten } from '../core/document/generated-blocks.ts';
import type { Activity } from '../core/model.ts';
import type { DocumentFile, GitHub } from '../ports/github.ts';
import type { RowEvaluation } from './document-update.ts';
import { isTracked } from './match-project.ts';
import { listParts } from './project-facts.ts';

type Permission = Pick<Portfolio, 'privateDetails'>;

/** What may be told of the row where its document lies. */
export function discloseRow(
  evaluated: RowEvaluation,
  file: Pick<DocumentFile, 'isPublic'>,
  permission: Permission,
  audience: Audience = audienceOf(file),
): Disclosure {
  const { row, derived } = evaluated;
  return disclose({
    audience,
    // A row that is left alone was not fetched: what is said of it comes from the document.
    repositories: isTracked(row) ? listRepositories(evaluated) : [],
    isWritten: !isUnwritten(row),
    evidence: derived.audience,
    permitted: permission.privateDetails,
  });
}

/** The repositories of a row, as they were just checked. */
export function listRepositories({ places, facts }: Pick<RowEvaluation, 'places' | 'facts'>): RepositoryFacts[] {
  const parts = listParts(facts);
  return places.map(({ repo }, index) => {
    const activity = parts[index];
    return { link: repo, name: activity?.name ?? null, isPublic: activity?.visibility === 'public' };
  });
}

interface Told {
  readonly file: DocumentFile;
  readonly rows: readonly RowEvaluation[];
}

/**
 * The same update, as it may be told right now: whether everybody can see the repositories of these rows is asked once
 * more, because fetching has taken its time. The very same object where nothing is different.
 */
export async function confirmVisibility<Update extends Told>(
  update: Update,
  told: readonly Pick<RowEvaluation, 'facts'>[],
  github: Pick<GitHub, 'findPublic'>,
): Promise<Update> {
  const { file } = update;
  const parts = told.flatMap(({ facts }) => listParts(facts));
  const shown = new Set(parts.filter(({ visibility }) => visibility === 'public').map(({ nodeId }) => nodeId));
  if (!file.isPublic || shown.size === 0) return update;
  const asked = [...shown].filter((id) => file.summaries?.has(id) !== true);
  const isPublic = new Set(asked.length === 0 ? [] : await github.findPublic(asked));
  const hidden = new Set([...shown].filter((id) => file.summaries?.get(id)?.isPublic !== true && !isPublic.has(id)));
  return hidden.size === 0 ? update : { ...update, rows: update.rows.map((row) => hideFrom(row, hidden)) };
}

function hideFrom(evaluated: RowEvaluation, hidden: ReadonlySet<string>): RowEvaluation {
  const { facts, derived } = evaluated;
  const { activity, parts } = facts;
  if (activity === null || !listParts(facts).some(({ nodeId }) => hidden.has(nodeId))) return evaluated;
  const hide = (part: Activity): Activity => (hidden.has(part.nodeId) ? { ...part, visibility: 'private' } : part);
  return {
    ...evaluated,
    facts: {
      ...facts,
      activity: { ...activity, visibility: 'private' },
      ...(parts !== undefined && { parts: parts.map(hide) }),
    },
    derived: { ...derived, audience: 'owner' },
  };
}
