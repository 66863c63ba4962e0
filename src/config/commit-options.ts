// How the owner's configuration says what our commits look like: the message's template, the sign-off, a co-author.

import * as z from 'zod';
import { defaultMessage, findTemplateFault, readPerson } from '../core/messages/commit-style.ts';

const personSchema = z
  .string()
  .refine(
    (text) => readPerson(text) !== null,
    'must be a name and an address, for example "Ada Lovelace <ada@example.org>"',
  );

export const commitSchema = z.strictObject({
  /** The first line is the subject; what stands below replaces the usual text. */
  message: z
    .string()
    .superRefine((template, context) => {
      const fault = findTemplateFault(template);
      if (fault !== null) context.addIssue({ code: 'custom', message: fault });
    })
    .default(defaultMessage),
  /** `true`: by whoever makes the commit. */
  signOff: z.union([personSchema, z.boolean()]).default(false),
  /** Who is named as the co-author; the author is always whose credential it is. */
  author: personSchema.optional(),
});
