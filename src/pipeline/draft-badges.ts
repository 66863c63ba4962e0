// The badge files that go into the same commit as a document: one for each of its projects, with the status word and
// nothing else. Only those that differ from what stands there, so that an unchanged status writes nothing.

import { renderBadge, toneOf } from '../core/render/badge.ts';
import { toSlug } from '../core/render/to-slug.ts';
import { nameStatus } from '../core/wording.ts';
import type { FileWrite, GitHub } from '../ports.ts';
import { isJudged } from './collect.ts';
import type { DocumentLook } from './publish.ts';

export async function draftBadges(look: DocumentLook, github: Pick<GitHub, 'readFiles'>): Promise<FileWrite[]> {
  const { target, file } = look;
  if (target.badges !== true || target.ref.kind !== 'github') return [];
  const badges = renderBadges(look);
  if (badges.size === 0) return [];
  const before = await github.readFiles(target.ref.repo, file.version, [...badges.keys()]);
  return [...badges].flatMap(([path, text]) => {
    const bytes = new TextEncoder().encode(text);
    const old = before.get(path) ?? null;
    return old !== null && isEqual(old, bytes) ? [] : [{ path, bytes, before: old }];
  });
}

function renderBadges({ rows }: DocumentLook): Map<string, string> {
  const badges = new Map<string, string>();
  for (const { row, repo, settled } of rows) {
    // A project is named after its repository, a folder of one after its row.
    const slug = toSlug(repo !== null && row.folder === null ? (repo.split('/')[1] ?? '') : row.name).slice(0, 100);
    const path = `badges/${slug}.svg`;
    if (!isJudged(row) || !/^[\p{L}\p{N}]/u.test(slug) || badges.has(path)) continue;
    const { status } = settled;
    badges.set(path, `${renderBadge({ label: row.name, message: nameStatus(status), tone: toneOf(status) })}\n`);
  }
  return badges;
}

function isEqual(one: Uint8Array, other: Uint8Array): boolean {
  return one.length === other.length && one.every((byte, index) => byte === other[index]);
}
