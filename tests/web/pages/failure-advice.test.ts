import { describe, expect, it } from 'vitest';
import { errorCodes } from '../../../src/errors.ts';
import { adviseOnFailure } from '../../../src/web/pages/operations.ts';

describe('what to do about a check that failed', () => {
  it('is told by the code that the reason begins with, and the message stays a sentence', () => {
    expect(adviseOnFailure('TOKEN_REJECTED: GitHub did not accept the token')).toEqual({
      code: 'TOKEN_REJECTED',
      message: 'GitHub did not accept the token.',
      advice: 'Create a new token, set it, restart, and try again.',
    });
  });

  it.each(errorCodes)('is never left open: %s', (code) => {
    expect(adviseOnFailure(`${code}: it failed`)).toMatchObject({ code, message: 'it failed.' });
    expect(adviseOnFailure(code).advice).toMatch(/^[A-Z].*\.$/);
  });

  it.each(['it never finished', '', 'TOKEN_REJECTEDLY: odd', 'NOT_A_CODE: x'])(
    'reads the log where there is no code: %j',
    (reason) => {
      expect(adviseOnFailure(reason)).toMatchObject({ code: null, advice: expect.stringContaining('refresh.failed') });
    },
  );
});
