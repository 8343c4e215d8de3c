/** A browser page that must stay clean: no console error, no uncaught exception, nothing blocked by the content security policy. */
import { expect, type Page, test as base } from "@playwright/test";

type Options = {
  /** What a test provokes on purpose, e.g. the browser's own line about an answer with an error status. */
  expectedErrors: RegExp[];
};

export const test = base.extend<Options>({
  expectedErrors: [[], { option: true }],
  page: async ({ page, expectedErrors }, runTest) => {
    const errors: string[] = [];
    page.on(
      "console",
      (message) => message.type() === "error" && errors.push(`${message.text()} ${message.location().url}`),
    );
    page.on("pageerror", (error) => errors.push(String(error)));
    await page.addInitScript(() => {
      document.addEventListener("securitypolicyviolation", ({ violatedDirective, blockedURI }) =>
        console.error(`The policy blocked ${violatedDirective} ${blockedURI}`),
      );
    });
    await runTest(page);
    expect(errors.filter((error) => !expectedErrors.some((expected) => expected.test(error)))).toEqual([]);
  },
});

export async function send(page: Page, text: string): Promise<void> {
  // A page that is still waking up takes the words and forgets them, so they are typed until the button answers.
  await expect(async () => {
    await page.getByRole("textbox", { name: "Message" }).fill(text);
    await expect(page.getByRole("button", { name: "Send", exact: true })).toBeEnabled({ timeout: 250 });
  }).toPass();
  await page.keyboard.press("Enter");
}

/** Sends, and waits until the answer is complete. */
export async function ask(page: Page, text: string): Promise<void> {
  const complete = page.getByRole("button", { name: "Copy answer" });
  const before = await complete.count();
  await send(page, text);
  await expect(complete).toHaveCount(before + 1);
}

export function conversation(page: Page) {
  return page.getByRole("log", { name: "Conversation" });
}
