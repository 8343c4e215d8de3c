/** What visitors read before they are in: the landing page and the sign-in. */

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
