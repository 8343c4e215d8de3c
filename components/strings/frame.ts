/** What visitors read around the chat: the account, the appearance, the shortcuts and the limits. */

export const account = {
  title: "Account",
  of: (name: string) => `Account: ${name}`,
  plan: (plan: string) => `${plan} plan`,
  ownersPage: "Owner’s page",
  shortcuts: "Keyboard shortcuts",
  signOut: "Sign out",
  signOutAndDelete: "Sign out and delete chats",
  signingOut: "Signing out…",
  signOutEverywhere: "Sign out everywhere",
  signOutFailed: "Signing out everywhere did not work. Please try again.",
  chatsStay: "Signing out keeps your chats in this browser for your next visit. Everywhere: on all your devices.",
  chatsGo: "Signing out deletes your chats: a guest cannot come back to them.",
};

export const header = {
  newChat: "New chat",
  history: "Your chats",
};

export const theme = {
  title: "Appearance",
  names: { system: "System", light: "Light", dark: "Dark" },
};

export const shortcuts = {
  title: "Keyboard shortcuts",
  close: "Close",
  newChat: "New chat",
  focus: "Go to the message field",
  history: "Go to your chats",
  stop: "Stop the answer",
  copy: "Copy the last answer",
  help: "Show these shortcuts",
  send: "Send the message",
  newLine: "Begin a new line",
};

export const usage = {
  title: "Your limits",
  short: "Limits",
  left: (count: number) => `${count} left`,
  unknown: "Your limits are not known yet.",
  messages: "Messages left",
  messagesHint: "Each message you send counts in all of these at once. One that is refused counts in none.",
  allowance: "Allowance left",
  allowanceHint:
    "Before an answer begins, the most it could cost is set aside. What it does not use comes back when it ends.",
  credit: "Credit left",
  creditHint: "Prepaid. It pays for an answer when an allowance has no room, and no day resets it.",
  of: (left: string, limit: string) => `${left} of ${limit}`,
  answers: (count: string, model: string) => `About ${count} usual answers of ${model}`,
  moreFrom: (moment: string) => `More from ${moment}`,
  windows: {
    "5m": "Within 5 minutes",
    "1h": "Within an hour",
    "1d": "Within a day",
    day: "Today",
    month: "This month",
  },
};
