/** Every word that visitors read on the landing page, at sign-in and in the chat. A translator edits this file and page-strings.ts. */

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
  challenge: "One check before you come in: it shows that you are a person.",
  challengeFailed: "The check could not be shown. Look whether something blocks it, and try again.",
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
  subjectTooLong:
    "Your account’s identifier there is too long for this service. Please sign in another way, or tell the people who run this service.",
  addressNotAllowed:
    "This service is for invited people, and your address is not among theirs. Sign in with another account, or ask the people who run it to add you.",
  challengeFailed: "The check that you are a person did not succeed. Please try again.",
  challengeUnavailable:
    "We could not check whether you are a person. Please try again in a minute, or sign in with an account.",
  brokeOff: "Signing in did not finish. Please try again.",
};

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
  sendIn: "Send, possible again in",
  stop: "Stop",
  tooLong: (percent: number) => `This is too long to be sent. About ${percent} % of it must go.`,
  caution: "Answers can be wrong. Check what matters.",
};

export const conversation = {
  title: "Conversation",
  you: "You",
  assistant: "Assistant",
  thinking: "The assistant is thinking",
  latest: "Jump to latest",
  copyAnswer: "Copy answer",
  copyCode: "Copy code",
  copied: "Copied",
  copyFailed: "Could not copy",
  regenerate: "Regenerate answer",
  continue: "Continue",
  askAgain: "Ask again",
  image: "Image",
  edit: "Edit message",
  editing: "Your message, changed",
  editHint: "Everything below this message is replaced.",
  resend: "Send again",
  leftOut: "This conversation has grown long: from here on, the assistant no longer sees its oldest part.",
  cancel: "Cancel",
};

/** How an answer ended, where it is not complete. Without words, it counts as used all the same. */
export const endings = {
  length: {
    withWords: "This answer reached its greatest length.",
    withoutWords:
      "The model used its whole allowance on thinking and wrote nothing, which counts as used. Try again, or choose another model.",
  },
  "content-filter": {
    withWords: "A content filter ended this answer.",
    withoutWords: "A content filter held this answer back. Please ask in another way.",
  },
  "tool-calls": {
    withWords: "This answer needed more steps than one answer may take.",
    withoutWords:
      "This answer needed more steps than one answer may take, and did not come to words. It counts as used.",
  },
  budget_exhausted: {
    withWords: "Your allowance had no room for the next step of this answer.",
    withoutWords: "Your allowance had no room for the next step of this answer.",
  },
  service_budget_exhausted: {
    withWords: "The chat has answered as much as it can for now, so this answer ended before its next step.",
    withoutWords: "The chat has answered as much as it can for now, so this answer ended before its next step.",
  },
  empty: {
    withWords: "",
    withoutWords: "The model answered without a word, which counts as used.",
  },
  stopped: { withWords: "You stopped this answer", withoutWords: "You stopped this answer" },
  interrupted: { withWords: "This answer was interrupted.", withoutWords: "This answer was interrupted." },
};

/** A call of a tool in an answer. */
export const tools = {
  // CUSTOMISE: what people read in place of a tool's name.
  names: { current_time: "the clock", my_limits: "your limits" } as Record<string, string>,
  running: (name: string) => `Using ${name}…`,
  done: (name: string) => `Used ${name}`,
  failed: (name: string) => `Could not use ${name}`,
  cutOff: (name: string) => `Did not finish using ${name}`,
  tool: "Tool",
  input: "Input",
  output: "Output",
  error: "Error",
  time: "Time",
  milliseconds: (count: string) => `${count} ms`,
  seconds: (count: string) => `${count} s`,
};

/** Pictures that are sent with a message. */
export const pictures = {
  title: "Pictures",
  add: "Add pictures",
  drop: "Drop pictures here",
  added: (count: number) => (count === 1 ? "1 picture is added." : `${count} pictures are added.`),
  alt: (name: string) => (name ? `Picture: ${name}` : "Picture"),
  reading: (name: string) => `Reading ${name || "the picture"}`,
  remove: (name: string) => `Remove ${name || "the picture"}`,
  tooMany: (most: number) => (most === 1 ? "A message can have one picture." : `A message can have ${most} pictures.`),
  unreadable: (name: string) => `${name || "The picture"} could not be read. Pictures can be PNG, JPEG, WebP or GIF.`,
  unseen: "This model sees no pictures.",
  old: (count: number) =>
    count === 1
      ? "The assistant does not see this picture any more."
      : "The assistant does not see these pictures any more.",
  lost: "A picture that was not kept",
};

/** Sent, and not shown, when somebody asks for the rest of an answer. */
export const continueRequest = "Continue exactly where you stopped, without repeating anything.";

