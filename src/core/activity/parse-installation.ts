// What GitHub shows of an installation of the App, in a webhook or in an answer, and what the App's own webhooks say of an
// account. Tolerates every type; what is not as GitHub documents it says nothing.

import * as z from 'zod';
import { toInstant } from '../dates.ts';

/** What an installation is in, by GitHub's word. Nothing is asked for one that is not active. */
export type InstallationState = 'active' | 'suspended' | 'removed';

/** An installation as GitHub showed it once. */
export interface InstallationSnapshot {
  /** The numeric id of the account, as text: the only name that never changes. */
  readonly ownerId: string;
  readonly login: string;
  /** ISO 8601: when GitHub said that this is the login. */
  readonly loginAt: string;
  readonly kind: 'User' | 'Organization' | 'Enterprise';
  /** Another one after the App was removed and installed again; GitHub counts upwards. */
  readonly installationId: number;
  /** Whether it covers every repository of the account. */
  readonly selection: 'all' | 'selected';
  /** What the owner granted: a permission, and `read`, `write` or `admin`. */
  readonly permissions: Readonly<Record<string, string>>;
  /** `removed` is final for this installation id. */
  readonly state: InstallationState;
  /** ISO 8601, GitHub's `updated_at`. */
  readonly stateAt: string;
}

/** What a webhook says of the life of an installation. */
export type LifeCycle =
  /** `isList`: other repositories belong to it now. */
  | { readonly kind: 'installation'; readonly installation: InstallationSnapshot; readonly isList: boolean }
  /** `at` is null where the payload does not say it: then only GitHub knows what the login is by now. */
  | {
      readonly kind: 'renamed';
      readonly ownerId: string;
      readonly installationId: number;
      readonly login: string;
      readonly at: string | null;
    }
  /** A person takes back what they granted the App to do in their name. */
  | { readonly kind: 'revoked'; readonly personId: string; readonly at: string };

/** null: it says nothing of that. `receivedAt`: ISO 8601; of what a person takes back no other time is told. */
export function readLifeCycle(event: string, payload: unknown, receivedAt: string): LifeCycle | null {
  if (event === 'installation' || event === 'installation_repositories') {
    const parsed = installationEventSchema.safeParse(payload);
    if (!parsed.success) return null;
    const { action, installation: shown } = parsed.data;
    const installation = readInstallation(shown);
    if (installation === null) return null;
    const isList = event === 'installation_repositories';
    return {
      kind: 'installation',
      installation: isList ? installation : { ...installation, ...sayState(action) },
      isList,
    };
  }
  if (event === 'installation_target') {
    const parsed = targetSchema.safeParse(payload);
    if (!parsed.success) return null;
    const { account, installation } = parsed.data;
    const name = account.login ?? account.slug;
    if (name === undefined) return null;
    const about = { ownerId: String(account.id), installationId: installation.id };
    return { kind: 'renamed', ...about, login: name, at: account.updated_at ?? null };
  }
  if (event === 'github_app_authorization') {
    const parsed = authorizationSchema.safeParse(payload);
    return parsed.success ? { kind: 'revoked', personId: String(parsed.data.sender.id), at: receivedAt } : null;
  }
  return null;
}

/** By GitHub's JSON. `seenAt` (ISO 8601): when it was answered; left out: as of its own `updated_at`. null: it is none. */
export function readInstallation(shown: unknown, seenAt?: string): InstallationSnapshot | null {
  const parsed = installationSchema.safeParse(shown);
  if (!parsed.success) return null;
  const { id, account, target_type: kind, repository_selection: selection, permissions } = parsed.data;
  const { updated_at: updatedAt, suspended_at: suspendedAt } = parsed.data;
  const login = account.login ?? account.slug;
  if (login === undefined) return null;
  return {
    ownerId: String(account.id),
    login,
    loginAt: seenAt ?? updatedAt,
    kind,
    installationId: id,
    selection,
    permissions,
    state: suspendedAt === null ? 'active' : 'suspended',
    stateAt: suspendedAt !== null && suspendedAt > updatedAt ? suspendedAt : updatedAt,
  };
}

/** The payload of these is how the installation was before, or is after; the action says which. */
function sayState(action: string): { readonly state?: InstallationState } {
  if (action === 'deleted') return { state: 'removed' };
  if (action === 'suspend') return { state: 'suspended' };
  return action === 'unsuspend' ? { state: 'active' } : {};
}

const text = z.string().min(1).max(300);
/** Some payloads count seconds. */
const instant = z
  .union([z.iso.datetime({ offset: true }), z.int().transform((seconds) => seconds * 1000)])
  .transform((value) => toInstant(value));
const id = z.int().positive();
const account = z.object({
  id,
  login: text.optional(),
  slug: text.optional(),
  updated_at: instant.optional().catch(undefined),
});

const installationSchema = z.object({
  id,
  account,
  target_type: z.enum(['User', 'Organization', 'Enterprise']).catch('User'),
  repository_selection: z.enum(['all', 'selected']).catch('selected'),
  permissions: z.record(text, text).catch({}),
  updated_at: instant,
  suspended_at: instant.nullish().transform((value) => value ?? null),
});
const installationEventSchema = z.object({ action: text, installation: z.unknown() });
const targetSchema = z.object({ action: z.literal('renamed'), account, installation: z.object({ id }) });
const authorizationSchema = z.object({ action: z.literal('revoked'), sender: z.object({ id }) });
