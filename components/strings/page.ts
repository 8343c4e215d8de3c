/**
 * The words of whole pages that say one thing. They stand apart, because each page that shows an error is fetched with every other page, and
 * brings along all of a file that it imports from.
 */

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
