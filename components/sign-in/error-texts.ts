/** The error codes next-auth puts into the address of the sign-in page, in friendly words. */
const OTHER_WAY = "That account could not be used. Try another way to sign in.";
const BROKE_OFF = "Signing in did not finish. Please try again.";

const TEXTS = new Map([
  ["AccessDenied", "This account is not allowed in. If you think it should be, tell the people who run this service."],
  ["Configuration", "Signing in does not work at the moment. Please try again later."],
  ["CredentialsSignin", "That did not work. Please check what you entered."],
  ["OAuthAccountNotLinked", "Please sign in the same way as the first time."],
  ["SessionRequired", "Please sign in first."],
  ["Verification", "This sign-in link has expired. Please start again."],
  ["OAuthCreateAccount", OTHER_WAY],
  ["EmailCreateAccount", OTHER_WAY],
  ["EmailSignin", BROKE_OFF],
  ["OAuthSignin", BROKE_OFF],
  ["OAuthCallback", BROKE_OFF],
  ["Callback", BROKE_OFF],
]);

/** @param code the `error` parameter as it came; anything unknown gets the general line and is never echoed */
export function signInErrorText(code: string | string[] | undefined): string | undefined {
  if (code === undefined) return undefined;
  return (typeof code === "string" ? TEXTS.get(code) : undefined) ?? BROKE_OFF;
}
