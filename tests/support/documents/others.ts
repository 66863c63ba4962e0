// What looks like a status and is none of a project: parts of one project, steps of a person, legends, contents, labels of
// links, texts of pictures, what nobody sees. No row of these may be written, and none of their words learnt.

import type { Drawing } from './drawing.ts';

interface Other {
  readonly title: string;
  readonly make: (drawing: Drawing, word: () => string) => readonly string[];
}

const table = (headings: readonly string[], rows: readonly (readonly string[])[]) => [
  `| ${headings.join(' | ')} |`,
  `|${headings.map(() => '---').join('|')}|`,
  ...rows.map((row) => `| ${row.join(' | ')} |`),
];

const features = ['Dark mode', 'Undo', 'Export to PDF', 'Offline maps', 'Keyboard shortcuts'];
const demo = 'https://demo.harbour.example/app';

const linkOf = ({ drawProject }: Drawing) => {
  const { name, repo } = drawProject();
  return { name, repo, link: `[${name}](https://github.com/${repo})` };
};

/** By what they are; `word` draws one that is known as a status. */
export const others: Readonly<Record<string, Other>> = {
  features: {
    title: 'Features',
    make: ({ dice }, word) =>
      table(
        ['Feature', 'Status'],
        features.slice(0, 2 + dice.below(3)).map((each) => [each, word()]),
      ),
  },
  'features in a list': {
    title: 'Roadmap',
    make: ({ dice }, word) =>
      features
        .slice(0, 3)
        .map((each) =>
          `- ${each} ${dice.pick(['-', '—', ':'])} ${dice.pick(['**', '*', ''])}${word()}`.replace(
            /(\*+)(\S.*)$/,
            '$1$2$1',
          ),
        ),
  },
  'boxes of a roadmap': {
    title: 'Roadmap',
    make: (_, word) => ['- [x] Parallel reading', `- [ ] Swarm mode — *${word()}*`, '- [ ] Charts in colour'],
  },
  dependencies: {
    title: 'Dependencies',
    make: (_, word) =>
      table(
        ['Dependency', 'Version', 'Status'],
        [
          ['parse5', '8.0', word()],
          ['zod', '4.1', word()],
        ],
      ),
  },
  'issues and pull requests': {
    title: 'Open work',
    make: (drawing, word) => {
      const { repo } = linkOf(drawing);
      const kind = drawing.dice.pick(['pull', 'issues']);
      return table(
        ['Integration', 'Status', 'See'],
        [
          ['Sonar', word(), `[PR](https://github.com/${repo}/${kind}/38)`],
          ['Radar', word(), `[GitHub](https://github.com/${repo}/${kind}/41)`],
        ],
      );
    },
  },
  'legend in a list': {
    title: 'Legend',
    make: (_, word) => [
      `- 🟢 **${word()}** – it runs`,
      `- 🟡 **${word()}** – somebody is at it`,
      `- 🔴 **${word()}** – not yet`,
    ],
  },
  'legend in a table': {
    title: 'Legend',
    make: (_, word) =>
      table(
        ['Symbol', 'Meaning'],
        [
          ['🟢', word()],
          ['🟡', word()],
          ['⚪', word()],
        ],
      ),
  },
  'table of contents': {
    title: 'Contents',
    make: (_, word) =>
      [word(), word(), word()].map((each) => `- [${each}](#${each.toLowerCase().replaceAll(' ', '-')})`),
  },
  'link labels in a list': {
    title: 'Some of it',
    make: (drawing, word) => {
      const [first, second] = [linkOf(drawing), linkOf(drawing)];
      return [
        `- **${first.name}** — TypeScript`,
        `  [GitHub](https://github.com/${first.repo}) · [${word()}](${demo})`,
        `- ${second.link} ([${word()}](${demo}))`,
      ];
    },
  },
  'link labels in a column': {
    title: 'Some of it',
    make: (drawing, word) =>
      table(
        ['Project', 'Demo'],
        [0, 1].map(() => [linkOf(drawing).link, `[${word()}](${demo})`]),
      ),
  },
  'texts of pictures': {
    title: 'Build',
    make: (_, word) => [
      `[![Project Status: ${word()} – it is what it is](https://img.harbour.example/a.svg)](https://harbour.example/#a)`,
      `![${word()}](https://img.harbour.example/b.svg) <img alt="${word()}" src="c.svg">`,
    ],
  },
  courses: {
    title: 'Courses',
    make: (_, word) =>
      table(
        ['Course', 'Status', 'Certificate'],
        [
          ['Knots for beginners', word(), 'yes'],
          ['Tides and moons', word(), '—'],
        ],
      ),
  },
  milestones: {
    title: 'Milestones',
    make: (_, word) =>
      table(
        ['Milestone', 'Status', 'Due'],
        [
          ['v0.1', word(), '2025-03'],
          ['v1.0', word(), '2026-01'],
        ],
      ),
  },
  'a person': {
    title: 'About me',
    make: (_, word) => [`- Location: by the sea`, `- Mood: ${word()}`, `- Looking for: a boat`],
  },
  'a stack': {
    title: 'The stack',
    make: (drawing) => [
      `- Package manager: [hawser](https://hawser.example)`,
      `- Code style: ${linkOf(drawing).link}`,
      '- State: [Store](https://store.example)',
    ],
  },
  endpoints: {
    title: 'API',
    make: (_, word) =>
      table(
        ['Endpoint', 'Method', 'Status'],
        [
          ['`/tides`', 'GET', word()],
          ['`/gulls`', 'POST', word()],
        ],
      ),
  },
  'what nobody sees': {
    title: 'Example',
    make: (drawing, word) => {
      const rows = table(['Project', 'Status'], [[linkOf(drawing).link, word()]]);
      return drawing.dice.pick([
        ['```markdown', ...rows, '```'],
        ['<!--', ...rows, '-->'],
        rows.map((line) => `    ${line}`),
      ]);
    },
  },
  prose: {
    title: 'News',
    make: (drawing, word) => [
      `The crew said that ${linkOf(drawing).link} was ${word().toLowerCase()} when the storm came, and went on.`,
    ],
  },
  'a status of builds': {
    title: 'Builds',
    make: (_, word) =>
      table(
        ['Platform', 'Build'],
        [
          ['Linux', word()],
          ['Windows', word()],
        ],
      ),
  },
};
