/**
 * The name of everything that is kept in the store. All share one hash tag, so that they are in one slot of a Redis Cluster, where a
 * script may touch no other.
 */
const name = (...parts: string[]): string => ["{guarded-chat}", ...parts].join(":");

export const keys = {
  /** The request limits of a user or an address, all windows in one, e.g. of the counter "chat:user". */
  requests: (counter: string, whose: string) => name("requests", counter, whose),
  /** A chat token that was used. */
  spentToken: (tokenId: string) => name("spent", tokenId),
  /** One reply's hold, and later what it was settled at. */
  reservation: (id: string) => name("reservation", id),
  /** An account's running replies, each with the end of its lease. */
  running: (account: string) => name("running", account),
  /** Spending by day ("2026-11-23") and month ("2026-11"), in micro-USD. */
  userSpend: (account: string) => name("spend", "user", account),
  serviceSpend: name("spend", "service"),
  /** Present while all paid work is refused. */
  pause: name("pause"),
  /** Present while an account is blocked. */
  blocked: (account: string) => name("blocked", account),
  blockedAccounts: name("blocked-accounts"),
  /** What the owner has granted an account beyond its plan; lib/auth/grant.ts says how it is written. */
  grant: (account: string) => name("grant", account),
  /** An account's prepaid micro-USD, which no day resets, and the payments that were counted, by their keys. */
  credit: (account: string) => name("credit", account),
  creditPayments: (account: string) => name("credit-payments", account),
  /** The credit of all accounts together. */
  creditOutstanding: name("credit-outstanding"),
  /** The epoch second up to which an account's, or a guest's, sessions have ended. A member's has no expiry, since sessions are renewed. */
  signedOut: (whose: string) => name("signed-out", whose),
  /** When a provider that refused the owner's account is asked again. */
  breaker: (provider: string) => name("breaker", provider),
  /** Present for an hour after the owner was told that a model cannot work as it is configured. */
  misconfigured: (model: string) => name("misconfigured", model),
  /** How many replies of a provider failed lately. */
  providerHealth: (provider: string) => name("provider-health", provider),
  /** A day's counters of what was served, refused and ended how. */
  statistics: (day: string) => name("statistics", day),
  /** A day's accounts: by what they spent, and each one's replies, last one and plan. */
  spenders: (day: string) => name("spenders", day),
  accounts: (day: string) => name("accounts", day),
  /** What the provider billed for a day against what the ledger knows. */
  drift: (day: string) => name("drift", day),
  /** Present for a minute after a process has said that the store answers again. */
  storeReturned: name("store-returned"),
  /** Written by /api/health, to see whether the store takes what a reply writes. */
  health: name("health"),
  /** Written, read and removed by npm run doctor. */
  doctor: (id: string) => name("doctor", id),
  /** The latest alerts and admin actions. */
  alerts: name("alerts"),
  audit: name("audit"),
};
