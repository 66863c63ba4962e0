// Turns a document of the configuration that lives on GitHub into what the pipeline works on.

import { type PortfolioDocument, toDirective } from '../config/portfolio.ts';
import type { Settings } from '../config/settings.ts';
import type { DocumentRef } from '../core/model.ts';
import { hasStar } from '../core/path-pattern.ts';
import type { BadgeStyle } from '../core/render/badge.ts';
import { toSite } from '../core/site.ts';

/** `publicUrl` is where others reach the server; null: nowhere. `site`: whose links the document holds. */
export function toDocumentTarget(
  document: Extract<PortfolioDocument, { repo: string }>,
  { publicUrl, site }: Pick<Settings, 'publicUrl' | 'site'>,
): RefreshTarget {
  const { repo, path, branch = null, publish, badge, badgeStyle, afterPublish = null, activity } = document;
  const ref = { kind: 'github', repo, path, branch, ...toReading(document), ...toSite(site) } as const;
  const badges = { badges: badge === 'file', badgeSite: badge === 'url' ? publicUrl : null, badgeStyle };
  const columns = activity === undefined ? {} : { activity };
  const pattern = hasStar(path) ? { pattern: path } : {};
  const rest = { ...badges, ...columns, afterPublish, ...pattern };
  return { key: keyDocument(ref), ref, label: `${repo}/${path}`, publish, ...rest };
}

/** What a configured document says about how it is read. */
export function toReading(document: PortfolioDocument | undefined): Pick<DocumentRef, 'asOfKey' | 'activity'> {
  const { asOfKey, activity } = document ?? {};
  const directive = activity?.directive;
  return {
    ...(asOfKey !== undefined && { asOfKey }),
    ...(directive !== undefined && { activity: toDirective(directive.trim()) }),
  };
}

/** The place of a document's state: a database or file by its path, a branch as `owner/name@branch`. */
export interface StatePlace {
  readonly kind: 'database' | 'file' | 'branch' | 'none';
  readonly where: string | null;
}

export interface RefreshTarget {
  readonly key: string;
  readonly ref: DocumentRef;
  /** The document's name in messages: the path as the owner wrote it. */
  readonly label: string;
  /** `preview` plans and shows, but writes and remembers nothing. */
  readonly publish: 'commit' | 'pull-request' | 'none' | 'preview';
  /** Write `badges/<slug>.svg` in the same commit. */
  readonly badges?: boolean;
  /** The server whose badges a generated table may show, such as `https://status.example.org`. */
  readonly badgeSite?: string | null;
  /** How both look; left out: flat. */
  readonly badgeStyle?: BadgeStyle;
  /** How the columns of activity are published; left out: as a pull request, weekly. */
  readonly activity?: { readonly publish?: 'commit' | 'pull-request' | 'none' | undefined; readonly schedule?: string };
  /** The document that a contributor began from: of its columns of activity only what was added is checked. */
  readonly baseline?: Uint8Array;
  /** Workflow to start after a commit. */
  readonly afterPublish?: string | null;
  /** It is written into a working tree, for somebody else to commit: nothing is proposed, and nothing is started after it. */
  readonly isWorkingTree?: boolean;
  /** The path below its root, where it has a star and stands for the files that match it. */
  readonly pattern?: string;
  /** Where its state lies; left out: nobody asked. */
  readonly state?: StatePlace;
  /** The key of the pattern that stands for it: what its files say is one vocabulary. */
  readonly folder?: string;
}

/** The key under which a document is remembered. */
export function keyDocument(ref: RefreshTarget['ref']): string {
  if (ref.kind === 'github') return `${ref.repo}:${ref.path}@${ref.branch ?? ''}`;
  const path = ref.realPath ?? ref.path;
  // Windows takes either slash and either case of a drive; elsewhere an absolute path begins with a slash.
  const isOfWindows = /^(?:[a-z]:[\\/]|\\)/i.test(path);
  return `file:${isOfWindows ? path.replace(/^[a-z]:/, (drive) => drive.toUpperCase()).replaceAll('\\', '/') : path}`;
}
