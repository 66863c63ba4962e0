// The attacks that stand in `npm test`: each takes a second or two, and waits for no limit. All of them are tried by
// `npm run attacks`.

export const quickNames: readonly string[] = [
  'core.fsmonitor of an embedded bare repository',
  'evidence of private repositories in log, summary, outputs, report (schedule)',
  'the word for "archived" in the memory is a picture',
  'the memory holds instants that are none',
  'an_event_of_tomorrow commits to the default branch',
  'GITHUB_API_URL=http://127.0.0.1.github.invalid',
  "an installation token of today's form in a text for the log",
  'a login code in a text for the log',
  'single bytes that are C1 controls, shown by sync --dry-run',
  'a name with ##[ in the log of the Action',
  'the word for work is learnt from an address of a table of contents',
  'the label of a demo link in a list item',
  'the status of pull of a repository',
  '"Not started" beside a repository of somebody else',
  'a badge with color in its query',
];
