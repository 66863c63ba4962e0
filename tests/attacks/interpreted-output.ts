// S16, S17 and relatives: foreign text in channels that obey some of it. A terminal obeys control characters; the log of
// a workflow run obeys lines that begin with "::" and, by its older grammar, "##[" anywhere in a line.

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Attack, gotThrough, held, mustHold, type Outcome } from './support/attack.ts';
import type { Finished, Place } from './support/place.ts';
import { playAction } from './support/play-action.ts';
import { type AttackWorld, openWorld } from './support/world.ts';

const esc = '\u001b';

/** What stands in the row that foreign hands wrote. */
const terminalTexts: Readonly<Record<string, string>> = {
  'OSC 52 (the clipboard)': `${esc}]52;c;Y2FuYXJ5\u0007`,
  'OSC 8 (a link that leads elsewhere)': `${esc}]8;;https://canary.example/${esc}\\text${esc}]8;;${esc}\\`,
  'cursor moves': `${esc}[1A${esc}[2K+ forged`,
  'C1 controls': '\u009b1A\u009b2K\u009d52;c;Y2FuYXJ5\u009c',
  'a carriage return, a backspace': 'shown\rforged\b\b\b',
  'marks that turn the text around': 'a\u202edesrever\u202c\u2066b\u2069',
  'line and paragraph separators': 'one\u2028two\u2029three\u0085four',
};

/** Controls but tab and line breaks, and what turns a text around or breaks it where no line ends. */
const obeyed = /(?![\t\n])\p{Cc}(?<!\r(?=\n))|[\u2028-\u202e\u2066-\u2069]/u;

function judgeTerminal({ out, err }: Finished): Outcome {
  const text = `${out}${err}`;
  const found = obeyed.exec(text);
  if (found === null) return held('nothing of it is printed raw');
  const code = (found[0].codePointAt(0) ?? 0).toString(16).padStart(4, '0');
  const around = text.slice(Math.max(0, found.index - 20), found.index + 20);
  return gotThrough(`U+${code} is printed raw, near ${JSON.stringify(around)}`);
}

const head = '| Project | Notes | Status | Code |\n|---|---|---|---|\n';
const archived = '| Harbour | | Archived | [c](https://github.com/ada/harbour) |\n';

/** A table whose names and words are foreign, with a change that is due in its last row. */
const wordTable = (text: string) =>
  `# Tools\n\n${head}| Harbour ${text} | ${text} | Archived | [c](https://github.com/ada/harbour) |\n| Tides ${text} | ${text} | Active | |\n| Lantern ${text} | ${text} | Active | [c](https://github.com/ada/lantern) |\n`;

/** The same with the foreign text in a paragraph below the table, which a diff shows as what is around the change. */
const wordBelow = (text: string) =>
  `# Tools\n\n${head}${archived}| Lantern | | Active | [c](https://github.com/ada/lantern) |\n\n${text}\n`;

async function openDue(place: Place, document: string | Uint8Array): Promise<AttackWorld> {
  const world = await openWorld(place, { document: 'nothing here\n' });
  for (const name of ['ada/harbour', 'ada/lantern']) world.addProject(name).archive(new Date());
  writeFileSync(join(place.folder, 'README.md'), document);
  return world;
}

const commands: Readonly<Record<string, readonly string[]>> = {
  'sync --dry-run': ['sync', '--dry-run', 'README.md'],
  check: ['check', 'README.md'],
  'check --json': ['check', '--json', 'README.md'],
  explain: ['explain', 'Lantern', 'README.md'],
  init: ['init', '--dry-run', 'README.md'],
  'init --json': ['init', '--dry-run', '--json', 'README.md'],
  doctor: ['doctor', 'README.md'],
};

const isThere = ({ out, err }: Finished) => mustHold(`${out}${err}`.length > 20, 'nothing was printed');

const showIn = (what: string, document: string | Uint8Array, command: string): Attack => ({
  number: 'S16',
  kind: 'foreign text in a terminal',
  name: `${what}, shown by ${command}`,
  run: async (place) => {
    const { environment } = await openDue(place, document);
    const finished = await place.run(commands[command] ?? [], { environment });
    isThere(finished);
    return judgeTerminal(finished);
  },
});

const all = Object.values(terminalTexts)
  .filter((text) => !text.includes('\r'))
  .join(' ');
const terminal = [
  ...Object.entries(terminalTexts).flatMap(([what, text]) => [
    showIn(`${what} in a paragraph`, wordBelow(text), 'sync --dry-run'),
    ...(text.includes('\r') ? [] : ['sync --dry-run', 'check --json', 'init']).map((command) =>
      showIn(`${what} in a row`, wordTable(text), command),
    ),
  ]),
  ...['check', 'explain', 'init --json', 'doctor'].map((command) =>
    showIn('all of it in rows', wordTable(all), command),
  ),
  showIn(
    'single bytes that are C1 controls',
    Buffer.from(wordTable('\u009b2K\u009d0;x\u009c'), 'latin1'),
    'sync --dry-run',
  ),
];

