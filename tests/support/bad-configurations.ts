// Two hundred configurations that somebody could plausibly write, or that somebody hostile would, with what their error
// must say. Long because it is a list.

export interface BadConfiguration {
  readonly text: string;
  /** What one of the messages must contain. */
  readonly says: RegExp;
}

const bad = (text: string, says: RegExp): BadConfiguration => ({ text, says });

/** Values of the wrong type for a key, which no schema that we will ever have takes. */
const wrongTypes: Record<string, readonly string[]> = {
  documents: ['5', 'README.md', 'true', '{ repo: ada/me }', '[5]', '[README.md]', '[[]]', '[null]'],
  schedule: ['5', 'true', '[]', '{}', 'daily', '"* * * *"', '"*/30 * * * * *"', '"@hourly"', '"30"', '"a b c d"'],
  projects: [
    '5',
    'PCC',
    'true',
    '{ match: PCC }',
    '[5]',
    '[PCC]',
    '[[]]',
    '[null]',
    '[{}]',
    '[{ repo: ada/tool }]',
    '[{ match: x, kind: tool }]',
    '[{ match: x, heartbeat: [daily.yml] }]',
    '[{ match: x, heartbeat: "" }]',
    '[{ match: x, ask: 5 }]',
    '[{ match: x, ask: "ada lovelace" }]',
    '[{ match: x, ask: "ada@mail.example" }]',
    '[{ match: x, ask: [ada] }]',
  ],
  rules: ['5', 'calm', 'true', '[]', '[calm]', '{ preset: wild }', '{ preset: 5 }', '{ preset: [calm] }'],
  onSilence: ['5', 'true', '[]', '{}', 'never', 'publish', 'Date', 'ask me'],
  silence: ['5', 'true', '[]', '{}', 'never', 'Publish', '"publish "', 'ask me'],
  away: ['5', 'true', '[]', '2026-12-20', '{ from: 2026-12-20 }', '{ until: 2027-01-10 }', '{}'],
  labels: ['5', 'true', '[]', 'Paused', '{ paused: 5 }', '{ paused: true }', '{ paused: [] }', '{ paused: "" }'],
  inbox: ['5', 'true', '[]', '{}', 'notes', 'https://github.com/ada/notes', 'ada/notes/issues'],
  statusIssue: ['5', 'never', '[]', '{}', 'none'],
  commit: [
    '5',
    'true',
    '[]',
    'docs',
    '{ message: 5 }',
    '{ message: "" }',
    '{ message: [docs] }',
    '{ signOff: maybe }',
    '{ signOff: 5 }',
    '{ signOff: ada@example.org }',
    '{ author: true }',
    '{ author: Ada }',
    '{ author: "<ada@example.org>" }',
  ],
  bots: ['5', 'true', '{}', 'my-bot', '[5]', '[true]', '[null]', '[[]]', '[""]'],
  healLinks: ['5', 'never', '[]', '{}'],
  probeHomepages: ['5', 'always', '[]', '{}'],
  privateDetails: ['5', 'true', '{}', 'naaas94/lab', '[lab]', '[5]', '[https://github.com/naaas94/lab]'],
  visibility: ['5', 'true', '[]', '{}', 'everything', 'None', 'badge'],
};

const days = [
  '2026-13-01',
  '2026-02-30',
  '26-01-01',
  '2026-1-1',
  'tomorrow',
  '2026/01/01',
  '"2026-01-01T00:00:00Z"',
  '20260101',
];

const repos = [
  'me',
  'ada/',
  '/me',
  'ada/me/README.md',
  'https://github.com/ada/me',
  'github.com/ada/me',
  'git@github.com:ada/me.git',
  '"ada / me"',
  '"ada/me?x"',
  '"ada/me#x"',
  '"../me"',
  '"a\\u0000/me"',
  '"ada\\nme/x"',
  '5',
  'true',
  '[ada, me]',
];

const paths = [
  '/etc/passwd',
  '../README.md',
  'docs/../../README.md',
  './../x.md',
  '.git/config',
  'docs/.git/x',
  '.GIT/config',
  '.github/workflows/ci.yml',
  '.GitHub/Workflows/ci.yml',
  'docs//x.md',
  './README.md',
  'docs/.',
  '"docs\\\\x.md"',
  '"C:\\\\x.md"',
  'C:/x.md',
  '"a\\u0000.md"',
  '"a\\n.md"',
  '""',
  '5',
  '[README.md]',
  `"${'x'.repeat(501)}"`,
];

