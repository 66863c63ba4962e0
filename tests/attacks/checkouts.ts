// F01, F05, F08, F09 and relatives, where documents lie in a checkout, and where GitHub refuses a branch.

import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Attack, gotThrough, held, mustHold } from './support/attack.ts';
import type { Place } from './support/place.ts';
import { playAction } from './support/play-action.ts';
import { agoBy, openWorld } from './support/world.ts';

const document =
  '| Project | Status | Code |\n|---|---|---|\n| Lantern | In Progress | [c](https://github.com/ada/lantern) |\n| Anchor | Archived | [c](https://github.com/ada/anchor) |\n| Tides | Paused | |\n';

interface Commit {
  readonly daysAgo: number;
  readonly name?: string;
  readonly email?: string;
  readonly message?: string;
  readonly text?: string;
}

/** A repository with this history of README.md; the table stands in every version. */
function makeHistory(folder: string, commits: readonly Commit[]): void {
  mkdirSync(folder, { recursive: true });
  const git = (args: readonly string[], environment = {}) =>
    execFileSync('git', args, {
      cwd: folder,
      stdio: 'pipe',
      env: { PATH: process.env['PATH'], HOME: folder, GIT_CONFIG_NOSYSTEM: '1', ...environment },
    });
  git(['init', '-q', '-b', 'main']);
  for (const [
    index,
    { daysAgo, name = 'Ada', email = 'ada@ada.example.net', message = 'Update', text },
  ] of commits.entries()) {
    writeFileSync(join(folder, 'README.md'), text ?? `${document}\n<!-- ${index} -->\n`);
    git(['add', '-A']);
    const at = agoBy(daysAgo).toISOString();
    git(['-c', `user.name=${name}`, '-c', `user.email=${email}`, 'commit', '-q', '-m', message], {
      GIT_AUTHOR_DATE: at,
      GIT_COMMITTER_DATE: at,
    });
  }
}

interface Row {
  readonly name: string;
  readonly action: string;
  readonly reason: string;
  readonly derived: { readonly evidence: string };
}

/** What `check` says of Lantern, which has been quiet for 140 days. */
async function checkLantern(place: Place, folder: string): Promise<Row> {
  const world = await openWorld(place, { document });
  world.addProject('ada/lantern', 140);
  world.addProject('ada/anchor', 300).archive(agoBy(200));
  const { out, err } = await place.run(['check', '--json', 'README.md'], {
    directory: folder,
    environment: world.environment,
  });
  mustHold(out.startsWith('{'), err);
  const { documents } = JSON.parse(out) as { documents: { projects: Row[] }[] };
  const found = documents[0]?.projects.find(({ name }) => name === 'Lantern');
  mustHold(found !== undefined, 'the row was not read');
  return found;
}

const typed: Commit = { daysAgo: 130 };
const robot = { name: 'github-actions[bot]', email: '41898282+github-actions[bot]@users.noreply.github.com' };

const shallow: readonly Attack[] = [1, 2].map((depth) => ({
  number: 'F08',
  kind: 'a cut history read as complete',
  name: `check in a clone of depth ${depth}`,
  run: async (place) => {
    const full = join(place.folder, 'full');
    // What touched the document lies below the cut; what touched something else is the commit at the cut.
    makeHistory(full, [typed]);
    for (let index = 0; index < 3; index += 1) {
      writeFileSync(join(full, `notes${index}.md`), 'more\n');
      const options = ['-c', 'user.name=Ada', '-c', 'user.email=ada@ada.example.net'];
      execFileSync('git', ['add', '-A'], { cwd: full });
      execFileSync('git', [...options, 'commit', '-q', '-m', 'Notes'], { cwd: full });
    }
    execFileSync('git', ['clone', '-q', '--depth', String(depth), `file://${full}`, 'cut'], {
      cwd: place.folder,
      stdio: 'pipe',
    });
    const whole = await checkLantern(place, full);
    mustHold(whole.action !== 'keep', `with the whole history nothing is due: ${whole.reason}`);
    const cut = await checkLantern(place, join(place.folder, 'cut'));
    // Nothing is known of what lies below the cut, which is an answer; that it was confirmed just now is an invention.
    return /confirmed/.test(cut.derived.evidence) && cut.action === 'keep'
      ? gotThrough(`the gate is green: ${cut.derived.evidence}`)
      : held(`${cut.action}: ${cut.derived.evidence}`);
  },
}));

