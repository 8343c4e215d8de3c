/** The chat page that the README shows for those who bring their own: the real useChat, drawn by React, against the built app. */
import { readFileSync } from "node:fs";
import { join } from "node:path";

import { Window } from "happy-dom";
import { act } from "react";
import type { Root } from "react-dom/client";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";

import { type App, startApp } from "../support/app/app.ts";
import { ROOT } from "../support/app/build.ts";

let app: App;
let root: Root;
const network = globalThis.fetch;

beforeAll(async () => {
  const window = new Window({ url: "http://localhost/" });
  const { document, FormData, HTMLElement, HTMLIFrameElement } = window;
  Object.assign(globalThis, { window, document, FormData, HTMLElement, HTMLIFrameElement });
  app = await startApp({ safeguards: { plans: { member: { requests: { "5m": 2 } } } } });
  Object.assign(globalThis, { IS_REACT_ACT_ENVIRONMENT: true });
});
afterAll(() => app.stop());

beforeEach(async () => {
  const { cookie } = await app.visitor();
  // A browser resolves addresses, sends the cookie and says where it comes from.
  vi.stubGlobal("fetch", (path: string, init: RequestInit) => {
    const headers = new Headers(init.headers);
    headers.set("cookie", cookie);
    headers.set("origin", app.origin);
    return network(new URL(path, app.origin), { ...init, headers });
  });
  // React looks for a document when it is imported.
  const [{ createRoot }, { Chat }] = await Promise.all([import("react-dom/client"), import("./own-chat-page.tsx")]);
  root = createRoot(document.body.appendChild(document.createElement("main")));
  act(() => root.render(<Chat />));
});
afterEach(() => {
  act(() => root.unmount());
  document.body.replaceChildren();
  vi.unstubAllGlobals();
});

function ask(question: string): void {
  const input = document.querySelector("input");
  if (input) input.value = question;
  act(() => document.querySelector("button")?.click());
}

async function expectText(selector: string, text: string): Promise<void> {
  await vi.waitFor(
    async () => {
      await act(() => new Promise((resolve) => setTimeout(resolve, 20)));
      expect(document.querySelector(selector)?.textContent).toContain(text);
    },
    { timeout: 15_000 },
  );
}

describe("a chat page of one's own", () => {
  it("shows answers, and the reason of a refusal", async () => {
    app.provider.behave({ kind: "answer", text: "Hello from the provider" });
    ask("Say hello");
    await expectText("pre", "Say hello\nHello from the provider");
    ask("And again");
    await expectText("pre", "And again\nHello from the provider");
    ask("Once more");
    await expectText("[role=alert]", "requests");
  });

  it("is the code that the README shows", () => {
    const code = readFileSync(join(ROOT, "tests/app/own-chat-page.tsx"), "utf8");
    expect(readFileSync(join(ROOT, "README.md"), "utf8")).toContain(`\`\`\`tsx\n${code}\`\`\``);
  });
});
