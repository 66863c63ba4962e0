import { describe, expect, it } from 'vitest';
import { statusIssuePrefix } from '../../../src/core/messages/issue-body.ts';
import { readHead } from '../../../src/web/webhook/route.ts';
import { projectDelivery } from '../../../src/web/webhook/to-delivery.ts';
import { officialExamples } from '../../support/official-examples.ts';
import { push, webhookHeaders } from '../sign-webhook.ts';

const receivedAt = '2026-11-21T09:00:00.000Z';
const headersOf = (changes: Record<string, string> = {}) => new Headers(webhookHeaders('', changes));
const project = (event: string, payload: object, headers = headersOf()) =>
  projectDelivery(event, readHead(headers, new Date(receivedAt)), payload);

describe('projectDelivery', () => {
  it('keeps of a push what is needed to look again', () => {
    expect(project('push', push)).toEqual({
      key: 'repository:79929171:72d3162e-cc78-11e3-81ab-4c9367dc0958',
      deliveryId: '72d3162e-cc78-11e3-81ab-4c9367dc0958',
      event: 'push',
      action: null,
      repositoryId: 'R_engine',
      repositoryName: 'ada/engine',
      previousName: null,
      ref: 'refs/heads/main',
      after: 'b'.repeat(40),
      facts: null,
      receivedAt,
    });
  });

  it('keeps through which installation it came, and whether everybody may know of it', () => {
    const from = (repository: object, event = 'push', action = 'x') =>
      project(event, { ...push, action, repository: { ...push.repository, ...repository }, installation: { id: 7 } });
    expect(from({ private: false })).toMatchObject({ installationId: 7, isPublic: true });
    for (const hidden of [{}, { private: true }, { private: 'false' }, { private: false, visibility: 'internal' }])
      expect(from(hidden)?.isPublic).toBeUndefined();
    // Whoever could see it until now has to learn that they cannot any more.
    expect(from({ private: true }, 'repository', 'privatized')?.isPublic).toBe(true);
    expect(project('push', { ...push, installation: { id: '7' } })).not.toHaveProperty('installationId');
  });

  it('knows a renamed repository by its former name', () => {
    const payload = {
      action: 'renamed',
      changes: { repository: { name: { from: 'motor' } } },
      repository: push.repository,
    };
    expect(project('repository', payload)?.previousName).toBe('ada/motor');
  });

  it.each(['user', 'organization'])('knows a repository transferred by a former owner of kind %s', (kind) => {
    const payload = {
      action: 'transferred',
      changes: { owner: { from: { [kind]: { login: 'babbage' } } } },
      repository: push.repository,
    };
    expect(project('repository', payload)?.previousName).toBe('babbage/engine');
  });

  it('keeps two hooks that are sent the same event apart', () => {
    const other = headersOf({ 'X-GitHub-Hook-Installation-Target-ID': '5' });
    expect(project('push', push)?.key).not.toBe(project('push', push, other)?.key);
    const app = headersOf({ 'X-GitHub-Hook-Installation-Target-Type': 'integration' });
    expect(project('push', push)?.key).not.toBe(project('push', push, app)?.key);
  });

  it('falls back to the hook id where a server does not name the target', () => {
    const headers = headersOf();
    headers.delete('X-GitHub-Hook-Installation-Target-Type');
    headers.delete('X-GitHub-Hook-Installation-Target-ID');
    expect(project('push', push, headers)?.key).toBe('hook:292430182:72d3162e-cc78-11e3-81ab-4c9367dc0958');
  });

  it.each(['ping', 'star', 'issue_comment', 'never_heard_of', '__proto__', 'constructor', 'toString', ''])(
    'has no use for the event %j',
    (event) => {
      expect(project(event, push)).toBeNull();
    },
  );

  it.each([
    ['issues', 'edited', 'issue'],
    ['issues', 'closed', 'issue'],
    ['issue_comment', 'created', 'issue'],
    ['pull_request', 'closed', 'pull_request'],
  ])(
    'leaves out %s %s by the program that opened it, and keeps what a person or another program did',
    (event, action, key) => {
      const opened = {
        user: { login: 'tables[bot]', type: 'Bot' },
        body: statusIssuePrefix,
        head: { ref: 'statusfolio/readme' },
      };
      const by = (login: string, type: string) =>
        project(event, { action, [key]: opened, repository: push.repository, sender: { login, type } });
      expect(by('tables[bot]', 'Bot')).toBeNull();
      expect(by('ada', 'User')).not.toBeNull();
      expect(by('merger[bot]', 'Bot')).not.toBeNull();
    },
  );

  it('keeps what a person did to the issue that their own token opened', () => {
    const issue = { user: { login: 'ada', type: 'User' }, author_association: 'OWNER', body: statusIssuePrefix };
    const payload = { action: 'edited', issue, repository: push.repository, sender: { login: 'ada', type: 'User' } };
    expect(project('issues', payload)).not.toBeNull();
  });

  it('waits for a workflow run to be over', () => {
    expect(project('workflow_run', { ...push, action: 'requested' })).toBeNull();
    expect(project('workflow_run', { ...push, action: 'completed' })?.action).toBe('completed');
  });

  it('reads nothing that an object inherits', () => {
    expect(
      project('push', JSON.parse('{"__proto__":{"ref":"refs/heads/evil","repository":{"full_name":"e/vil"}}}')),
    ).toMatchObject({
      ref: null,
      repositoryName: null,
    });
  });

  it.each([[null], [5], [true], ['text'], [[]], [{}], ['x'.repeat(100_000)], [{ toString: 1 }]])(
    'reads %j in any field as not said',
    (odd) => {
      const fields = { action: odd, ref: odd, after: odd, changes: odd, repository: odd };
      const nested = {
        repository: { node_id: odd, full_name: odd },
        changes: { repository: odd, owner: { from: odd } },
      };
      for (const payload of [fields, nested]) {
        const delivery = project('push', payload);
        expect([delivery?.repositoryId, delivery?.repositoryName, delivery?.previousName]).toEqual([
          odd === 'text' && payload === nested ? 'text' : null,
          null,
          null,
        ]);
      }
    },
  );

  it.each(['ada', 'ada/engine/x', 'ada/en gine', '<b>/x', '../x/y', `ada/${'x'.repeat(200)}`])(
    'takes no name such as %j',
    (name) => {
      expect(project('push', { ...push, repository: { full_name: name } })?.repositoryName).toBeNull();
    },
  );

  it('stays below 2 KB for every official payload, and names the repository where there is one', () => {
    const used = officialExamples.flatMap(({ event, payload }) => {
      const delivery = project(event, payload);
      return delivery === null ? [] : [{ delivery, payload: payload as { repository?: { full_name?: string } } }];
    });
    expect(used.length).toBeGreaterThan(40);
    for (const { delivery, payload } of used) {
      expect(JSON.stringify(delivery).length).toBeLessThan(2048);
      expect(delivery.repositoryName).toBe(payload.repository?.full_name ?? null);
    }
  });
});
