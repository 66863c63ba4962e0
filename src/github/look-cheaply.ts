// The cheap look at repositories that are known: has anything happened, and are they still themselves? Says nothing of
// what happened.

import type { Activity } from '../core/model.ts';
import type { ActivityRequest } from '../ports.ts';
import type { Found, Session } from './ask-in-batches.ts';
import { idsByNames, liteByIds } from './queries.ts';
import { idShape, type LiteShape, liteShape } from './shapes.ts';

export type KnownRequest = ActivityRequest & { readonly known: Activity };
export type Look<Value> = Found<Value> | { readonly kind: 'replaced' };

/** By id, so that a renamed repository stays itself; where the link's name may mean another one, by name as well. */
export async function lookCheaply(
  session: Session,
  requests: readonly KnownRequest[],
): Promise<Map<KnownRequest, Look<LiteShape>>> {
  const glances = new Map(requests.map((request) => [request, liteShape.safeParse(request.glance?.seen)]));
  const asked = await session.ask(
    requests.filter((request) => glances.get(request)?.success !== true),
    {
      largestBatch: 100,
      word: (batch) => ({ text: liteByIds, variables: { ids: batch.map(({ known }) => known.nodeId) } }),
      placeOf: (index) => ['nodes', index],
      shape: liteShape,
    },
  );
  const seen = requests.flatMap((request): [KnownRequest, Found<LiteShape>][] => {
    const value = glances.get(request)?.data;
    return value === undefined ? [] : [[request, { kind: 'found', value }]];
  });
  const byId = new Map([...asked, ...seen]);
  const doubtful = requests.filter((request) => {
    const look = byId.get(request);
    return (
      look?.kind === 'not-visible' || (look?.kind === 'found' && !isSameName(look.value.nameWithOwner, request.repo))
    );
  });
  const byName = await session.ask(doubtful, {
    largestBatch: 50,
    word: (batch) => ({ text: idsByNames(batch.length), variables: nameVariables(batch) }),
    placeOf: (index) => [`r${index}`],
    shape: idShape,
  });
  return new Map(
    requests.map((request) => {
      const look = byId.get(request) ?? { kind: 'failed', message: 'It was not looked at.' };
      const name = byName.get(request);
      return [request, name === undefined ? look : compareNames(look, name, request.known.nodeId)];
    }),
  );
}

/** What the id and the name say together. A name that leads nowhere is a dead link, not another repository. */
function compareNames(byId: Found<LiteShape>, byName: Found<{ readonly id: string }>, nodeId: string): Look<LiteShape> {
  if (byName.kind === 'not-visible') return byId;
  if (byName.kind !== 'found') return byName;
  if (byName.value.id !== nodeId) return { kind: 'replaced' };
  return byId.kind === 'found' ? byId : { kind: 'failed', message: 'GitHub finds it by its name, but not by its id.' };
}

function isSameName(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}

export function nameVariables(batch: readonly ActivityRequest[]): Record<string, string> {
  return Object.fromEntries(
    batch.flatMap(({ repo }, index) => {
      const [owner = '', name = ''] = repo.split('/');
      return [
        [`owner${index}`, owner],
        [`name${index}`, name],
      ];
    }),
  );
}
