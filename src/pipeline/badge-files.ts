// Where the badges of a document's projects are found: files beside it, or the server. Two pictures each, because one
// that decides by itself follows the visitor's system and not the theme that was chosen on GitHub.

import type { Portfolio } from '../config/portfolio.ts';
import type { Problem } from '../core/model.ts';
import { heightOf, renderBadge, toBadge } from '../core/render/badge.ts';
import { type BadgeImage, hasBadges } from '../core/render/generated-block.ts';
import { addressProject } from '../core/render/project-url.ts';
import { toSlug } from '../core/text.ts';
import type { DocumentFile, FileWrite, GitHub } from '../ports/github.ts';
import { discloseRow } from './disclose.ts';
import type { DocumentUpdate, RowEvaluation } from './document-update.ts';
import { isTracked } from './match-project.ts';

/** By project, the name of its badge file. A name that two projects would share is the first one's. */
function badgeFileNames(
  rows: readonly RowEvaluation[],
  file: Pick<DocumentFile, 'isPublic'>,
  permission: Pick<Portfolio, 'privateDetails'>,
): Map<string, string> {
  const names = new Map<string, string>();
  const taken = new Set<string>();
  for (const evaluated of rows) {
    const { row, projectKey } = evaluated;
    const repo = readShownRepo(evaluated, file, permission);
    if (repo === undefined) continue;
    // A project is named after its repository; a folder of one, or several that are one project, after its row.
    const isWhole = repo !== null && row.folder === null && row.also === undefined;
    const slug = toSlug(isWhole ? (repo.split('/')[1] ?? '') : row.name).slice(0, 100);
    if (names.has(projectKey) || taken.has(slug) || !isTracked(row) || !/^[\p{L}\p{N}]/u.test(slug)) continue;
    names.set(projectKey, `${slug}.svg`);
    taken.add(slug);
  }
  return names;
}

/** null: this document's badges have no address, so that no column can show them. */
export function listBadgeImages(
  { target, file, rows }: Pick<DocumentUpdate, 'target' | 'file' | 'rows'>,
  portfolio: Pick<Portfolio, 'visibility' | 'privateDetails'>,
): Map<string, BadgeImage> | null {
  const { ref, badges, badgeSite = null, badgeStyle = 'flat' } = target;
  if (ref.kind !== 'github') return null;
  const height = heightOf(badgeStyle);
  if (badges === true) {
    const root = '../'.repeat(ref.path.split('/').length - 1);
    const files = [...badgeFileNames(rows, file, portfolio)].map(
      ([key, name]) => [key, encodeURIComponent(name)] as const,
    );
    return new Map(
      files.map(([key, name]) => [key, { light: `${root}badges/${name}`, dark: `${root}badges/dark/${name}`, height }]),
    );
  }
  // Without consent every badge of the server is the neutral one.
  if (badgeSite === null || portfolio.visibility === 'none') return null;
  return new Map(
    rows.flatMap((evaluated) => {
      const { row, projectKey } = evaluated;
      const repo = readShownRepo(evaluated, file, portfolio);
      if (repo === undefined) return [];
      const [address] = addressProject({ ...row, repo }, ref.repo);
      if (address === undefined || address.endsWith('/') || !isTracked(row)) return [];
      const badge = `${badgeSite}/badges/${address.split('/').map(encodeURIComponent).join('/')}.svg`;
      const style = badgeStyle === 'flat' ? '' : `&style=${badgeStyle}`;
      return [
        [projectKey, { light: `${badge}?theme=light${style}`, dark: `${badge}?theme=dark${style}`, height }] as const,
      ];
    }),
  );
}

/** A column that was asked for and cannot be shown. */
export function explainMissingBadges(
  { target, file, reading }: Pick<DocumentUpdate, 'target' | 'file' | 'reading'>,
  portfolio: Pick<Portfolio, 'visibility' | 'privateDetails'>,
): Problem[] {
  if (listBadgeImages({ target, file, rows: [] }, portfolio) !== null) return [];
  return reading.blocks.filter(hasBadges).map(({ line }) => ({
    code: 'BADGES_UNKNOWN',
    where: `${target.label}:${line}`,
    message: 'This table should have a column of badges, but badges have no address yet.',
    hint: 'Set "badge: file" for the document; or "badge: url", "visibility: badges" and STATUSFOLIO_PUBLIC_URL.',
  }));
}

/** The repository that an address may be made of: as the document links it, unless everybody may know more. */
function readShownRepo(
  evaluated: RowEvaluation,
  file: Pick<DocumentFile, 'isPublic'>,
  permission: Pick<Portfolio, 'privateDetails'>,
): string | null | undefined {
  const { isShown, isOpen } = discloseRow(evaluated, file, permission);
  if (!isShown) return undefined;
  return isOpen ? evaluated.repo : evaluated.row.repo;
}

// The badge files that go into the same commit as a document: one for each of its projects, with the label of its status
// and nothing else, and one more for dark pages where a table shows them. Only those that differ from what stands there, so that an unchanged status writes nothing.

export async function draftBadges(
  update: DocumentUpdate,
  permission: Pick<Portfolio, 'privateDetails'>,
  github: Pick<GitHub, 'readFiles'>,
): Promise<FileWrite[]> {
  const { target, file } = update;
  if (target.badges !== true || target.ref.kind !== 'github') return [];
  const badges = renderBadges(update, permission);
  if (badges.size === 0) return [];
  const before = await github.readFiles(target.ref.repo, file.version, [...badges.keys()]);
  return [...badges].flatMap(([path, text]) => {
    const bytes = new TextEncoder().encode(text);
    const old = before.get(path) ?? null;
    return old !== null && isEqual(old, bytes) ? [] : [{ path, bytes, before: old }];
  });
}

function renderBadges(
  { rows, reading, file: document, target: { badgeStyle: style } }: DocumentUpdate,
  permission: Pick<Portfolio, 'privateDetails'>,
) {
  const badges = new Map<string, string>();
  const hasDark = reading.blocks.some(hasBadges);
  for (const [key, file] of badgeFileNames(rows, document, permission)) {
    const found = rows.find(({ projectKey }) => projectKey === key);
    if (found === undefined) continue;
    const badge = toBadge(found.row.name, found.decision);
    badges.set(`badges/${file}`, `${renderBadge(badge, 'auto', style)}\n`);
    if (hasDark) badges.set(`badges/dark/${file}`, `${renderBadge(badge, 'dark', style)}\n`);
  }
  return badges;
}

function isEqual(one: Uint8Array, other: Uint8Array): boolean {
  return one.length === other.length && one.every((byte, index) => byte === other[index]);
}
