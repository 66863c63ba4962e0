// The events of GitHub that are of use, in one list: what the receiver keeps, what `hooks install` asks for, what a
// GitHub App subscribes to, what `doctor` compares. A test holds the guides to it.

export interface WebhookEvent {
  /** As GitHub names it in `X-GitHub-Event`. */
  readonly name: string;
  /** The actions that matter; null: all of them. */
  readonly actions: ReadonlySet<string> | null;
  /**
   * Where it comes from: `listed`, every repository that a table lists; `home`, only where a document of ours is, because
   * pull requests and the status issue are there; `app`, sent to every GitHub App without being asked for.
   */
  readonly from: 'listed' | 'home' | 'app';
  /** What a GitHub App has to be allowed to read before it can subscribe; null: nothing. */
  readonly permission: string | null;
}

const listed = (name: string, permission: string, actions: readonly string[] | null = null): WebhookEvent => {
  return { name, actions: actions && new Set(actions), from: 'listed', permission };
};
const home = (name: string, permission: string, actions: readonly string[]): WebhookEvent => {
  return { name, actions: new Set(actions), from: 'home', permission };
};
const app = (name: string): WebhookEvent => ({ name, actions: null, from: 'app', permission: null });

/** In the order in which guides show them. */
export const webhookEvents: readonly WebhookEvent[] = [
  listed('push', 'Contents'),
  listed('create', 'Contents'),
  listed('delete', 'Contents'),
  listed('release', 'Contents'),
  listed('repository', 'Metadata'),
  listed('public', 'Metadata'),
  listed('deployment_status', 'Deployments'),
  listed('workflow_run', 'Actions', ['completed']),
  home('pull_request', 'Pull requests', ['closed', 'reopened', 'synchronize']),
  home('issues', 'Issues', ['edited', 'closed', 'reopened', 'deleted', 'transferred']),
  home('issue_comment', 'Issues', ['created', 'edited']),
  app('installation'),
  app('installation_repositories'),
  app('installation_target'),
  app('github_app_authorization'),
];

/** What a webhook in one repository is for; `isHome`: a document of ours is there. */
export function listHookEvents(isHome: boolean): string[] {
  return webhookEvents.filter(({ from }) => from === 'listed' || (isHome && from === 'home')).map(({ name }) => name);
}
