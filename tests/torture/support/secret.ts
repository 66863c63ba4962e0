/** The webhook secret of every suite. */
export const torturedSecret = 'an-invented-secret-for-torture-of-40-chars';