const typos: readonly (readonly [string, string])[] = [
  ['document: [{ repo: ada/me }]', 'document'],
  ['Documents: []', 'Documents'],
  ['docs: []', 'docs'],
  ['documents: [{ repo: ada/me, pubish: commit }]', 'pubish'],
  ['documents: [{ repo: ada/me, Publish: commit }]', 'Publish'],
  ['documents: [{ repo: ada/me, file: README.md }]', 'repo'],
  ['documents: [{ file: README.md, path: x.md }]', 'path'],
  ['documents: [{ repository: ada/me }]', 'repository'],
  ['documents: [{ repo: ada/me, ref: main }]', 'ref'],
  ['projects: [{ match: PCC, pins: {} }]', 'pins'],
  ['projects: [{ name: PCC }]', 'name'],
  ['projects: [{ match: PCC, pin: { state: running } }]', 'state'],
  ['projects: [{ match: PCC, pin: { status: running, till: 2026-01-01 } }]', 'till'],
  ['rules: { quitDays: 5 }', 'quitDays'],
  ['rules: { presets: calm }', 'presets'],
  ['silent: ask', 'silent'],
  ['away: { from: 2026-01-01, to: 2026-01-02 }', 'to'],
  ['word: {}', 'word'],
  ['label: {}', 'label'],
  ['labels: {}\nwords: {}', 'words: is the former name'],
  ['visibility: all\npublic: none', 'public: is the former name'],
  ['documents: [{ repo: ada/me, afterPublish: a.yml, after_publish: a.yml }]', 'after_publish: is the former name'],
  ['labels: { Paused: x }', 'Paused'],
  ['labels: { unknown: x }', 'unknown'],
  ['labels: { in-progress: x }', 'in-progress'],
  ['labels: { done: x }', 'done'],
  ['bot: []', 'bot'],
  ['token: ghp_x', 'token'],
  ['GITHUB_TOKEN: x', 'GITHUB_TOKEN'],
  ['webhook: {}', 'webhook'],
  ['heal_links: true', 'heal_links'],
  ['__proto__: {}', '__proto__|configuration'],
  ['constructor: {}', 'constructor'],
  ['toString: 1', 'toString'],
];

