// The gate between what is known and what is told. Every place that somebody may read (document, commit, pull request,
// issue, badge, feed, page, report, memory on a branch) asks here what it may say of a project; nobody decides it
// elsewhere. Of a repository that is not known to be public at the moment of telling, everybody learns what already
// stands in a public document: the row's text and its status word. Name, link, evidence, time, and that there is a
// repository at all, are the owner's.

/** Who may read a place: everybody, or the owner alone. */
export type Audience = 'owner' | 'public';

declare const passed: unique symbol;
/** A sentence that passed the gate for the place it goes to. Only `Disclosure.tell` makes one. */
export type Told = string & { readonly [passed]: true };

/** One repository of a project, as it is known at the moment of telling. */
export interface RepositoryFacts {
  /** `owner/name` as the document or the configuration links it. */
  readonly link: string;
  /** `owner/name` of today; null: not known. */
  readonly name: string | null;
  /** Known to be public now: what is not known counts as not public. */
  readonly isPublic: boolean;
}

/** What is to be told, and to whom. */
export interface Telling {
  readonly audience: Audience;
  readonly repositories: readonly RepositoryFacts[];
  /** Whether a row of the document is about it; otherwise only the configuration knows of it. */
  readonly isWritten: boolean;
  /** Who may read what was derived (`Derived.audience`). */
  readonly evidence: Audience;
  /** `privateDetails`: repositories of which the owner wants everything told. */
  readonly permitted: readonly string[];
}

/** What may be told of one project at one place. */
export interface Disclosure {
  /** Whether the project may be mentioned at all. */
  readonly isShown: boolean;
  /** Whether more than the row's text and its status word may be told: evidence, reasons, times, links. */
  readonly isOpen: boolean;
  /** This `owner/name` where it may be written; null where it is the owner's. */
  tellName(repo: string): Told | null;
  /** The sentence where it may be told; null where it is the owner's. */
  tell(sentence: string): Told | null;
}

/** Who may read what lies in this repository or file. Not known to be closed counts as open to everybody. */
export function audienceOf({ isPublic }: { readonly isPublic: boolean }): Audience {
  return isPublic ? 'public' : 'owner';
}

/** What may be told of a project. */
export function disclose({ audience, repositories, isWritten, evidence, permitted }: Telling): Disclosure {
  const allowed = new Set(permitted.map((name) => name.toLowerCase()));
  const isOwner = audience === 'owner';
  const isPermitted = ({ link }: RepositoryFacts) => allowed.has(link.toLowerCase());
  const isTellable = (facts: RepositoryFacts) => facts.isPublic || isPermitted(facts);
  const isOpen =
    isOwner || (repositories.every(isTellable) && (evidence === 'public' || repositories.some(isPermitted)));
  const isNameable = (repo: string) =>
    isOwner ||
    allowed.has(repo.toLowerCase()) ||
    repositories.some(({ link, name, isPublic }) => isPublic && [link, name].some((one) => isSame(one, repo)));
  // What was permitted under its old name is not permitted under the name that it got in private.
  const secrets = repositories
    .flatMap(({ link, name }) => (name === null ? [link] : [link, name]))
    .filter((name) => !isNameable(name));
  return {
    isShown: isWritten || isOpen,
    isOpen,
    tellName: (repo) => (isNameable(repo) ? (repo as Told) : null),
    tell: (sentence) => (isOpen && !mentions(sentence, secrets) ? (sentence as Told) : null),
  };
}

/** Whether a text holds one of these names, however it is written, and not only a longer one that begins or ends so. */
export function mentions(text: string, names: readonly string[]): boolean {
  const lower = text.toLowerCase();
  return names.some((name) => holds(lower, name.toLowerCase()));
}

function holds(text: string, name: string): boolean {
  for (let at = text.indexOf(name); at >= 0 && name !== ''; at = text.indexOf(name, at + 1)) {
    const before = text.charAt(at - 1);
    const after = text.slice(at + name.length, at + name.length + 5);
    if (!/[\w.-]/.test(before) && !/^(?!\.git\b)(?:[\w-]|\.\w)/.test(after)) return true;
  }
  return false;
}

function isSame(one: string | null, other: string): boolean {
  return one?.toLowerCase() === other.toLowerCase();
}
