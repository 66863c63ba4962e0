// The one error class. Adapters translate what they meet into it once; everybody else decides by `code` and
// `retryable`, never by message text.

export const errorCodes = [
  'USAGE',
  'CONFIGURATION_INVALID',
  'SETTINGS_INVALID',
  'DOCUMENT_NOT_FOUND',
  'DOCUMENT_UNREADABLE',
  'DOCUMENT_CHANGED',
  'TOKEN_MISSING',
  'TOKEN_REJECTED',
  'GITHUB_UNREACHABLE',
  'GITHUB_ANSWER_UNEXPECTED',
  'GITHUB_THROTTLED',
  /** The server speaks REST alone. */
  'GRAPHQL_MISSING',
  'NOT_VISIBLE',
  'REPOSITORY_EMPTY',
  'WRITE_REJECTED',
  'STORE_UNAVAILABLE',
  'STORE_UNSAFE',
  'ADDRESS_IN_USE',
  /** A fault of ours. */
  'UNEXPECTED',
] as const;
export type ErrorCode = (typeof errorCodes)[number];

/** What a server does by itself; a command, which ends, asks the person to (`adviseOnce`). */
export const retriedLater = 'It will be retried later';

export interface ErrorDetails {
  /** What to do about it, as a sentence. */
  readonly hint?: string;
  /** `file:line:column`, a variable, a repository. */
  readonly where?: string;
  /** Whether the same call may succeed later without anybody doing anything. */
  readonly retryable?: boolean;
  /** ISO 8601; when retrying makes sense at the earliest. */
  readonly retryAt?: string;
  readonly cause?: unknown;
}

export class StatusfolioError extends Error {
  override readonly name = 'StatusfolioError';
  readonly code: ErrorCode;
  readonly hint: string;
  readonly where: string;
  readonly retryable: boolean;
  readonly retryAt: string | null;

  constructor(code: ErrorCode, message: string, details: ErrorDetails = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.code = code;
    this.hint = details.hint ?? '';
    this.where = details.where ?? '';
    this.retryable = details.retryable ?? false;
    this.retryAt = details.retryAt ?? null;
  }
}

/** The same as an entry of a report. */
export function toProblem({ code, where, message, hint }: StatusfolioError) {
  return { code, where, message, hint };
}

/** An entry of a report, as what ends a command. */
export function toError({
  code,
  where,
  message,
  hint,
}: Readonly<Record<'code' | 'where' | 'message' | 'hint', string>>) {
  return new StatusfolioError(errorCodes.find((one) => one === code) ?? 'USAGE', message, { where, hint });
}
