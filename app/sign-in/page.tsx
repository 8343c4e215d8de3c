/** The way in: every sign-in that this deployment offers, and what went wrong with the last one. */
import type { Metadata } from "next";
import { redirect } from "next/navigation";

import { signInErrorText } from "@/components/sign-in/error-texts.ts";
import { SignInCard } from "@/components/sign-in/sign-in-card.tsx";
import { pages } from "@/components/strings/page.ts";
import { service } from "@/components/strings/entrance.ts";
import { isLetIn } from "@/lib/auth/current-user.ts";
import { signInOptions } from "@/lib/sign-in/sign-in-options.ts";

export const metadata: Metadata = { title: pages.signInTitle(service.name) };

type Props = { searchParams: Promise<{ error?: string | string[] }> };

export default async function SignInPage({ searchParams }: Props) {
  if (await isLetIn()) redirect("/");
  const { error } = await searchParams;
  return <SignInCard options={signInOptions()} error={signInErrorText(error)} />;
}