const programs: Readonly<Record<string, Partial<Commit>>> = {
  'GitHub Action <action@github.com>': { name: 'GitHub Action', email: 'action@github.com' },
  'a name that ends in Bot': { name: 'Readme Bot', email: 'x@ada.example.net' },
  'an address of bot.com': { name: 'readme', email: 'readme@bot.com' },
  'an address of example.com': { name: 'updater', email: 'updater@example.com' },
  'a name with [bot]': { name: 'widget[bot]', email: 'widget@ada.example.net' },
  'the default message of a commit action': { message: 'Commit from GitHub Actions (Update README)' },
};

const robots = Object.entries(programs).map(
  ([name, commit]): Attack => ({
    number: 'F09',
    kind: 'a program counted as a person',
    name: `${name} confirms the rows of a local file`,
    run: async (place) => {
      const folder = join(place.folder, 'checkout');
      makeHistory(folder, [typed, { daysAgo: 2, ...commit }]);
      const { action, derived } = await checkLantern(place, folder);
      return action === 'keep'
        ? gotThrough(`nobody is asked: ${derived.evidence}`)
        : held(`${action}: ${derived.evidence}`);
    },
  }),
);

const window: Attack = {
  number: 'F01',
  kind: 'a window of history read as all there is',
  name: "25 commits of a robot hide the owner's word in a local file",
  run: async (place) => {
    const folder = join(place.folder, 'checkout');
    const many = Array.from({ length: 25 }, (_, index) => ({ daysAgo: 1 - index / 100, ...robot }));
    makeHistory(folder, [{ daysAgo: 20 }, ...many]);
    const { action, derived } = await checkLantern(place, folder);
    return action === 'keep'
      ? held('the word of twenty days ago is found')
      : gotThrough(`${action}: ${derived.evidence}`);
  },
};

const refusals: Readonly<Record<string, string>> = {
  'a ruleset': 'Repository rule violations found\n\nCannot create ref due to creations being restricted.',
  'a merge queue': 'Reference update failed',
};

const branches = Object.entries(refusals).map(
  ([name, message]): Attack => ({
    number: 'F05',
    kind: 'one status code read as the harmless case',
    name: `the branch of the memory is refused by ${name}`,
    run: async (place) => {
      const world = await openWorld(place, { document, typedDaysAgo: 20 });
      world.addProject('ada/lantern', 2);
      world.addProject('ada/anchor', 300).archive(agoBy(200));
      const isRef = ({ method, path }: { method: string; path: string }) =>
        method === 'POST' && path.endsWith('/git/refs');
      const answer = () =>
        new Response(JSON.stringify({ message, status: '422' }), {
          status: 422,
          headers: { 'content-type': 'application/json' },
        });
      for (let index = 0; index < 8; index += 1) world.github.fail({ when: isRef, answer: answer() });
      const { log, summary } = await playAction(place, world, { workspace: place.makeFolder('workspace') });
      const said = `${log}\n${summary}`;
      if (/another run/i.test(said)) return gotThrough(`it says: ${/.*another run.*/i.exec(said)?.[0]}`);
      return /rule|refuse|forbid|restrict|protect|not (be )?(allowed|create|saved)|memory: ?false/i.test(said)
        ? held(`it says: ${/.*(rule|refuse|forbid|restrict|protect|memory).*/i.exec(said)?.[0]}`)
        : gotThrough('nothing says that the memory is lost');
    },
  }),
);

export const checkoutAttacks: readonly Attack[] = [...shallow, ...robots, window, ...branches];
