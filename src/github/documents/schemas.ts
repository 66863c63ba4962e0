// The shape of a document in GitHub's answer, with the newest part of its history.

import * as z from 'zod';
import { commitSchema, instant, visibility } from '../schemas.ts';

/** Of the commits that come with a document. */
const fullList = 20;

/** Commits, and where the next page begins. `isIncomplete`: a commit could not be read, so the rest is not known. */
export const pagedHistoryShape = z
  .object({
    pageInfo: z.object({ hasNextPage: z.boolean(), endCursor: z.string().nullish() }).nullish(),
    nodes: z.array(z.unknown()).nullable(),
  })
  .transform(({ pageInfo, nodes }) => {
    const commits = (nodes ?? []).flatMap((node) => commitSchema.safeParse(node).data ?? []);
    return {
      commits,
      isCut: pageInfo?.hasNextPage ?? false,
      cursor: pageInfo?.endCursor ?? null,
      // A list that is full, and does not say whether it goes on, may go on.
      isIncomplete: nodes === null || commits.length < nodes.length || (pageInfo == null && nodes.length >= fullList),
    };
  });

const blobSchema = z.object({
  oid: z.string().optional(),
  byteSize: z.number().optional(),
  text: z.string().nullish(),
});

export const documentSchema = z.object({
  repository: z
    .object({
      id: z.string().nullish(),
      visibility,
      isArchived: z.boolean().nullish(),
      pushedAt: instant.nullish(),
      branch: z
        .object({
          name: z.string(),
          target: z
            .object({
              oid: z.string(),
              file: z.object({ mode: z.number(), type: z.string(), object: blobSchema.nullable() }).nullable(),
              history: pagedHistoryShape,
            })
            .nullable(),
        })
        .nullable(),
    })
    .nullable(),
});
