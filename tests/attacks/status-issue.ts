// S20, F18, F06 and relatives: who speaks for the owner in the status issue, and what counts as speaking. The steps: a
// look asks about Lantern, which has been quiet for four months; something happens to the issue; the next look reads it.

import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { closeIssue, commentOn, editIssue } from '../../demo/github/issues.ts';
import type { IssueState } from '../../demo/github/repository.ts';
import { type Attack, gotThrough, held, mustHold, type Outcome } from './support/attack.ts';
import type { Place } from './support/place.ts';
import { type AttackWorld, agoBy, openWorld } from './support/world.ts';

const hourMs = 3_600_000;
const document =
  '| Project | Status | Code |\n|---|---|---|\n| Harbour | Paused | [c](https://github.com/ada/harbour) |\n| Lantern | In Progress | [c](https://github.com/ada/lantern) |\n';
const configuration = 'documents: [{ repo: ada/me, path: README.md, publish: commit }]\n';

interface Asked {
  readonly world: AttackWorld;
  /** So many hours after the first check. */
  at(hours: number): Date;
  look(hours: number, token?: string): Promise<void>;
  issue(): IssueState;
  edit(by: string, hours: number, change: (body: string) => string): void;
  forget(): void;
  /** Whether the question about Lantern is open no more. */
  isAnswered(): boolean;
}

async function ask(place: Place, viewer = 'statusfolio[bot]'): Promise<Asked> {
  const world = await openWorld(place, { document, typedDaysAgo: 110, viewer });
  world.addProject('ada/harbour', 120);
  world.addProject('ada/lantern', 120);
  for (const login of ['renovate-bot', 'release-Bot']) world.portfolio.state.collaborators.set(login, 'write');
  writeFileSync(join(place.folder, 'statusfolio.yml'), configuration);
  const database = join(place.folder, 'memory.db');
  const start = Date.now();
  const at = (hours: number) => new Date(start + hours * hourMs);
  const numberOf = () => world.portfolio.state.issues[0]?.number ?? 0;
  const issue = () => {
    const found = world.portfolio.state.issues.find(({ number }) => number === numberOf());
    mustHold(found !== undefined, 'no status issue was opened');
    return found;
  };
  const asked: Asked = {
    world,
    at,
    look: async (hours, token) => {
      world.moveTo(at(hours));
      const environment = { ...world.environment, ...(token !== undefined && { GITHUB_TOKEN: token }) };
      const args = ['sync', '--database', database, '--now', at(hours).toISOString()];
      const { code, err } = await place.run(args, { environment });
      mustHold(code === 0 || code === 1, `sync ended with ${code}: ${err}`);
    },
    issue,
    edit: (by, hours, change) => {
      const { number, body } = issue();
      editIssue(world.portfolio, number, change(body), by, at(hours));
    },
    forget: () => {
      for (const suffix of ['', '-wal', '-shm']) rmSync(`${database}${suffix}`, { force: true });
    },
    isAnswered: () => world.commits() > 1 || issue().state === 'closed' || !/^#+ .*Lantern/m.test(issue().body),
  };
  await asked.look(0);
  mustHold(!asked.isAnswered(), 'nothing was asked about Lantern');
  return asked;
}

