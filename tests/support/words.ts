/** The local words that stand where secrets would. */

/** Long enough for next-auth and for our own rule, and plainly not anybody's secret. */
export const TEST_SECRET = "local-test-secret-local-test-secret";

/** The word that a leak would show: tests look for it in all that leaves a server. */
export const CANARY = "canary-provider-key-that-must-stay-inside";
