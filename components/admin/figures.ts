/** What the owner's page is drawn from: plain data, as lib/operate gives it. */
export type Budget = { window: "day" | "month"; usedMicroUsd: number; limitMicroUsd: number; resetAt: string };
export type DaySpend = { day: string; usedMicroUsd: number };
export type Alert = { at: string; id: string; text: string };
export type AdminAction = { at: string; by: string; action: string; about: string; change?: string | undefined };

export type Overview = {
  /** UTC, "2026-11-23". */
  day: string;
  service: Budget[];
  /** Since when the ledger counts in this store, ISO 8601; null before its first reply. */
  countsSince: string | null;
  /** Oldest first, today last. */
  days: DaySpend[];
  refusals: Record<string, number>;
  ended: Record<string, number>;
  /** Questions that moderation flagged today, and those that it could not be asked about. */
  moderation: Record<string, number>;
  replies: number;
  /** Calls of the provider, at least one a reply, and pictures that were sent. */
  steps: number;
  images: number;
  /** By the tool's name; `ms` is for all calls together. */
  tools: Record<string, { calls: number; failed: number; ms: number }>;
  running: number;
  paused: boolean;
  /** Whether AI_PAUSED is set, which no button on a page can undo. */
  pausedBySetting: boolean;
  /** Who pressed pause, when and why; null when nobody did, or when it cannot be read. */
  pause: { reason: string; by: string; since: string } | null;
  /** Which providers refuse the owner's key or account. */
  refusingProviders: string[];
  blocked: string[];
  /** Prepaid credit that all users together have left. */
  creditOutstandingMicroUsd: number;
  alerts: Alert[];
  audit: AdminAction[];
};

export type ActiveUser = {
  id: string;
  plan: string;
  requests: number;
  usedMicroUsd: number;
  lastSeen: string | null;
  blocked: boolean;
};
export type ActiveUsers = { users: ActiveUser[]; page: number; pages: number; total: number };

export type Grant = {
  plan: string | null;
  budgetUsd: { day: number | null; month: number | null };
  /** ISO 8601. */
  until: string | null;
  note: string | null;
};

export type OneUser = {
  id: string;
  plan: string;
  blocked: boolean;
  grant: Grant | null;
  creditMicroUsd: number;
  spend: Budget[];
  requests: { window: string; limit: number; remaining: number; resetAt: string }[];
};

export type UserFigures = {
  user: OneUser;
  today: { requests: number; lastSeen: string | null };
  /** Those that may be granted. */
  plans: { name: string; title: string; maxSteps: number; tools: string[]; images: number }[];
  history: AdminAction[];
};
