// Which source files a journey enters, in the order in which it first enters them: a webhook that ends in a commit, a
// tick of the clock that does, or `check README.md` on a table of eight rows. The real program against the simulated
// GitHub. Usage: npm run trace -- webhook|tick|check

import { fork } from 'node:child_process';

export const journeyNames = ['webhook', 'tick', 'check'] as const;
export type JourneyName = (typeof journeyNames)[number];

interface Played {
  readonly entered: readonly string[];
  /** Something else ran meanwhile. */
  readonly isDisturbed: boolean;
}

/** Plays the journey in a process of its own. */
export async function traceJourney(name: JourneyName): Promise<readonly string[]> {
  for (;;) {
    const { entered, isDisturbed } = await playOnce(name);
    if (!isDisturbed) return entered;
  }
}

function playOnce(name: JourneyName): Promise<Played> {
  const at = (path: string) => new URL(path, import.meta.url);
  return new Promise((resolve, reject) => {
    const child = fork(at('./trace/play-journey.ts'), [name], {
      execArgv: ['--import', at('./trace/record-entries.ts').href],
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
      env: { ...process.env, NODE_NO_WARNINGS: '1' },
    });
    let played: Played | null = null;
    child.on('message', (message) => {
      played = message as Played;
    });
    child.on('error', reject);
    child.on('close', (code) => {
      if (played === null) reject(new Error(`the journey ${name} ended with ${code}, and told nothing`));
      else resolve(played);
    });
  });
}

if (import.meta.main) {
  const name = journeyNames.find((known) => known === process.argv[2]);
  if (name === undefined) {
    console.error(`Usage: npm run trace -- ${journeyNames.join('|')}`);
    process.exitCode = 2;
  } else {
    const entered = await traceJourney(name);
    for (const path of entered) console.log(path);
    console.log(`${entered.length} files`);
  }
}
