// The configuration that a repository on GitHub brings for its own documents, read when only that repository is named:
// without it `check owner/repo` would not know the owner's pins and labels. Whoever wrote it may speak of documents of
// their own account; it gets nothing else done on the machine of whoever checks.

import { limitPortfolio } from '../config/limit-portfolio.ts';
import { type Portfolio, readPortfolio } from '../config/portfolio.ts';
import type { Settings } from '../config/settings.ts';
import type { Problem } from '../core/model.ts';
import { StatusfolioError } from '../errors.ts';
import type { GitHub } from '../ports/github.ts';
import { readDocumentArgument } from './document-argument.ts';

export interface PublishedConfiguration {
  readonly portfolio: Portfolio;
  /** `owner/name:path`, for messages. */
  readonly name: string;
}

export interface PublishedReading {
  /** null: there is none, or it cannot be used. */
  readonly configuration: PublishedConfiguration | null;
  /** Why it cannot be used. */
  readonly problems: readonly Problem[];
}

/** The one repository, and branch, that all arguments name; null: several, or a file. */
export function findOnlyRepository(
  given: readonly string[],
  exists: (path: string) => boolean,
  { site }: Pick<Settings, 'site'>,
): { readonly repo: string; readonly branch: string | null } | null {
  const named = given.map((text) => readDocumentArgument(text, { exists, site }));
  const [first] = named;
  if (first?.kind !== 'github') return null;
  const { repo, branch } = first;
  const isSame = named.every(
    (one) => one.kind === 'github' && one.repo.toLowerCase() === repo.toLowerCase() && one.branch === branch,
  );
  return isSame ? { repo, branch } : null;
}

/** Never throws for what GitHub answers or the file says: the documents are then checked with defaults, and it is told. */
export async function readPublishedConfiguration(
  { documents }: Pick<GitHub, 'documents'>,
  { repo, branch }: { readonly repo: string; readonly branch: string | null },
): Promise<PublishedReading> {
  const unused = (message: string): PublishedReading => ({
    configuration: null,
    problems: [
      {
        code: 'CONFIGURATION_INVALID',
        where: repo,
        message: `${repo} has a configuration that was not used. ${message}`,
        hint: 'Defaults are used instead: its pins and labels do not count here.',
        level: 'notice',
      },
    ],
  });
  try {
    const files = await documents.readIfThere?.(repo, branch, configurationPaths);
    const [first, second] = [...(files ?? [])];
    if (first === undefined) return { configuration: null, problems: [] };
    const [path, bytes] = first;
    if (second !== undefined) return unused(describeTwo(path, second[0]));
    const reading = readPortfolio(new TextDecoder().decode(bytes));
    if (reading.kind === 'read')
      return {
        configuration: { portfolio: limitPortfolio(reading.portfolio, repo), name: `${repo}:${path}` },
        problems: [],
      };
    const [problem] = reading.problems;
    return unused(`${path}:${problem?.line}:${problem?.column} ${problem?.message}.`);
  } catch (error) {
    if (!(error instanceof StatusfolioError)) throw error;
    const problem = { code: error.code, where: repo, level: 'notice' } as const;
    const message = `Whether ${repo} has a configuration could not be read. ${error.message}`;
    const hint = 'Defaults are used instead: if it has pins and labels, they do not count here.';
    return { configuration: null, problems: [{ ...problem, message, hint }] };
  }
}

/** Nothing else is looked for: what an installed package or an example brings along nobody asked for. */
export const configurationPaths = [
  'statusfolio.yml',
  'statusfolio.yaml',
  '.github/statusfolio.yml',
  '.github/statusfolio.yaml',
];

/** What people take for its name. `statusfolio.json` beside a document is what somebody has kept of a report. */
const misnamed = /^\.?statusfolio(?:[.-]?config)?\.(?:ya?ml|json|toml)(?:\.txt)?$/i;

/**
 * A file that its owner takes for the configuration, among the names of files in the folder and in `.github`; null: there is
 * none. Without a word about it, defaults would be in force, and they write.
 */
export function findMisnamed(files: readonly string[], inGitHub: readonly string[]): string | null {
  const all = [...files.filter((name) => name !== 'statusfolio.json'), ...inGitHub.map((name) => `.github/${name}`)];
  return (
    all.find((path) => misnamed.test(path.replace(/^\.github\//, '')) && !configurationPaths.includes(path)) ?? null
  );
}

export function describeMisnamed(path: string): string {
  return `${path} is not read: the configuration is called statusfolio.yml, here or in .github.`;
}

/** With two configurations a server and a workflow could each follow another one. */
export function describeTwo(first: string, second: string): string {
  return `There are two configurations: ${first} and ${second}.`;
}
