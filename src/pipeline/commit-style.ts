// In whose name and words a commit is made: the owner's configuration, and where it says no more than `signOff: true`, the
// identity of the credential, asked for once somebody is about to write.

import type { Portfolio } from '../config/portfolio.ts';
import { type CommitStyle, readPerson } from '../core/messages/commit-style.ts';
import { StatusfolioError } from '../errors.ts';
import type { GitHub } from '../ports/github.ts';
import type { RefreshTarget } from './target.ts';

/**
 * null or a local file: nothing is committed. In a working tree somebody else commits, who signs off for themselves. Throws
 * WRITE_REJECTED where GitHub does not say who we are.
 */
export async function readCommitStyle(
  target: Pick<RefreshTarget, 'ref' | 'isWorkingTree'> | null,
  { commit: { message, signOff, author } }: Pick<Portfolio, 'commit'>,
  github: Pick<GitHub, 'readIdentity'>,
): Promise<CommitStyle> {
  const coAuthor = author === undefined ? null : readPerson(author);
  const style = { message, coAuthor, signedBy: typeof signOff === 'string' ? readPerson(signOff) : null };
  const ref = target?.ref;
  if (signOff !== true || ref?.kind !== 'github' || target?.isWorkingTree === true) return style;
  const signedBy = (await github.readIdentity?.(ref.repo)) ?? null;
  if (signedBy !== null) return { ...style, signedBy };
  throw new StatusfolioError('WRITE_REJECTED', 'GitHub does not say as whom the commit would be signed off.', {
    where: ref.repo,
    hint: 'Name yourself in the configuration: commit: { signOff: "Your Name <you@example.org>" }. Nothing was written.',
  });
}