export const models = {
  label: "Model",
  cheapest: "lowest price",
  blind: "no pictures",
  dearer: (times: string) => `about ${times} × the price`,
};

export const history = {
  title: "Your chats",
  close: "Close your chats",
  none: "Nothing here yet. A chat appears in this list with its first message.",
  today: "Today",
  yesterday: "Yesterday",
  untitled: "Untitled chat",
  picture: "A picture",
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
  clear: "Delete all chats",
  clearQuestion: "Delete all chats?",
  clearText: "They exist in this browser only, so they cannot be brought back.",
  clearConfirm: "Delete all",
  privacy: "Kept in this browser only. Whoever can use this browser could find them.",
  full: "The newest words could not be kept: this browser has no room left for them. Deleting old chats makes room.",
  pictures:
    "The newest pictures could not be kept: there is no more room for pictures in this browser. Deleting old chats makes room.",
  blocked: "This browser does not let the page keep chats, so the list ends with this tab.",
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

export const problems = {
  title: "Problem",
  sendAgainIn: "You can send again in",
  tryAgainIn: "Worth another try in",
  fullAgain: (moment: string) => `Your allowance is full again from ${moment}.`,
  openAgain: (moment: string) => `It answers again from ${moment}.`,
  tryAgain: "Try again",
  edit: "Edit message",
  newChat: "Start a new chat",
  signIn: "Sign in",
  reload: "Reload",
  reference: (id: string) => `Reference ${id}`,
  offline: "You are offline. What you write stays here until you are back.",
};

// CUSTOMISE: say these things in your own voice. Never mention the owner's billing, keys or quotas here.
/** One kind line for each code of a refusal, and for what goes wrong in the browser itself. */
export const failures = {
  invalid_request: {
    title: "That message did not get through",
    text: "Something in it could not be read. Change it a little and send it again.",
  },
  not_signed_in: { title: "You are signed out", text: "Sign in again to carry on chatting." },
  chat_token_invalid: { title: "The message took a moment too long", text: "Nothing was sent. Please try once more." },
  budget_exhausted: {
    title: "You have used up your allowance",
    text: "It fills up again by itself, so come back a little later.",
  },
  service_budget_exhausted: {
    title: "That is all for now",
    text: "The chat has answered as much as it can for the moment. Please come back later.",
  },
  forbidden: {
    title: "Your account cannot do this",
    text: "If you think it should, please tell the people who run this service.",
  },
  model_not_allowed: { title: "This model is not on your plan", text: "Choose another one below, then try again." },
  not_found: { title: "This page is out of date", text: "Reload it to carry on." },
  method_not_allowed: { title: "This page is out of date", text: "Reload it to carry on." },
  unsupported_media_type: { title: "This page is out of date", text: "Reload it to carry on." },
  body_timeout: { title: "Your message arrived too slowly", text: "The connection may be weak. Please try again." },
  chat_token_used: { title: "This was sent twice", text: "If no answer is on its way, please try again." },
  body_too_large: { title: "That is too much at once", text: "Shorten the message, or start a new chat." },
  rate_limited: { title: "Time for a short break", text: "You have sent many messages in a short while." },
  parallel_limit: {
    title: "One answer at a time",
    text: "Another answer of yours is still being written, perhaps in another tab.",
  },
  internal: { title: "Something broke on our side", text: "It is not your fault. Please try again." },
  upstream_error: {
    title: "The answer did not arrive",
    text: "The assistant could not finish this one. Please try again.",
  },
  provider_busy: {
    title: "The assistant is busy",
    text: "Many people are asking at once. Your message is kept, so you can send it again in a moment.",
  },
  prompt_refused: {
    title: "The assistant does not answer this",
    text: "It refused the message for its content. Sending the same again does not help; please change it.",
  },
  paused: { title: "The chat is taking a break", text: "It will be back. Please try again later." },
  store_unavailable: {
    title: "We cannot answer just now",
    text: "A part of the service is not responding. Please try again in a minute.",
  },
  provider_unavailable: {
    title: "The assistant is not available",
    text: "It cannot answer at the moment. Please try again later.",
  },
  upstream_timeout: { title: "The answer took too long", text: "The assistant stopped responding. Please try again." },
  offline: { title: "You are offline", text: "Check your connection, then try again." },
  network: { title: "The connection broke", text: "The answer may be incomplete. Please try again." },
  sending_too_fast: {
    title: "This page sent too often",
    text: "It tried many times in a row, so it stopped itself. Please wait a moment.",
  },
  page_outdated: {
    title: "There is a newer version of this page",
    text: "Reload the page to go on. Your chats stay in this browser.",
  },
  unexpected: { title: "Something went wrong", text: "Please try again." },
};
