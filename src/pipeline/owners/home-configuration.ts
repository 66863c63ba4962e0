// The configuration of one of many owners: a file on the default branch of one of their repositories, kept as it was last
// read, and read again when somebody changes it or a day has passed. It speaks of its own account alone.

import { limitPortfolio } from '../../config/limit-portfolio.ts';
import { type Portfolio, readPortfolio } from '../../config/portfolio.ts';
import type { Settings } from '../../config/settings.ts';
import { dayMs, toInstant } from '../../core/dates.ts';
import type { Directory } from '../../ports/directory.ts';
import type { Clock, Log } from '../../ports/queue.ts';
import type { Delivery } from '../../ports/records.ts';
import type { TurnOwner } from '../../ports/turn.ts';
import { type RefreshTarget, toDocumentTarget } from '../target.ts';

export interface OwnerConfiguration {
  readonly portfolio: Portfolio;
  readonly targets: readonly RefreshTarget[];
  /** Whether the owner wrote a schedule; without one the product chooses. */
  readonly hasSchedule: boolean;
}

export interface ConfigurationPorts {
  readonly directory: Pick<Directory, 'saveConfiguration' | 'setRepositories' | 'listRepositories'>;
  readonly settings: Pick<Settings, 'publicUrl' | 'site'>;
  readonly clock: Clock;
  readonly log: Log;
}

const path = '.github/statusfolio.yml';

/** Names of repositories in which people show themselves, the account's own apart: looked into before any other. */
const likelyNames = ['.github', 'me', 'portfolio', 'profile', 'readme'];

/** Where nothing says where it lies, so many are looked into; one that is pushed to later is looked into then. */
const maxLookedInto = 10;

/**
 * So many repositories of an installation are listed, in ten requests: enough to find a configuration in, and no owner, be it
 * of ten thousand, keeps others waiting. A row that is not among them is looked at as one that no webhook tells of.
 */
const maxListed = 1000;

interface Kept {
  readonly repo: string | null;
  readonly text: string;
}

/** null: there is none that can be used, and nothing of this owner is managed. Throws what GitHub's client throws. */
export async function readConfiguration(
  owner: TurnOwner,
  deliveries: readonly Delivery[],
  ports: ConfigurationPorts,
): Promise<OwnerConfiguration | null> {
  const { store, record } = owner;
  const now = ports.clock.now();
  const kept = (await store.listTaskRuns()).find(({ name }) => name === 'configuration');
  const before: Kept = { repo: readText(kept?.figures['repo']) || null, text: readText(kept?.figures['text']) };
  const isFresh = kept !== undefined && now.getTime() - Date.parse(kept.at) < dayMs;
  const changedIn = deliveries.flatMap((one) => (changesConfiguration(one) ? (one.repositoryName ?? []) : []));
  // Whoever received a push to it has taken it out of the directory.
  const isTouched = before.repo !== null && record.configuration === null;
  if (isFresh && !isTouched && changedIn.length === 0 && record.repositoriesAt !== null)
    return use(before, owner, ports);

  const found = await find(owner, [...changedIn, ...(before.repo === null ? [] : [before.repo])], ports);
  const isNews = isTouched || found.text !== before.text || found.repo !== before.repo || kept === undefined;
  const configuration = use(found, owner, ports);
  // What cannot be read is mended soon: until then everything stays as it is. Noted only afterwards that it was read: should
  // this be interrupted, it is read again. Last what a webhook takes back, which counts from here on.
  if (isNews && (configuration !== null || found.repo === null))
    await store.keepDocuments(configuration?.targets ?? []);
  await store.saveTaskRun({ name: 'configuration', at: toInstant(now), figures: { ...found } });
  if (isNews) {
    const oid = await hashBlob(found.text);
    await ports.directory.saveConfiguration(owner.id, found.repo === null ? null : { repo: found.repo, oid });
  }
  return configuration;
}

const readText = (value: unknown): string => (typeof value === 'string' ? value : '');

/** A push to it, as far as the webhook tells. */
function changesConfiguration({ event, facts }: Delivery): boolean {
  return (
    event === 'push' && facts?.kind === 'push' && 'touchesConfiguration' in facts && facts.touchesConfiguration === true
  );
}

async function find(
  { id, github, record }: TurnOwner,
  likely: readonly string[],
  ports: ConfigurationPorts,
): Promise<Kept> {
  if (record.repositoriesAt === null) {
    const at = toInstant(ports.clock.now());
    await ports.directory.setRepositories(id, await github.listRepositories(maxListed), at);
  }
  const names = await listNames(id, ports.directory);
  const own = [record.login, ...likelyNames].map((name) => `${record.login}/${name}`.toLowerCase());
  const rank = (name: string) => {
    const place = own.indexOf(name.toLowerCase());
    return place === -1 ? own.length : place;
  };
  const rest = names.toSorted((one, other) => rank(one) - rank(other)).slice(0, maxLookedInto);
  const listed = new Set(names.map((name) => name.toLowerCase()));
  // Of a list that goes on, whoever is not in it may be covered all the same: GitHub shows nothing of one that is not.
  const goesOn = names.length >= maxListed;
  const first = [...likely, ...(goesOn ? own : [])].filter((name) => goesOn || listed.has(name.toLowerCase()));
  for (const repo of new Map([...first, ...rest].map((name) => [name.toLowerCase(), name])).values()) {
    const bytes = (await github.documents.readIfThere?.(repo, null, [path]))?.get(path);
    if (bytes !== undefined) return { repo, text: new TextDecoder().decode(bytes) };
  }
  return { repo: null, text: '' };
}

const pageSize = 1000;

/** Every repository that the installation covers, as `owner/name`. */
async function listNames(ownerId: string, directory: Pick<Directory, 'listRepositories'>): Promise<string[]> {
  const names: string[] = [];
  let cursor: string | null = null;
  for (;;) {
    const page = await directory.listRepositories(ownerId, cursor, pageSize);
    names.push(...page.map(({ name }) => name));
    cursor = page.at(-1)?.id ?? null;
    if (page.length < pageSize || cursor === null) return names;
  }
}

function use(
  { repo, text }: Kept,
  { id }: Pick<TurnOwner, 'id'>,
  { settings, log }: Pick<ConfigurationPorts, 'settings' | 'log'>,
): OwnerConfiguration | null {
  if (repo === null) return null;
  const reading = readPortfolio(text);
  if (reading.kind === 'invalid') {
    log.warn('configuration.rejected', { owner: id, message: reading.problems[0]?.message ?? '' });
    return null;
  }
  const portfolio = limitPortfolio(reading.portfolio, repo);
  const targets = portfolio.documents.flatMap((document): RefreshTarget[] =>
    // No workflow of an owner is started, either.
    'repo' in document ? [{ ...toDocumentTarget(document, settings), afterPublish: null }] : [],
  );
  // A default that the schema fills in was not asked for by the owner.
  return { portfolio, targets, hasSchedule: /^schedule\s*:/m.test(text) };
}

/** As git names a file's contents. */
async function hashBlob(text: string): Promise<string> {
  const bytes = new TextEncoder().encode(text);
  const head = new TextEncoder().encode(`blob ${bytes.length}\0`);
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-1', new Uint8Array([...head, ...bytes])));
  return [...digest].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}
