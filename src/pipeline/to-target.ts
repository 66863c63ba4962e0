// Turns a document of the configuration that lives on GitHub into what the pipeline works on.

import type { PortfolioDocument } from '../core/portfolio.ts';
import type { RefreshTarget } from './refresh.ts';
import { keyDocument } from './schedule.ts';

export function toTarget(document: Extract<PortfolioDocument, { repo: string }>): RefreshTarget {
  const { repo, path, branch = null, publish, badge, after_publish: afterPublish = null } = document;
  const ref = { kind: 'github', repo, path, branch } as const;
  return { key: keyDocument(ref), ref, label: `${repo}/${path}`, publish, badges: badge === 'file', afterPublish };
}
