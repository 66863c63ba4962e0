/** A home in which nothing can be kept, not even by root: what one test left there, another would find. */
export const noHome = '/dev/null';
