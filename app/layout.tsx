/** The frame around every page: language, title, theme. */
import "./globals.css";

import type { Metadata, Viewport } from "next";
import { cookies } from "next/headers";
import type { ReactNode } from "react";

import { parseTheme, THEME_COOKIE } from "@/components/account/theme.ts";
import { service } from "@/components/strings/entrance.ts";

export const metadata: Metadata = { title: service.name, description: service.promise };

export const viewport: Viewport = {
  colorScheme: "light dark",
  interactiveWidget: "resizes-content",
  themeColor: [
    { media: "(prefers-color-scheme: light)", color: "#fbfaf7" },
    { media: "(prefers-color-scheme: dark)", color: "#141614" },
  ],
};

export default async function RootLayout({ children }: { children: ReactNode }) {
  // Reading a cookie also keeps pages from being prerendered: the content security policy's nonce is new for each request.
  const theme = parseTheme((await cookies()).get(THEME_COOKIE)?.value);
  return (
    <html lang="en" data-theme={theme}>
      <body>{children}</body>
    </html>
  );
}
