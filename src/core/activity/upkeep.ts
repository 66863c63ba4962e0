// Which scheduled workflows manage the repository itself. They say nothing about whether what it holds runs: neither
// their success nor their end is a heartbeat.

import type { ScheduledWorkflow } from '../model.ts';

/** In a name or a path, as whole words. */
const upkeepWords = new Set(
  (
    'codeql scorecard scorecards dependabot renovate stale lock label labels labeler labeller triage greetings greeting ' +
    'lint linter linters linting formatting fmt spellcheck spelling typos codespell prettier eslint ruff mypy pylint ' +
    'trivy snyk grype semgrep sonar sonarcloud sonarqube codacy codecov coverage coveralls bandit gitleaks trufflehog ' +
    'osv zizmor audit vulnerability vulnerabilities cve sast dast sbom fossa license licenses licence licences ' +
    'test tests testing ci unittest unittests e2e regression fuzz fuzzing cifuzz benchmark benchmarks bench compat ' +
    'lychee linkcheck linkchecker deadlinks cleanup housekeeping ' +
    'keepalive contributors allcontributors sponsors changelog wakatime waka snake readme'
  ).split(' '),
);

/** Words that mean it only together. */
const upkeepPhrases = [
  /\bcode ?(?:scan|scanning|quality|analysis)\b/,
  /\bsecurity\b/,
  /\b(?:secret|container|image|vulnerability|dependency|dependencies|package|packages)s? ?(?:scan|scanning|check|review|update|updates|bump|upgrade|submission)\b/,
  /\b(?:update|bump|upgrade|check|sync)(?:s|ing)? (?:of )?(?:the )?(?:dependency|dependencies|deps|lockfile|lock file|requirements|submodules?|flake|pre commit|copyright|year|actions|labels|fork|upstream)\b/,
  /\b(?:dead|broken) links?\b|\blinks? (?:check|checker|validation)\b|\bcheck(?:ing)? (?:for )?(?:\w+ )?links?\b/,
  /\bclose (?:stale|inactive|old)\b|\b(?:no response|needs info|lock threads?|stale bot)\b/,
  /\bpre ?commit\b|\bsync (?:with )?(?:fork|upstream|labels)\b|\bkeep ?(?:alive|active)\b/,
  /\b(?:blog posts?|github activity|recent activity|contribution (?:graph|snake|grid))\b/,
];

/**
 * Whether a schedule is a heartbeat: neither its name nor its file say that it manages the repository. Where its file was
 * read and does not tell, nothing is said. Where nobody could read it, the name has to do.
 */
export function isHeartbeat(schedule: Pick<ScheduledWorkflow, 'name' | 'path' | 'purpose'>): boolean {
  return (schedule.purpose === undefined || schedule.purpose === 'serves') && !isUpkeep(schedule);
}

/** By name and path, as far as they say; what they do not say is not guessed here. */
export function isUpkeep({ name, path }: { readonly name: string; readonly path?: string | undefined }): boolean {
  const file =
    path
      ?.split('/')
      .at(-1)
      ?.replace(/\.ya?ml$/i, '') ?? '';
  // Workflows that GitHub runs for its own services have no file in the repository.
  if (path?.startsWith('dynamic/') === true && !path.includes('pages')) return true;
  return [name, file].some((text) => {
    const plain = text
      .slice(0, 200)
      .replace(/\.ya?ml$/i, '')
      .replace(/([a-z])([A-Z])/g, '$1 $2')
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, ' ')
      .trim();
    const joined = text.toLowerCase().replace(/[^a-z0-9]+/g, '');
    return (
      upkeepWords.has(joined) ||
      plain.split(' ').some((word) => upkeepWords.has(word)) ||
      upkeepPhrases.some((phrase) => phrase.test(plain))
    );
  });
}
