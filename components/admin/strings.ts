/** What the owner reads on the page of one user, and wherever the owner's page speaks of grants and credit. */

export const findUser = {
  label: "Find a user by id",
  example: "github:1234",
  open: "Open",
};

export const credit = {
  title: "Credit",
  outstanding: "of prepaid credit is outstanding, which you have promised.",
  hint: "Prepaid, and no day resets it: it pays a reply, whole, when the day or the month has no room.",
  left: "left",
  amount: "Amount in US dollars",
  add: "Add",
  takeBack: "Take back",
  takeBackHint: "Taking back ends at zero.",
  now: (sum: string) => `Done: ${sum} is left now.`,
  notAnAmount: "The amount must be above zero, up to 1,000,000, with at most six decimals.",
};

export const work = {
  title: "What replies did today",
  steps: "Calls of the provider",
  images: "Pictures sent",
  tool: "Tool",
  calls: "Calls",
  failed: "Failed",
  time: "Average time",
};

export const user = {
  heading: "One user",
  back: "Owner’s page",
  account: "Account",
  state: { blocked: "Blocked", free: "May chat" },
  plan: "Plan",
  granted: "granted",
  until: "Granted until",
  note: "Note",
  steps: "Calls of the model a reply",
  tools: "Tools",
  images: "Pictures a message",
  upTo: (most: number) => (most === 1 ? "1" : `up to ${most}`),
  none: "none",
  today: "Replies today",
  lastSeen: "Last seen",
  notSeen: "No reply today. An id that is mistyped looks like this as well.",
  signOut: "Sign out",
  signOutQuestion: (id: string) => `Sign out ${id}?`,
  signOutText: "Every session from before now ends, on all devices, and a running reply ends within two seconds.",
  signedOut: "Every session from before has ended.",
  messages: "Messages left",
  messagesHint: "By the plan in force. Each message counts in all of these at once.",
  windows: { "5m": "Within 5 minutes", "1h": "Within an hour", "1d": "Within a day" } as Record<string, string>,
  of: (left: number, limit: number) => `${left.toLocaleString("en")} of ${limit.toLocaleString("en")}`,
  wait: "One moment…",
  cancel: "Cancel",
};

export const grant = {
  title: "What is granted",
  hint: "It acts at the next message, and stands above what the plan says. Times are UTC.",
  plan: "Plan",
  ownPlan: "Their own plan",
  goneBefore: (plan: string) => `${plan} (no longer a plan)`,
  day: "A day’s budget in US dollars",
  month: "A month’s budget in US dollars",
  budgetHint: "Empty: as the plan has it. Zero: nothing.",
  until: "Until",
  untilHint: "Empty: without an end. Afterwards the whole grant is gone.",
  note: "Note",
  noteHint: "For admins alone.",
  save: "Save",
  remove: "Remove the grant",
  saved: "Saved.",
  nothing: "Nothing is different from what is stored.",
  wrong: {
    day: "The day’s budget must be an amount from 0 to 1,000,000, with at most six decimals.",
    month: "The month’s budget must be an amount from 0 to 1,000,000, with at most six decimals.",
    until: "“Until” must be a whole date and time.",
  },
};

export const history = {
  title: "What was changed",
  hint: "From the latest 200 things that admins and machines did. Times are UTC.",
  none: "Nothing was changed lately.",
  list: "The latest changes",
  did: {
    block: "blocked the account",
    unblock: "let the account in again",
    grant: "changed the grant",
    credit: "changed the credit",
    "sign-out": "signed the user out everywhere",
  } as Record<string, string>,
  removed: "removed",
  budgets: "budgets",
  key: (key: string) => `key ${key}`,
};
