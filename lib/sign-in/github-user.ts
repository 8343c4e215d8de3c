/** GitHub's profile shows an address without saying whether it is verified; its list of addresses says so. */
import "server-only";

import type { UserinfoEndpointHandler } from "next-auth/providers/oauth";
import { z } from "zod";

const emailsSchema = z.array(z.object({ email: z.string(), primary: z.boolean(), verified: z.boolean() }));

export const githubUserWithVerifiedEmail: NonNullable<UserinfoEndpointHandler["request"]> = async ({
  client,
  tokens,
}) => {
  const token = tokens.access_token ?? "";
  const [profile, response] = await Promise.all([
    client.userinfo(token),
    fetch("https://api.github.com/user/emails", {
      headers: { authorization: `token ${token}` },
      redirect: "manual",
    }),
  ]);
  const emails = emailsSchema.safeParse(response.ok ? await response.json() : []);
  const primary = emails.data?.find((one) => one.primary && one.verified);
  return { ...profile, email: primary?.email ?? "", email_verified: primary !== undefined };
};
