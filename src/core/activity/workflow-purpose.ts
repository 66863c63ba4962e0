// What a scheduled workflow does, by its file: whether it serves those who use the project, or only manages the repository.
// Its steps say so; names and comments do not. What cannot be told is said to be unknown, and proves nothing.

import { parseDocument } from 'yaml';
import * as z from 'zod';
import type { ScheduledWorkflow } from '../model.ts';
import { isUpkeep } from './commit-kind.ts';

export type WorkflowPurpose = NonNullable<ScheduledWorkflow['purpose']>;

const stepSchema = z.looseObject({
  uses: z.string().optional(),
  run: z.string().optional(),
  if: z.unknown().optional(),
});
const jobSchema = z.looseObject({ uses: z.string().optional(), steps: z.array(stepSchema).optional() });
const workflowSchema = z.looseObject({ jobs: z.record(z.string(), jobSchema) });

/** Longer files are no workflow that a person wrote. */
const maxLength = 100_000;

/** Of the text of a workflow file. */
export function readPurpose(text: string): WorkflowPurpose {
  if (text.length > maxLength) return 'unknown';
  const document = parseDocument(text, { logLevel: 'silent' });
  const workflow = workflowSchema.safeParse(document.errors.length > 0 ? null : toData(document));
  if (!workflow.success) return 'unknown';
  const jobs = Object.values(workflow.data.jobs);
  const purposes = jobs.flatMap(({ uses, steps = [] }) => [
    ...(uses === undefined ? [] : [readAction(uses)]),
    ...steps
      .filter(isUsual)
      .flatMap((step) => [
        ...(step.uses === undefined ? [] : [readAction(step.uses)]),
        ...(step.run === undefined ? [] : readCommands(step.run)),
      ]),
  ]);
  if (purposes.includes('serves')) return 'serves';
  if (purposes.includes('unknown')) return 'unknown';
  return purposes.includes('upkeep') ? 'upkeep' : 'unknown';
}

/** Not only where something has failed: that tells people, and serves nobody. */
function isUsual(step: z.infer<typeof stepSchema>): boolean {
  return typeof step.if !== 'string' || !step.if.includes('failure()');
}

/** null where an alias would make more of it than it is. */
function toData(document: ReturnType<typeof parseDocument>): unknown {
  try {
    return document.toJS({ maxAliasCount: 100 });
  } catch {
    return null;
  }
}

/** `preparation` says nothing of what the workflow is for. */
type StepPurpose = WorkflowPurpose | 'preparation';

const set = (words: string) => new Set(words.split(' '));

/** Actions that publish or deploy what people use, that only prepare, and that look after the repository. */
const servingActions = set(
  'deploy deployment pages ghpages publish release s3 rsync ssh scp ftp netlify vercel surge wrangler huggingface kaggle',
);
const preparingActions = set(
  'checkout cache artifact login install toolchain harden metadata buildx qemu miniconda micromamba auth credentials commit script rust',
);
const upkeepActions = set(
  'stale labeler interaction dessant snk waka codecov coveralls linter megalinter keepalive scorecard codeql',
);

/** Owner and name, a path inside, and the version behind `@`. */
function readAction(uses: string): StepPurpose {
  const [address = ''] = uses.toLowerCase().split('@');
  // Another workflow, or an action of the repository itself.
  if (address.startsWith('./') || address.endsWith('.yml') || address.endsWith('.yaml')) return 'unknown';
  const words = address.split(/[/_.-]/);
  const has = (known: ReadonlySet<string>) => words.some((word) => known.has(word));
  if (has(upkeepActions) || isUpkeep({ name: words.slice(1).join(' ') })) return 'upkeep';
  if (has(servingActions)) return 'serves';
  const isPreparing =
    has(preparingActions) || words.includes('setup') || (words.includes('pull') && words.includes('request'));
  return isPreparing ? 'preparation' : 'unknown';
}

/** One command a line; what a shell does around it is left out. */
function readCommands(script: string): StepPurpose[] {
  const commands = script
    .replaceAll('\\\r\n', ' ')
    .replaceAll('\\\n', ' ')
    .split(/\n|&&|\|\||;/)
    .map((command) => command.trim());
  return commands.filter((command) => command !== '' && !command.startsWith('#')).map(readCommand);
}

const prefixes = set('sudo time env exec command xvfb-run nice');
/** What a shell does, and what keeps the result. */
const shellWords = set(
  'cd echo printf export set source . mkdir rm cp mv ls cat pwd chmod touch true exit test [ [[ if then else elif fi for do done while case esac { } git date sleep df du which uname tar unzip zip sed awk grep jq tee',
);
const installers = set(
  'pip pip3 pipx conda mamba apt apt-get brew dnf apk gem composer rustup nvm corepack virtualenv',
);
/** Wherever they stand in a command: `python -m pytest`, `npx eslint`. */
const checkers = set(
  'pytest tox nox unittest jest vitest mocha ctest rspec phpunit ruff flake8 pylint mypy black isort eslint prettier biome clippy rubocop shellcheck hadolint yamllint markdownlint codespell trivy bandit safety pip-audit pre-commit codecov lychee renovate',
);
/** Programs that are told what to do by their next word. */
const builders = set(
  'npm pnpm yarn bun cargo go dotnet mvn mvnw gradle gradlew mix swift sbt lein stack cabal bazel make just poetry uv pdm bundle rake',
);
const preparations = set(
  'ci i install add config build sync mod fetch restore download get deps tidy bootstrap lock setup',
);
const checks = set(
  't test tests lint audit outdated update upgrade format fmt typecheck check clippy vet bench coverage verify ci-test',
);
/** Programs that run something of the project's own, or send and fetch. */
const runners = set(
  'python python3 node deno ruby perl php rscript julia bash sh java npx tsx ts-node pipenv jupyter papermill quarto hugo jekyll mkdocs scrapy dbt dvc prefect snakemake nextflow curl wget aws gcloud gsutil az kubectl terraform ssh scp rsync docker docker-compose wrangler netlify vercel heroku flyctl twine',
);

function readCommand(command: string): StepPurpose {
  const words = command.toLowerCase().split(/\s+/);
  // `TOKEN=x sudo python …`
  while (words[0] !== undefined && (prefixes.has(words[0]) || /^\w+=/.test(words[0]))) words.shift();
  const [path = '', ...rest] = words;
  const program = path.split('/').at(-1) ?? '';
  if (program === '' || shellWords.has(program)) return 'preparation';
  if ([program, ...rest].some((word) => checkers.has(word))) return 'upkeep';
  if (installers.has(program)) return 'preparation';
  const verbs = rest.filter((word) => !word.startsWith('-'));
  const [verb] = verbs[0] === 'run' || verbs[0] === 'exec' ? verbs.slice(1) : verbs;
  if (program === 'gh') return verb === 'release' || verb === 'api' ? 'serves' : 'upkeep';
  if (builders.has(program)) {
    if (verb === undefined) return program === 'make' || program === 'just' ? 'serves' : 'preparation';
    const [word = ''] = verb.split(':');
    if (checks.has(word)) return 'upkeep';
    return preparations.has(word) ? 'preparation' : 'serves';
  }
  if (rest[0] === '-m' && (rest[1] === 'pip' || rest[1] === 'venv')) return 'preparation';
  return runners.has(program) || path.startsWith('./') ? 'serves' : 'unknown';
}
