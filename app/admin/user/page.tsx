/** One user on the owner's page, by their id, for admins. To everyone else there is nothing here. */
import type { Metadata } from "next";
import { notFound, redirect } from "next/navigation";

import { StoreOutage } from "@/components/admin/store-outage.tsx";
import { UserPage } from "@/components/admin/user/user-page.tsx";
import { currentUserIsAdmin } from "@/lib/auth/current-user.ts";
import { accountOf } from "@/lib/operate/read-account.ts";
import { userFigures } from "@/lib/operate/user-figures.ts";

type Props = { searchParams: Promise<{ id?: string | string[] }> };

/** Only for whoever may see the page: the title of a page that is not there would be a hint. */
export async function generateMetadata(): Promise<Metadata> {
  return (await currentUserIsAdmin()) ? { title: "One user · Guarded Chat" } : {};
}

export default async function AdminUserPage({ searchParams }: Props) {
  if (!(await currentUserIsAdmin())) notFound();
  const account = accountOf((await searchParams).id);
  if (account === undefined) redirect("/admin");
  const { now, figures } = await userFigures(account);
  return figures ? <UserPage key={account} figures={figures} now={now} /> : <StoreOutage now={now} />;
}
