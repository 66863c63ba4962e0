// An invented owner with a portfolio on the simulated GitHub, a real SQLite database, and the pipeline in front of
// them. Time stands still unless a test moves it.

import type { SimulatedRepository } from '../../demo/github/repository.ts';
import { createSimulatedGitHub } from '../../demo/github/simulated-github.ts';
import { type Portfolio, readPortfolio } from '../../src/config/portfolio.ts';
import { createGitHub } from '../../src/github/create-github.ts';
import type { Refreshed, RefreshResult } from '../../src/pipeline/document-update.ts';
import { refreshTogether } from '../../src/pipeline/refresh.ts';
import { keyDocument, type RefreshTarget } from '../../src/pipeline/target.ts';
import type { GitHub } from '../../src/ports/github.ts';
import type { Clock, Log } from '../../src/ports/queue.ts';
import type { Store } from '../../src/ports/store.ts';
import { openLocalDocuments } from '../../src/store/local-files.ts';
import { openSqliteDatabase } from '../../src/store/sqlite.ts';
import { createStore } from '../../src/store/store.ts';

export const dayMs = 86_400_000;

export const words =
  'labels: { archived: "⚪ Archived", paused: "🟡 Paused", in_progress: "🟡 In Progress", maintained: "🟢 Maintained", complete: "🟢 Complete" }\n';

export const table = (...rows: readonly string[]) =>
  `# Work\n\n| Project | Status | Repo |\n|---|---|---|\n${rows.join('\n')}\n`;
export const row = (name: string, status: string) => `| ${name} | ${status} | [code](https://github.com/ada/${name}) |`;

export interface PipelineOptions {
  /** Whose token it is. */
  readonly viewer?: string;
  /** Whose token writes, where it is another one. */
  readonly writer?: string;
  readonly publish?: RefreshTarget['publish'];
  readonly paths?: readonly string[];
  readonly target?: Partial<RefreshTarget>;
  readonly timeoutMs?: number;
  readonly configuration?: string;
}

export type Pipeline = ReturnType<typeof openPipeline>;

export function openPipeline(options: PipelineOptions = {}) {
  const {
    viewer = 'statusfolio[bot]',
    publish = 'commit',
    paths = ['README.md'],
    configuration = words,
    timeoutMs = 5000,
  } = options;
  let now = new Date('2026-03-01T12:00:00Z');
  const clock: Clock = { now: () => now };
  const log: Log = { info: () => {}, warn: () => {}, error: () => {} };
  const world = createSimulatedGitHub({ now: clock.now, token: 't', viewer });
  if (options.writer !== undefined) world.tokens.set('w', options.writer);
  const daysAgo = (days: number) => new Date(now.getTime() - days * dayMs);
  const me = world.addRepository({ owner: 'ada', name: 'me', createdAt: daysAgo(400) });
  const targets = paths.map((path): RefreshTarget => {
    const ref = { kind: 'github', repo: 'ada/me', path, branch: null } as const;
    return { key: keyDocument(ref), ref, label: `ada/me/${path}`, publish, ...options.target };
  });
  const openStore = () => createStore(openSqliteDatabase(':memory:', { withGitignore: false }), 'owner');
  const store = openStore();
  const githubOptions = {
    token: 't',
    writeToken: options.writer === undefined ? null : 'w',
    apiUrl: 'https://api.github.com',
    fetch: world.fetch,
    now: clock.now,
    timeoutMs,
  } as const;
  const github = createGitHub(githubOptions);

  const readDocuments = async (
    memory: Store = store,
    which = targets,
    text = configuration,
    as: GitHub = github,
  ): Promise<Refreshed[]> => {
    const ports = { memory, github: as, files: openLocalDocuments(), clock, others: targets };
    const refreshed = await refreshTogether(which, toPortfolio(text), ports);
    if (world.unexpected.length > 0) throw new Error(`the simulation does not support ${world.unexpected.join(', ')}`);
    return refreshed;
  };

  return {
    world,
    me,
    store,
    openStore,
    github,
    githubOptions,
    clock,
    log,
    targets,
    portfolio: toPortfolio(configuration),
    now: clock.now,
    daysAgo,
    pass(days: number): void {
      now = new Date(now.getTime() + days * dayMs);
    },
    passMinutes(minutes: number): void {
      now = new Date(now.getTime() + minutes * 60_000);
    },
    /** A repository with work 300, 200 and `workedDaysAgo` days ago. */
    addProject(name: string, workedDaysAgo = 2): SimulatedRepository {
      const repository = world.addRepository({ owner: 'ada', name, createdAt: daysAgo(350), languages: ['Go'] });
      for (const days of [300, 200, workedDaysAgo])
        repository.commit({ at: daysAgo(days), message: `Work ${days}`, files: { 'main.go': String(days) } });
      return repository;
    },
    /** The owner commits a document. */
    write(text: string, at = now, path = paths[0] ?? 'README.md'): void {
      me.commit({ at, message: 'Edit by hand', files: { [path]: text } });
    },
    read: (path = paths[0] ?? 'README.md', branch = 'main'): string =>
      Buffer.from(me.head(branch)?.files.get(path) ?? []).toString('utf8'),
    readDocuments,
    async look(
      memory: Store = store,
      which = targets,
      text = configuration,
      as: GitHub = github,
    ): Promise<RefreshResult> {
      const [first] = await readDocuments(memory, which, text, as);
      if (first?.kind === 'done') return first.result;
      throw first?.error;
    },
  };
}

export function toPortfolio(text: string): Portfolio {
  const reading = readPortfolio(text);
  if (reading.kind === 'read') return reading.portfolio;
  throw new Error(JSON.stringify(reading.problems));
}
