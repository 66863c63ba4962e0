// F16: on an enterprise server its own links are repositories, and those of github.com are somewhere else.

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openPipeline } from '../../tests/support/open-pipeline.ts';
import { runInProcess } from '../../tests/support/run-in-process.ts';
import { newFolder, type Relative, relatives } from './relative.ts';

/** A server whose API is at its own address: the simulated GitHub, which answers below /api/v3 as well. */
async function openEnterprise() {
  const pipeline = openPipeline();
  pipeline.addProject('engine');
  const { url, close } = await pipeline.world.listen();
  const folder = newFolder();
  const environment = { GITHUB_API_URL: `${url}/api/v3`, GITHUB_TOKEN: 't', HOME: folder, XDG_STATE_HOME: folder };
  return { pipeline, url, close, folder, environment };
}

/** The repository that `check` reads in a row with this link. */
async function readLink(word: (site: string) => string): Promise<string> {
  const { pipeline, url, close, folder, environment } = await openEnterprise();
  try {
    const text = `| Project | Status | Repo |\n|---|---|---|\n| engine | 🟡 In Progress | ${word(url)} |\n`;
    writeFileSync(join(folder, 'README.md'), text);
    const { out, err } = await runInProcess(['check', 'README.md', '--json'], { directory: folder, environment });
    if (!out.startsWith('{')) return `${out}${err}`.slice(0, 200);
    const { documents } = JSON.parse(out);
    const repo = documents[0].projects[0]?.repo ?? 'no repository';
    const asked = pipeline.world.requests.some(({ operation }) => operation !== null);
    return repo === 'no repository' || asked ? repo : `${repo}, never asked about`;
  } finally {
    await close();
  }
}

const links = {
  'its own link': (site: string) => `[code](${site}/ada/engine)`,
  'its own bare address': (site: string) => `${site}/ada/engine`,
  'its own link with .git': (site: string) => `[code](${site}/ada/engine.git)`,
  'its own link to a folder': (site: string) => `[code](${site}/ada/engine/tree/main/core)`,
};
const foreign = {
  'a link of github.com': () => '[code](https://github.com/ada/engine)',
  'the same at another port': (site: string) => `[code](${site.replace(/:\d+$/, ':1')}/ada/engine)`,
  'its name as the beginning of another': () => '[code](http://127.0.0.1.example.org/ada/engine)',
};

export const enterprise: readonly Relative[] = [
  ...relatives('F16', 'ada/engine', links, readLink),
  ...relatives('F16', 'no repository', foreign, readLink),
  ...relatives(
    'F16',
    'its own site',
    { 'the advice about tokens': ['doctor'], 'what init offers': ['init', 'README.md'] },
    async (args) => {
      const { close, folder, environment, url } = await openEnterprise();
      try {
        writeFileSync(
          join(folder, 'README.md'),
          `| Project | Status | Repo |\n|---|---|---|\n| e | 🟡 In Progress | ${url}/ada/engine |\n`,
        );
        const { out, err } = await runInProcess(args, { directory: folder, environment });
        const said = `${out}${err}`;
        const wrong = /https:\/\/github\.com\/(?:settings|login|ada)\S*/.exec(said)?.[0];
        return wrong === undefined ? 'its own site' : `names ${wrong}`;
      } finally {
        await close();
      }
    },
  ),
];