const broken: readonly BadConfiguration[] = [
  bad('documents: [', /./),
  bad('documents: [{ repo: ada/me }', /./),
  bad('documents: { repo: ada/me', /./),
  bad('labels: "unfinished', /./),
  bad("labels: 'unfinished", /./),
  bad('documents:\n\t- repo: ada/me\n', /[Tt]ab/),
  bad('documents:\n  - repo: ada/me\n path: README.md\n', /./),
  bad('documents: []\ndocuments: []\n', /unique/),
  bad('labels: { paused: a, paused: b }\n', /unique/),
  bad('silence: ask\n  away: 5\n', /./),
  bad('silence: @ask\n', /./),
  bad('silence: `ask`\n', /./),
  bad('silence: %ask\n', /./),
  bad('labels: {{ paused }}\n', /./),
  bad('- documents\n', /configuration/),
  bad('just text\n', /configuration/),
  bad('5\n', /configuration/),
  bad('true\n', /configuration/),
  bad('"documents: []"\n', /configuration/),
  bad('documents: []\n---\nwords: {}\n', /./),
  bad('silence: *missing\n', /./),
  bad('silence: !!js/function "x"\n', /./),
  bad('silence: !!binary "gibberish"\n', /./),
  bad('? [a, b]\n: c\n', /./),
  bad(`${'x'.repeat(70_000)}: 1\n`, /larger than/),
  bad(`bots: [${'['.repeat(5000)}`, /./),
  bad(`${'{'.repeat(5000)}`, /./),
  bad(bomb('bots', 9, 9), /./),
  bad(bomb('labels', 6, 30), /./),
  bad('base: &b { silence: ask }\n<<: *b\n', /base|<</),
  bad('a: &a [*a]\n', /./),
  bad('\u0000documents: []\n', /./),
  bad('PK\u0003\u0004 not yaml at all: [', /./),
  bad('{"documents": [}', /./),
  bad('{"documents": "README.md"}', /documents/),
  bad('documents:\n  - repo: ada/me\n    publish: yes please\n', /documents\[0\]/),
  bad('documents:\n  - repo: ada/me\n    publish: true\n', /documents\[0\]/),
  bad('documents:\n  - file: ""\n', /documents\[0\]\.file/),
  bad('documents:\n  - {}\n', /documents\[0\]/),
  bad('documents:\n  - repo: ada/me\n    branch: ""\n', /documents\[0\]\.branch/),
  bad(`documents: [${Array.from({ length: 51 }, () => '{ repo: ada/me }').join(', ')}]\n`, /documents/),
  bad(`bots: [${Array.from({ length: 201 }, (_, index) => `b${index}`).join(', ')}]\n`, /bots/),
  bad(`labels: { paused: "${'x'.repeat(61)}" }\n`, /labels\.paused/),
  bad(`projects: [{ match: PCC, pin: { status: running, reason: "${'x'.repeat(201)}" } }]\n`, /reason/),
  bad('projects: [{ match: PCC, pin: running }]\n', /pin/),
  bad('projects: [{ match: PCC, pin: {} }]\n', /pin\.status/),
  bad('projects: [{ match: PCC, pin: { status: unknown } }]\n', /pin\.status/),
  bad('projects: [{ match: PCC, pin: { status: Running } }]\n', /pin\.status/),
  bad('projects: [{ match: "" }]\n', /match/),
  bad('documents: [{ repo: ada/me, afterPublish: publish }]\n', /afterPublish/),
  bad('documents: [{ repo: ada/me, afterPublish: .github/workflows/publish.yml }]\n', /afterPublish/),
  bad('documents: [{ repo: ada/me, badge: svg }]\n', /badge/),
  bad('documents: [{ repo: ada/me, badge: file, badgeStyle: plastic }]\n', /badgeStyle/),
  bad('documents: [{ repo: ada/me, path: "**/*.md" }]\n', /two stars/),
  bad('documents: [{ file: "_projects/*" }]\n', /extension/),
  bad('documents: [{ repo: ada/me, path: a.yml, asOfKey: as of }]\n', /asOfKey/),
  bad('documents: [{ file: a.yml, asOfKey: "no" }]\n', /asOfKey/),
  bad(
    'documents: [{ repo: ada/me, activity: { directive: "🟢 <60d 🟡 <120d" } }]\n',
    /directive: The last age must be "else"/,
  ),
  bad(
    'documents: [{ repo: ada/me, activity: { schedule: weekly } }]\n',
    /activity\.schedule: must be five cron fields/,
  ),
  bad('documents: [{ repo: ada/me, activity: { publish: issue } }]\n', /activity\.publish/),
  bad('projects: [{ match: PCC, description: "" }]\n', /description/),
  bad(`projects: [{ match: PCC, description: "${'x'.repeat(301)}" }]\n`, /description/),
  bad('projects: [{ match: PCC, group: [Tools] }]\n', /group/),
];

/** Aliases of aliases: few bytes that would become many. */
function bomb(key: string, levels: number, width: number): string {
  const lines = [`a0: &a0 [${Array(width).fill('x').join(', ')}]`];
  for (let level = 1; level <= levels; level += 1) {
    lines.push(
      `a${level}: &a${level} [${Array(width)
        .fill(`*a${level - 1}`)
        .join(', ')}]`,
    );
  }
  return `${lines.join('\n')}\n${key}: *a${levels}\n`;
}

export const badConfigurations: readonly BadConfiguration[] = [
  ...Object.entries(wrongTypes).flatMap(([key, values]) =>
    values.map((value) => bad(`${key}: ${value}\n`, new RegExp(key))),
  ),
  ...days.flatMap((day) => [
    bad(`away: { from: ${day}, until: 2027-01-01 }\n`, /away\.from/),
    bad(`projects: [{ match: PCC, pin: { status: running, until: ${day} } }]\n`, /pin\.until/),
  ]),
  ...repos.map((repo) => bad(`documents:\n  - repo: ${repo}\n`, /documents\[0\]\.repo/)),
  ...paths.map((path) => bad(`documents:\n  - repo: ada/me\n    path: ${path}\n`, /documents\[0\]\.path/)),
  ...typos.map(([text, key]) => bad(`${text}\n`, new RegExp(key))),
  ...broken,
];
