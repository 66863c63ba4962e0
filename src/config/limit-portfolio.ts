// What a configuration may do that somebody else wrote than whoever runs this program: it speaks of its own account.

import type { Portfolio } from './portfolio.ts';

/** Documents, evidence and issues of its own account alone; nobody is notified, and no homepage is asked for it. */
export function limitPortfolio(portfolio: Portfolio, repo: string): Portfolio {
  const owner = ownerOf(repo);
  return {
    ...portfolio,
    documents: portfolio.documents.filter((one) => 'repo' in one && ownerOf(one.repo) === owner),
    privateDetails: portfolio.privateDetails.filter((one) => ownerOf(one) === owner),
    inbox: portfolio.inbox !== null && ownerOf(portfolio.inbox) === owner ? portfolio.inbox : null,
    probeHomepages: false,
    notify: [],
    renamed: [],
  };
}

function ownerOf(repo: string): string | undefined {
  return repo.toLowerCase().split('/')[0];
}
