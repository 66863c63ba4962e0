// The badge files that go into the same commit as a document: one for each of its projects, with the status word and
// nothing else, and one more for dark pages where a table shows them. Only those that differ from what stands there, so that an unchanged status writes nothing.

import type { Portfolio } from '../core/portfolio.ts';
import { renderBadge, toneOf } from '../core/render/badge.ts';
import { hasBadges } from '../core/render/generated-block.ts';
import { nameStatus } from '../core/wording.ts';
import type { FileWrite, GitHub } from '../ports.ts';
import { nameBadgeFiles } from './badge-images.ts';
import type { DocumentLook } from './publish.ts';

export async function draftBadges(
  look: DocumentLook,
  permission: Pick<Portfolio, 'privateDetails'>,
  github: Pick<GitHub, 'readFiles'>,
): Promise<FileWrite[]> {
  const { target, file } = look;
  if (target.badges !== true || target.ref.kind !== 'github') return [];
  const badges = renderBadges(look, permission);
  if (badges.size === 0) return [];
  const before = await github.readFiles(target.ref.repo, file.version, [...badges.keys()]);
  return [...badges].flatMap(([path, text]) => {
    const bytes = new TextEncoder().encode(text);
    const old = before.get(path) ?? null;
    return old !== null && isEqual(old, bytes) ? [] : [{ path, bytes, before: old }];
  });
}

function renderBadges({ rows, reading, file: document }: DocumentLook, permission: Pick<Portfolio, 'privateDetails'>) {
  const badges = new Map<string, string>();
  const hasDark = reading.blocks.some(hasBadges);
  for (const [key, file] of nameBadgeFiles(rows, document, permission)) {
    const found = rows.find(({ projectKey }) => projectKey === key);
    if (found === undefined) continue;
    const { status } = found.settled;
    const badge = { label: found.row.name, message: nameStatus(status), tone: toneOf(status) };
    badges.set(`badges/${file}`, `${renderBadge(badge)}\n`);
    if (hasDark) badges.set(`badges/dark/${file}`, `${renderBadge(badge, 'dark')}\n`);
  }
  return badges;
}

function isEqual(one: Uint8Array, other: Uint8Array): boolean {
  return one.length === other.length && one.every((byte, index) => byte === other[index]);
}
