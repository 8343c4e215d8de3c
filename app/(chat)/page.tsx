/** The front page: the chat for whoever is signed in, and for everyone else what this is and the ways in. */
import { ChatApp } from "@/components/chat/chat-app.tsx";
import { LandingPage } from "@/components/landing/landing-page.tsx";
import { currentUser } from "@/lib/auth/current-user.ts";
import { pictureBounds } from "@/lib/chat/pictures/bounds.ts";
import { titleOf } from "@/lib/safeguards.ts";
import { signInOptions } from "@/lib/sign-in/sign-in-options.ts";
import { modelChoices } from "@/lib/usage/model-choices.ts";

export default async function Page() {
  const user = await currentUser();
  if (!user) return <LandingPage options={signInOptions()} />;
  const { id, name, plan, isGuest, isAdmin } = user;
  const visitor = { id, name, planTitle: titleOf(plan), isGuest, isAdmin };
  return <ChatApp visitor={visitor} models={modelChoices(plan)} pictureBounds={pictureBounds()} />;
}
