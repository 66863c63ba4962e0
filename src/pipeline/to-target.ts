// Turns a document of the configuration that lives on GitHub into what the pipeline works on.

import type { PortfolioDocument } from '../core/portfolio.ts';
import type { RefreshTarget } from './refresh.ts';
import { keyDocument } from './schedule.ts';

/** `publicUrl` is where others reach the server; null: nowhere. */
export function toTarget(
  document: Extract<PortfolioDocument, { repo: string }>,
  publicUrl: string | null,
): RefreshTarget {
  const { repo, path, branch = null, publish, badge, after_publish: afterPublish = null } = document;
  const ref = { kind: 'github', repo, path, branch } as const;
  const badges = { badges: badge === 'file', badgeSite: badge === 'url' ? publicUrl : null };
  return { key: keyDocument(ref), ref, label: `${repo}/${path}`, publish, ...badges, afterPublish };
}
