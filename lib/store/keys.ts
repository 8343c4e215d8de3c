/** The name of everything that is kept in the store. */
export const keys = {
  /** Request limits; @upstash/ratelimit adds whose they are and the window. */
  requests: (counter: string, window: string) => `requests:${counter}:${window}`,
  /** A chat token that was used. */
  spentToken: (tokenId: string) => `spent:${tokenId}`,
  /** One reply's hold, and later what it was settled at. */
  reservation: (id: string) => `reservation:${id}`,
  /** An account's running replies, each with the end of its lease. */
  running: (account: string) => `running:${account}`,
  /** All running replies that had a heartbeat lately. */
  allRunning: "running",
  /** Spending in a day ("2026-11-23") or month ("2026-11"), in micro-USD. */
  userSpend: (account: string, period: string) => `spend:user:${account}:${period}`,
  serviceSpend: (period: string) => `spend:service:${period}`,
  /** Present while all paid work is refused. */
  pause: "pause",
  /** Present while an account is blocked. */
  blocked: (account: string) => `blocked:${account}`,
  blockedAccounts: "blocked-accounts",
  /** When a provider that refused the owner's account is asked again. */
  breaker: "breaker",
  /** A day's counters of what was served, refused and ended how. */
  statistics: (day: string) => `statistics:${day}`,
  /** A day's accounts by what they spent, and their requests. */
  spenders: (day: string) => `spenders:${day}`,
  requestsOf: (day: string) => `accounts:${day}`,
  /** An account's plan and when it was last seen. */
  account: (account: string) => `account:${account}`,
  /** What the provider billed for a day against what the ledger knows. */
  drift: (day: string) => `drift:${day}`,
  /** Written, read and removed by npm run doctor. */
  doctor: (id: string) => `doctor:${id}`,
  /** The latest alerts and admin actions. */
  alerts: "alerts",
  audit: "audit",
};
