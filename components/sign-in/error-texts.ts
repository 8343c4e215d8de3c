/** The error codes next-auth puts into the address of the sign-in page, in friendly words. */
import { signInErrors } from "../strings/entrance.ts";

const TEXTS = new Map([
  ["AccessDenied", signInErrors.notAllowed],
  ["Configuration", signInErrors.notWorking],
  ["CredentialsSignin", signInErrors.wrongDetails],
  ["OAuthAccountNotLinked", signInErrors.sameWay],
  ["SessionRequired", signInErrors.signInFirst],
  ["Verification", signInErrors.expired],
  ["OAuthCreateAccount", signInErrors.otherWay],
  ["EmailCreateAccount", signInErrors.otherWay],
  ["EmailSignin", signInErrors.brokeOff],
  // Ours: lib/sign-in/next-auth-options.ts
  ["SubjectTooLong", signInErrors.subjectTooLong],
  ["AddressNotAllowed", signInErrors.addressNotAllowed],
  // Ours: lib/sign-in/require-solved.ts
  ["ChallengeFailed", signInErrors.challengeFailed],
  ["ChallengeUnavailable", signInErrors.challengeUnavailable],
  ["OAuthSignin", signInErrors.brokeOff],
  ["OAuthCallback", signInErrors.brokeOff],
  ["Callback", signInErrors.brokeOff],
]);

/** @param code the `error` parameter as it came; anything unknown gets the general line and is never echoed */
export function signInErrorText(code: string | string[] | undefined): string | undefined {
  if (code === undefined) return undefined;
  return (typeof code === "string" ? TEXTS.get(code) : undefined) ?? signInErrors.brokeOff;
}