/** Other ways for foreign words to come to a terminal. */
const otherWays: readonly Attack[] = [
  {
    number: 'S16',
    kind: 'foreign text in a terminal',
    name: 'escapes in the name of a file',
    run: async (place) => {
      const { environment } = await openDue(place, wordTable(''));
      const name = `a${esc}[2Kb\u009b1A.md`;
      writeFileSync(join(place.folder, name), wordTable(''));
      return judgeTerminal(await place.run(['sync', '--dry-run', name], { environment }));
    },
  },
  {
    number: 'S16',
    kind: 'foreign text in a terminal',
    name: 'escapes in what GitHub says about a repository',
    run: async (place) => {
      const world = await openDue(place, wordTable(''));
      const lantern = world.github.find('ada', 'lantern', false);
      lantern?.unarchive();
      lantern?.release(`v1.0.0${esc}[2K\u009b1A`, new Date());
      lantern?.addWorkflow(`Nightly${esc}]0;x\u0007\u202e`, '.github/workflows/n.yml', new Date());
      const finished = await place.run(['explain', 'Lantern', 'README.md'], { environment: world.environment });
      return judgeTerminal(finished);
    },
  },
  {
    number: 'S16',
    kind: 'foreign text in a terminal',
    name: 'escapes in an error message of GitHub',
    run: async (place) => {
      const world = await openDue(place, wordTable(''));
      const answer = () => new Response(JSON.stringify({ message: `Bad${esc}[2K\u009b1A\u202e` }), { status: 403 });
      for (let index = 0; index < 20; index += 1) world.github.fail({ when: () => true, answer: answer() });
      return judgeTerminal(await place.run(['check', 'README.md'], { environment: world.environment }));
    },
  },
  {
    number: 'S16',
    kind: 'foreign text in a terminal',
    name: 'escapes in a configuration that is wrong',
    run: async (place) => {
      const { environment } = await openDue(place, wordTable(''));
      const text = `"do\\e[2Kc\\u009b\\u202e": 1\nrules: { preset: "x\\e]0;y\\a" }\n`;
      writeFileSync(join(place.folder, 'statusfolio.yml'), text);
      return judgeTerminal(await place.run(['check', 'README.md'], { environment }));
    },
  },
];

/** As the runner reads a log: https://github.com/actions/runner, ActionCommand.cs. */
function findCommand(text: string): string | null {
  const names =
    'add-mask|debug|notice|warning|error|group|endgroup|add-matcher|remove-matcher|stop-commands|set-output|save-state|add-path|set-env|echo';
  for (const line of text.split(/\r\n|\r|\n/)) {
    const begins = new RegExp(`^\\s*::(${names})( [^:]*)?::`, 'i').exec(line);
    const contains = new RegExp(`##\\[(${names})[^\\]]*\\]`, 'i').exec(line);
    if ((begins ?? contains) !== null && line.includes('canary')) return line.trim();
  }
  return null;
}

function judgeCommands(text: string): Outcome {
  const found = findCommand(text);
  return found === null ? held('no line is a command') : gotThrough(`a line is obeyed: ${found}`);
}

const grammars: Readonly<Record<string, string>> = {
  '::': '::add-mask::canary',
  '##[': 'x ##[add-mask]canary',
  'a carriage return and ::': 'x\r::add-mask::canary',
};
const rowOf = (text: string) => `${head}${archived}| ${text} | | Active | [c](https://github.com/ada/lantern) |\n`;
const itemOf = (text: string) => `${head}${archived}\n- ${text} (Active) https://github.com/ada/lantern\n`;

const piped = Object.entries(grammars).flatMap(([grammar, text]) =>
  [
    ['a paragraph', wordBelow(text), 'sync --dry-run'],
    ['a name', rowOf(text), 'check'],
    ['a name', rowOf(text), 'sync --dry-run'],
    ['a name', rowOf(text), 'init'],
    ['a list item', itemOf(text), 'check'],
    ['a list item', itemOf(text), 'init'],
  ].map(
    ([what, document = '', name = '']): Attack => ({
      number: 'S17',
      kind: 'foreign text in the log of a workflow run',
      name: `${what} with ${grammar}, shown by ${name}`,
      run: async (place) => {
        const { environment } = await openDue(place, document);
        const given = { ...environment, GITHUB_ACTIONS: 'true' };
        const { out, err } = await place.run(commands[name] ?? [], { environment: given });
        return judgeCommands(`${out}\n${err}`);
      },
    }),
  ),
);

const inAction: readonly Attack[] = Object.entries(grammars).map(([grammar, text]) => ({
  number: 'S17',
  kind: 'foreign text in the log of a workflow run',
  name: `a name with ${grammar} in the log of the Action`,
  run: async (place) => {
    const document = rowOf(`${text} Lantern`);
    const world = await openWorld(place, { document });
    for (const name of ['ada/harbour', 'ada/lantern']) world.addProject(name).archive(new Date());
    const workflow = world.github
      .find('ada', 'lantern', false)
      ?.addWorkflow(text, '.github/workflows/x.yml', new Date());
    mustHold(workflow !== undefined, 'there is no repository');
    const { log } = await playAction(place, world, { workspace: place.makeFolder('workspace') });
    mustHold(log.includes('Lantern'), `the Action did not get as far: ${log.slice(0, 150)}`);
    return judgeCommands(log);
  },
}));

export const interpretedOutputAttacks: readonly Attack[] = [...terminal, ...otherWays, ...piped, ...inAction];
