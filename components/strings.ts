/** Every word that visitors read on the landing page, at sign-in and in the chat. A translator edits this file and no other. */

// CUSTOMISE: the name and the promise of your service.
export const service = {
  name: "Guarded Chat",
  promise: "Ask anything. Fast answers, fair limits.",
};

export const landing = {
  title: "A chat whose bill cannot surprise its owner",
  lead: "Ask anything and get fast answers. Behind the page, every message is checked against limits and a budget before it costs a cent.",
  start: "Start chatting",
  points: [
    { icon: "shield", title: "A ceiling that holds", text: "The worst case is set aside before each answer begins." },
    {
      icon: "clock",
      title: "Fair limits, in sight",
      text: "You always see how many messages are left, and when more come.",
    },
    {
      icon: "lock",
      title: "Your chats stay yours",
      text: "The list of your chats is kept in this browser, not on the server.",
    },
  ],
} as const;

export const signIn = {
  title: "Sign in",
  with: (provider: string) => `Continue with ${provider}`,
  asGuest: "Continue as a guest",
  guestHint: "A guest needs no account. There are fewer messages, and signing out deletes the chats.",
  name: "Your name",
  nameExample: "Ada",
  start: "Start chatting",
  wait: "One moment…",
  localHint:
    "This is the local demo sign-in. It exists only on a machine where nothing is configured, and asks for no password.",
  none: "There is no way to sign in at the moment.",
  unreachable: "We could not be reached. Check your connection and try again.",
};

/** By what went wrong; components/sign-in/error-texts.ts says which of next-auth's codes means which. */
export const signInErrors = {
  notAllowed: "This account is not allowed in. If you think it should be, tell the people who run this service.",
  notWorking: "Signing in does not work at the moment. Please try again later.",
  wrongDetails: "That did not work. Please check what you entered.",
  sameWay: "Please sign in the same way as the first time.",
  signInFirst: "Please sign in first.",
  expired: "This sign-in link has expired. Please start again.",
  otherWay: "That account could not be used. Try another way to sign in.",
  brokeOff: "Signing in did not finish. Please try again.",
};

export const account = {
  title: "Account",
  of: (name: string) => `Account: ${name}`,
  plan: (plan: string) => `${plan} plan`,
  planNames: { guest: "Guest", member: "Member", admin: "Admin" },
  ownersPage: "Owner’s page",
  shortcuts: "Keyboard shortcuts",
  signOut: "Sign out",
  signOutAndDelete: "Sign out and delete chats",
  signingOut: "Signing out…",
  chatsStay: "Signing out keeps your chats in this browser for your next visit.",
  chatsGo: "Signing out deletes your chats: a guest cannot come back to them.",
};

export const header = {
  newChat: "New chat",
  history: "Your chats",
};

export const emptyChat = {
  hello: (name: string) => `Hello, ${name}`,
  question: "What would you like to know?",
  // CUSTOMISE: what your service is good at.
  suggestions: [
    { icon: "table", title: "Show me a table", prompt: "Show me a table that compares three ways to make coffee." },
    { icon: "code", title: "Write some code", prompt: "Write code that checks whether a word is a palindrome." },
    { icon: "idea", title: "Explain an idea", prompt: "Explain rate limiting to someone who has never heard of it." },
    { icon: "pencil", title: "Help me write", prompt: "Help me write a short, friendly note to a new neighbour." },
  ],
} as const;

export const composer = {
  label: "Message",
  placeholder: "Ask anything",
  send: "Send",
  sendSoon: "Send, possible again soon",
  stop: "Stop",
  caution: "Answers can be wrong. Check what matters.",
};

export const conversation = {
  title: "Conversation",
  you: "You",
  assistant: "Assistant",
  thinking: "The assistant is thinking",
  latest: "Jump to latest",
  copyAnswer: "Copy answer",
  answerCopied: "Answer copied",
  copyFailed: "Could not copy",
  regenerate: "Regenerate answer",
  stopped: "You stopped this answer",
  edit: "Edit message",
  editing: "Your message, changed",
  editHint: "What follows this message is replaced.",
  resend: "Send again",
  cancel: "Cancel",
};

export const history = {
  title: "Your chats",
  close: "Close your chats",
  none: "Nothing here yet. A chat appears in this list with its first message.",
  today: "Today",
  yesterday: "Yesterday",
  untitled: "Untitled chat",
  actions: (title: string) => `Actions for ${title}`,
  rename: "Rename",
  newTitle: "New title",
  save: "Save",
  cancel: "Cancel",
  remove: "Delete",
  removed: (title: string) => `“${title}” is deleted.`,
  undo: "Undo",
  asMarkdown: "Save as Markdown",
  asJson: "Save as JSON",
  all: "All chats",
  allAsMarkdown: "Save all as Markdown",
  allAsJson: "Save all as JSON",
  clear: "Delete all chats",
  clearQuestion: "Delete all chats?",
  clearText: "They exist in this browser only, so they cannot be brought back.",
  clearConfirm: "Delete all",
  privacy:
    "Kept in this browser, for your account only, and never sent to a server as a list. Whoever can use this browser could find them.",
  full: "This chat could not be kept: the browser has no room left for it. Deleting old chats makes room.",
  tooLong: "This chat is too long to be kept in the list. Save it as a file if you need it.",
  blocked: "This browser does not let the page keep chats, so the list ends with this tab.",
};

export const shortcuts = {
  title: "Keyboard shortcuts",
  close: "Close",
  newChat: "New chat",
  focus: "Go to the message field",
  history: "Open or close your chats",
  stop: "Stop the answer",
  copy: "Copy the last answer",
  help: "Show these shortcuts",
  send: "Send the message",
  newLine: "Begin a new line",
  or: "or",
};

export const pages = {
  signInTitle: (name: string) => `Sign in · ${name}`,
  notFound: "Nothing lives here",
  notFoundText: "The address may be old, or mistyped.",
  toTheChat: "Go to the chat",
  failed: "Something went wrong",
  failedText: "This page could not be shown. Loading it again often helps.",
  reload: "Reload",
  reference: (digest: string) => `Reference ${digest}`,
};
