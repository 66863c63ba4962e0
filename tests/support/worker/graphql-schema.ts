// GitHub's schema inside workerd, which has no files to read it from: what `@octokit/graphql-schema` exports under the
// same name, brought by the bundler.

import idl from '../../../node_modules/@octokit/graphql-schema/schema.graphql?raw';

export const schema = { idl };
