// A GitHub Enterprise Server may be years behind github.com. A query that holds one field that it does not know is refused
// as a whole, so such a field is asked for in another way, or left out. What is not known then is never read as a fact.

import type { GraphqlError } from './schemas.ts';

/** What to ask instead, of the fields that can be done without: `schemas.ts` reads what comes then. */
const substitutes: ReadonlyMap<string, string> = new Map([
  // Since when it is archived is not known then.
  ['Repository.archivedAt', '__typename'],
  // What is internal counts as private.
  ['Repository.visibility', 'visibility: isPrivate'],
]);

/** What one GitHub turned out not to know. */
export interface OlderServer {
  /** A query as this server understands it. */
  adapt(text: string): string;
  /** Takes from a refusal what this server does not know, as far as that can be asked for in another way. */
  learn(errors: readonly GraphqlError[]): void;
}

export function createOlderServer(): OlderServer {
  const unknown = new Set<string>();
  return {
    adapt: (text) => [...unknown].reduce(replaceField, text),
    learn(errors) {
      for (const field of errors.map(readUnknownField))
        if (field !== null && substitutes.has(field)) unknown.add(field);
    },
  };
}

/** No two types of our queries have a field of such a name. */
function replaceField(text: string, field: string): string {
  const name = field.slice(field.indexOf('.') + 1);
  return text.replaceAll(new RegExp(`\\b${name}\\b`, 'g'), substitutes.get(field) ?? name);
}

/** `Repository.archivedAt`; null: the error is about something else. */
function readUnknownField({ message }: GraphqlError): string | null {
  const [, field, type] = /^Field '(\w{1,100})' doesn't exist on type '(\w{1,100})'$/.exec(message) ?? [];
  return field === undefined ? null : `${type}.${field}`;
}

/** The same errors, in the words of somebody who has two programs that do not fit. */
export function explainUnknownFields(errors: readonly GraphqlError[], host: string): readonly GraphqlError[] {
  return errors.map((error) => {
    const field = readUnknownField(error);
    const message = `${host} does not support ${field}, which this version of Statusfolio needs: one of them is too old.`;
    return field === null ? error : { ...error, message };
  });
}
