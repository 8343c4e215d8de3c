/** What visitors read when something did not work. */

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
    title: "Your allowance has no room for this",
    text: "It fills up again by itself. A shorter question or another model may still fit.",
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
