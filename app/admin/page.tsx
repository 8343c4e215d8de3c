/** The owner's page, for admins. To everyone else there is nothing here. */
import type { Metadata } from "next";
import { notFound } from "next/navigation";

import { OwnersPage } from "@/components/admin/owners-page.tsx";
import { StoreOutage } from "@/components/admin/store-outage.tsx";
import { currentUserIsAdmin } from "@/lib/auth/current-user.ts";
import { ownersFigures } from "@/lib/operate/owners-figures.ts";

type Props = { searchParams: Promise<{ page?: string | string[] }> };

/** Only for whoever may see the page: the title of a page that is not there would be a hint. */
export async function generateMetadata(): Promise<Metadata> {
  return (await currentUserIsAdmin()) ? { title: "Owner’s page · Guarded Chat" } : {};
}

export default async function AdminPage({ searchParams }: Props) {
  if (!(await currentUserIsAdmin())) notFound();
  const { page } = await searchParams;
  const { now, figures } = await ownersFigures(page);
  return figures ? <OwnersPage {...figures} now={now} /> : <StoreOutage now={now} />;
}
