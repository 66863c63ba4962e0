// What `--help` shows beside the options: command lines that work as they stand. A test runs every one of them.

import type { Command } from 'commander';

type Example = readonly [line: string, what: string];

const examples: Readonly<Record<string, readonly Example[]>> = {
  statusfolio: [
    ['statusfolio check README.md', 'does the table agree with GitHub?'],
    ['statusfolio sync README.md --dry-run', 'what would change, as a diff'],
    ['statusfolio explain PCC README.md', 'why a status holds, and which rules did not match'],
    ['statusfolio init', 'a configuration, and a workflow that keeps the README up to date'],
    ['statusfolio demo', 'the whole story offline, no token needed'],
  ],
  'statusfolio check': [
    ['statusfolio check README.md', 'a table for a person'],
    ['statusfolio check', 'all documents of the configuration; without one, the README here'],
    ['statusfolio check naaas94/me', 'the README of a repository; owner/repo:path, an address and - work too'],
    ['statusfolio check README.md --fail-on question', 'a gate: also fails while a question needs your answer'],
    ['statusfolio check README.md --format markdown', 'for a job summary; github makes annotations'],
    ['statusfolio check README.md --json', 'the full result, for other programs'],
  ],
  'statusfolio sync': [
    ['statusfolio sync README.md --dry-run', 'the diff, and nothing else'],
    ['statusfolio sync README.md --yes', 'write it without being asked'],
    ['statusfolio sync', 'commit to the documents of the configuration'],
    ['statusfolio sync --working-tree', 'write them into this checkout, for you to commit'],
  ],
  'statusfolio simulate': [
    ['statusfolio simulate README.md', 'the last year, replayed from its history'],
    [
      'statusfolio simulate README.md --days 90 --on-silence date',
      'three months, with dates after the labels of silent projects',
    ],
    ['statusfolio simulate README.md --json', 'the full result, for other programs'],
  ],
  'statusfolio init': [
    ['statusfolio init', 'README.md here: what it says, and a configuration'],
    ['statusfolio init naaas94/me --dry-run', 'a README on GitHub; writes nothing'],
    ['statusfolio init README.md --publish commit --workflow --yes', 'everything GitHub Actions needs'],
    ['statusfolio init README.md --publish commit --pages --yes', 'and a public page, without a server'],
    [
      'statusfolio init README.md --from naaas94 --dry-run',
      'no table yet? Proposes one from the repositories that this account pinned',
    ],
    ['statusfolio init README.md --block list --after "Design Ethos" --dry-run', 'a fully generated block'],
  ],
  'statusfolio doctor': [
    ['statusfolio doctor', 'token, configuration, documents, server'],
    ['statusfolio doctor README.md', 'one file, without a configuration'],
    ['statusfolio doctor README.md --repair --yes', 'repair a double-encoded file'],
    ['statusfolio doctor --test-notify', 'send a test notice to every channel'],
  ],
  'statusfolio hooks': [
    ['statusfolio hooks install --url https://status.example.org --yes', 'one webhook for each listed repository'],
    ['statusfolio hooks list', 'which webhooks are installed'],
  ],
  'statusfolio hooks install': [
    ['statusfolio hooks install --url https://status.example.org --yes', 'safe to repeat: existing webhooks are kept'],
  ],
  'statusfolio hooks list': [['statusfolio hooks list', 'with the answer to the last delivery']],
  'statusfolio hooks remove': [
    ['statusfolio hooks remove --url https://status.example.org --yes', 'only the webhooks of this server'],
  ],
  'statusfolio deliveries': [['statusfolio deliveries list', 'the latest, and what failed']],
  'statusfolio deliveries list': [
    ['statusfolio deliveries list', 'the last 20'],
    ['statusfolio deliveries list --limit 100 --json', 'more, for other programs'],
  ],
  'statusfolio deliveries show': [['statusfolio deliveries show 4f3a1c00', 'the beginning of an id is enough']],
  'statusfolio deliveries replay': [
    ['statusfolio deliveries replay 4f3a1c00', 'as if GitHub had sent it again'],
    ['statusfolio deliveries replay naaas94/me:README.md@', 'retry a failed document'],
  ],
  'statusfolio backup': [['statusfolio backup copy.db', 'while the server runs; the copy is checked']],
  'statusfolio uninstall': [
    ['statusfolio uninstall', 'lists what it would remove, and asks'],
    ['statusfolio uninstall --yes --restore', 'everything, and the documents as you last typed them'],
  ],
  'statusfolio explain': [
    ['statusfolio explain PCC README.md', 'by the name of its row'],
    ['statusfolio explain naaas94/PCC', 'by its repository, in the documents of the configuration'],
  ],
  'statusfolio review': [
    ['statusfolio review README.md', 'open questions and old statuses, one key each'],
    ['statusfolio review --json', 'what there is to review, for other programs'],
  ],
  'statusfolio answer': [
    ['statusfolio answer simple-model-api accept', 'publish what was asked'],
    ['statusfolio answer simple-model-api keep', 'the status is right; also: finished, away'],
  ],
  'statusfolio pin': [
    ['statusfolio pin PCC', 'the current status, forever'],
    ['statusfolio pin PCC running --until 2027-01-31 --reason "runs in BigQuery"', 'another status, and why'],
  ],
  'statusfolio unpin': [['statusfolio unpin data-pipeline', 'its status follows GitHub again']],
  'statusfolio site': [
    ['statusfolio site --out site', 'all documents of the configuration'],
    [
      'statusfolio site README.md --out site --url https://naaas94.github.io/me',
      'one document; --url is where it will be published',
    ],
  ],
  'statusfolio badge': [
    ['statusfolio badge PCC README.md', 'an SVG on standard output'],
    ['statusfolio badge PCC README.md --style for-the-badge --label state', 'another style, another text on the left'],
  ],
  'statusfolio serve': [
    ['statusfolio serve', 'on 127.0.0.1:8787; PORT, HOST and the secrets come from the environment'],
    [
      'statusfolio serve --config statusfolio.yml --database data/statusfolio.db',
      'configuration and database named explicitly',
    ],
  ],
  'statusfolio demo': [
    ['statusfolio demo', 'the dashboard stays open until you stop it'],
    ['statusfolio demo --once', 'show the demo and exit'],
  ],
};

/** The last column of the command lines, beyond which their meaning stands on a line of its own. */
const widest = 52;

export function addExamples(program: Command): void {
  const add = (command: Command, path: string) => {
    const own = examples[path];
    if (own !== undefined) command.addHelpText('after', word(own, command === program));
    for (const child of command.commands) add(child, `${path} ${child.name()}`);
  };
  add(program, program.name());
}

function word(own: readonly Example[], isTop: boolean): string {
  const width = Math.max(4, ...own.map(([line]) => line.length).filter((length) => length <= widest));
  const lines = own.map(([line, what]) =>
    line.length > width ? `  ${line}\n  ${' '.repeat(width)}  ${what}` : `  ${line.padEnd(width)}  ${what}`,
  );
  const checkout = isTop ? ' (in a checkout put "npm run -s statusfolio --" before the command)' : '';
  return `\n${own.length === 1 ? 'Example' : 'Examples'}${checkout}:\n${lines.join('\n')}`;
}
