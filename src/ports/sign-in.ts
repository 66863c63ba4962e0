// Who signs in on the pages, as GitHub says it.

/** Somebody who signed in with GitHub. */
export interface GitHubPerson {
  readonly login: string;
  /**
   * Whether this account may write to the repository, by GitHub's own word about it. `nodeId` is the repository that was
   * known by this name before: another one of the same name proves nothing, and one that moved is still the same. null: it
   * is not known yet, so that only the one that has the name now can be meant.
   */
  mayWrite(repo: string, nodeId: string | null): Promise<boolean>;
}

export interface GitHubSignIn {
  /** Where a browser is sent. */
  address(state: string, challenge: string, redirectUri: string): string;
  /** Who came back with this code; null: GitHub does not accept it. */
  identify(code: string, verifier: string, redirectUri: string): Promise<GitHubPerson | null>;
}
