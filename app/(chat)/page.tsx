/** The chat, for whoever is signed in. */
import { redirect } from "next/navigation";

import { ChatPage } from "@/components/chat/chat-page.tsx";
import { currentUser } from "@/lib/auth/current-user.ts";

export default async function Page() {
  const user = await currentUser();
  if (!user) redirect("/sign-in");
  return <ChatPage visitor={{ name: user.name, plan: user.plan }} />;
}
