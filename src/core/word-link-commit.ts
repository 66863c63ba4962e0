// What the commit says in which links follow a renamed repository.

import type { Told } from './disclosure.ts';
import { ownTrailer } from './word-commit.ts';
import { neutralise } from './wording.ts';

/** Headline and body; the document's key goes into the trailer. */
export function wordLinkCommit(
  links: readonly { readonly name: string; readonly to: Told }[],
  documentKey: string,
): { readonly headline: string; readonly body: string } {
  const items = links.map(({ name, to }) => `- ${neutralise(name)}: ${neutralise(to)}`);
  const why = 'GitHub says that it is the same repository under a new name. To switch this off: healLinks: false.';
  const [first] = links;
  const headline =
    links.length === 1 && first !== undefined
      ? `docs: the link of ${neutralise(first.name)} follows its repository`
      : `docs: ${links.length} links follow their repositories`;
  return { headline, body: [items.join('\n'), why, `${ownTrailer}: ${documentKey}`].join('\n\n') };
}
