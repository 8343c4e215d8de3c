/** What visitors read in the chat: the composer, the conversation and the list of chats. */

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