/** Ticks the first box below the question about Lantern. */
function tick(body: string): string {
  const start = body.search(/^#+ .*Lantern/m);
  const ticked = body.slice(start).replace('- [ ]', '- [x]');
  mustHold(ticked !== body.slice(start), 'the question has no box');
  return body.slice(0, start) + ticked;
}

const evaluate = (asked: Asked, what: string): Outcome =>
  asked.isAnswered() ? gotThrough(`${what} was taken for the owner's word`) : held('the question is still open');

/** The same from the owner must count: else nothing that is ignored proves anything. */
async function proveOwnerCounts(asked: Asked, hours: number): Promise<void> {
  asked.edit('ada', hours, tick);
  await asked.look(hours + 1);
  mustHold(asked.isAnswered(), "not even the owner's own tick counts");
}

async function proveCommentCounts(asked: Asked): Promise<void> {
  commentOn(asked.world.portfolio, asked.issue().number, { body: 'keep Lantern', by: 'ada', at: asked.at(3) });
  await asked.look(4);
  mustHold(asked.isAnswered(), "not even the owner's own comment counts");
}

const untick = (body: string) => body.replaceAll('- [x]', '- [ ]');

const programs = ['github-actions[bot]', 'renovate-bot', 'release-Bot'];

const ticks = programs.map(
  (by): Attack => ({
    number: 'S20',
    kind: 'acts of programs read as the owner’s',
    name: `${by} ticks a box after the owner edited the issue`,
    run: async (place) => {
      const asked = await ask(place);
      asked.edit('ada', 1, (body) => `${body}\n\nThank you.`);
      asked.edit(by, 2, tick);
      await asked.look(3);
      const outcome = evaluate(asked, `the tick of ${by}`);
      if (outcome.result === 'held') {
        asked.edit(by, 4, untick);
        await proveOwnerCounts(asked, 5);
      }
      return outcome;
    },
  }),
);

const comments: Readonly<Record<string, string>> = {
  'a code fence': 'I wrote yesterday:\n```\nkeep Lantern\nkeep Lantern\n```\nand was wrong.',
  'a fence of tildes': '~~~text\nkeep Lantern\n~~~',
  'a fence inside a list': '- like this:\n  ```\n  keep Lantern\n  ```',
  'an indented block': 'As in:\n\n    keep Lantern\n\nor not.',
  'an HTML comment': 'Hello <!--\nkeep Lantern\n-->',
  'a <pre> element': '<pre>\nkeep Lantern\n</pre>',
  'a quoted line': '> keep Lantern\n\nWho said so?',
  'a lazily continued quotation': '> They say:\nkeep Lantern',
  'a folded part': '<details><summary>log</summary>\n\n```\nkeep Lantern\n```\n</details>',
};

const commands = Object.entries(comments).map(
  ([name, body]): Attack => ({
    number: 'S20',
    kind: 'what is shown as a quotation read as said',
    name: `a command inside ${name} of the owner's comment`,
    run: async (place) => {
      const asked = await ask(place);
      commentOn(asked.world.portfolio, asked.issue().number, { body, by: 'ada', at: asked.at(1) });
      await asked.look(2);
      const outcome = evaluate(asked, 'the example');
      if (outcome.result === 'held') await proveCommentCounts(asked);
      return outcome;
    },
  }),
);

const botComments = programs.map(
  (by): Attack => ({
    number: 'S20',
    kind: 'acts of programs read as the owner’s',
    name: `a command in a comment of ${by}`,
    run: async (place) => {
      const asked = await ask(place);
      commentOn(asked.world.portfolio, asked.issue().number, { body: 'keep Lantern', by, at: asked.at(1) });
      await asked.look(2);
      return evaluate(asked, `the comment of ${by}`);
    },
  }),
);

const oldComment: Attack = {
  number: 'S20',
  kind: 'an old answer to a new question',
  name: 'an old comment after the memory was lost',
  run: async (place) => {
    const asked = await ask(place);
    // The simulation numbers answers by time: this one was given long before the question of today.
    commentOn(asked.world.portfolio, asked.issue().number, { body: 'keep Lantern', by: 'ada', at: agoBy(300) });
    asked.forget();
    await asked.look(1);
    await asked.look(2);
    return evaluate(asked, 'a comment that is older than the question');
  },
};

const oldTick: Attack = {
  number: 'S20',
  kind: 'an old answer to a new question',
  name: 'an old tick of a program after the memory was lost',
  run: async (place) => {
    const asked = await ask(place);
    asked.edit('ada', 1, (body) => `${body}\n\nThank you.`);
    asked.edit('github-actions[bot]', 2, tick);
    asked.forget();
    await asked.look(3);
    await asked.look(4);
    return evaluate(asked, 'a tick of a program');
  },
};

const closers = ['github-actions[bot]', 'stale[bot]', 'renovate-bot'].map(
  (by): Attack => ({
    number: 'F18',
    kind: 'acts of programs read as the owner’s',
    name: `${by} closes the status issue`,
    run: async (place) => {
      const asked = await ask(place);
      asked.world.moveTo(asked.at(1));
      closeIssue(asked.world.portfolio, asked.issue().number, by);
      await asked.look(2);
      await asked.look(3);
      const isOpen = asked.world.portfolio.state.issues.some(
        ({ state, body }) => state === 'open' && body.includes('Lantern'),
      );
      return isOpen ? held('it is open again') : gotThrough('it stays closed, and nothing is asked any more');
    },
  }),
);

const handedOver: Attack = {
  number: 'F06',
  kind: 'an object found again by who made it',
  name: "the owner's tick after the token changed hands",
  run: async (place) => {
    const asked = await ask(place, 'ada');
    asked.world.github.tokens.set('token-of-the-app', 'statusfolio[bot]');
    asked.edit('ada', 1, tick);
    await asked.look(2, 'token-of-the-app');
    await asked.look(3, 'token-of-the-app');
    const all = asked.world.portfolio.state.issues;
    if (asked.world.commits() > 1) return held('the tick was read');
    const isAskedAnew = all.some(({ state, author }) => state === 'open' && author === 'statusfolio[bot]');
    return isAskedAnew || asked.isAnswered()
      ? held('the tick was read, or a new issue was opened')
      : gotThrough('the tick is ignored, and the old issue looks alive');
  },
};

const names: Attack = {
  number: 'H',
  kind: 'foreign names without a limit',
  name: 'a hundred strangers who answer are named in the issue',
  run: async (place) => {
    const asked = await ask(place);
    for (let index = 0; index < 90; index += 1) {
      const by = `stranger-${index}`;
      commentOn(asked.world.portfolio, asked.issue().number, { body: 'keep Lantern', by, at: asked.at(1) });
    }
    await asked.look(2);
    await asked.look(3);
    const named = new Set(asked.issue().body.match(/stranger\\?-\d+/g)).size;
    return named > 20 ? gotThrough(`${named} of them are named`) : held(`${named} of them are named`);
  },
};

export const statusIssueAttacks: readonly Attack[] = [
  ...ticks,
  ...commands,
  ...botComments,
  oldComment,
  oldTick,
  ...closers,
  handedOver,
  names,
];
