import { type CommitStyle, defaultMessage } from '../../src/core/messages/commit-style.ts';

/** The style of a configuration that says nothing about commits. */
export const defaultStyle: CommitStyle = { message: defaultMessage, signedBy: null, coAuthor: null };
