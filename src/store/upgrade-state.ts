// A state file of version 1 had names of our own for what is kept; it is read as version 2, so that nothing is asked
// twice. What it holds is parsed afterwards like any other text.

type Entry = Readonly<Record<string, unknown>>;

/** The same with the names of today; anything that is not of version 1 as it is. */
export function upgradeState(state: unknown): unknown {
  if (!isEntry(state) || state['version'] !== 1) return state;
  const { homes, projects, ...rest } = state;
  return {
    ...rest,
    version: 2,
    projects: each(projects, (project) => rename(project, { settled: 'decision' })),
    repositoryStates: each(homes, upgradeRepositoryState),
  };
}

function upgradeRepositoryState(home: Entry): Entry {
  const { branches, ...rest } = rename(home, { inbox: 'statusIssue', isInboxDisabled: 'areIssuesDisabled' });
  const names = { refusal: 'protectionRejection', proposal: 'pullRequest', proposed: 'pendingChanges' };
  if (!isEntry(branches)) return { ...rest, branches };
  const renamed = Object.entries(branches).map(([name, branch]) => [
    name,
    isEntry(branch) ? rename(branch, names) : branch,
  ]);
  return { ...rest, branches: Object.fromEntries(renamed) };
}

function each(entries: unknown, upgrade: (entry: Entry) => Entry): unknown {
  return Array.isArray(entries) ? entries.map((entry: unknown) => (isEntry(entry) ? upgrade(entry) : entry)) : entries;
}

function rename(entry: Entry, names: Readonly<Record<string, string>>): Entry {
  return Object.fromEntries(Object.entries(entry).map(([name, value]) => [names[name] ?? name, value]));
}

function isEntry(value: unknown): value is Entry {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
