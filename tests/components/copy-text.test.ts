// @vitest-environment happy-dom
import { afterEach, beforeEach, expect, it, vi } from "vitest";

import { copyText } from "../../components/ui/copy-text.ts";

const execCommand = vi.fn<(command: string) => boolean>();
const clipboardIs = (clipboard: unknown) =>
  Object.defineProperty(navigator, "clipboard", { value: clipboard, configurable: true });

beforeEach(() => void Object.assign(document, { execCommand }));
afterEach(() => execCommand.mockReset());

it("uses the browser's clipboard where there is one", async () => {
  const writeText = vi.fn<() => Promise<void>>().mockResolvedValue();
  clipboardIs({ writeText });
  expect(await copyText("tea")).toBe(true);
  expect(writeText).toHaveBeenCalledWith("tea");
  expect(execCommand).not.toHaveBeenCalled();
});

it.each([
  ["there is none", undefined],
  ["it refuses", { writeText: () => Promise.reject(new Error("NotAllowed")) }],
])("copies a selection when %s, and gives the focus back", async (_, clipboard) => {
  clipboardIs(clipboard);
  document.body.innerHTML = "<button>Copy</button>";
  document.querySelector("button")?.focus();
  let selected = "";
  execCommand.mockImplementation(() => {
    selected = document.querySelector("textarea")?.value ?? "";
    return true;
  });
  expect(await copyText("tea\nand rice")).toBe(true);
  expect(selected).toBe("tea\nand rice");
  expect(document.body.innerHTML).toBe("<button>Copy</button>");
  expect(document.activeElement?.tagName).toBe("BUTTON");
});

it("tells when neither way works", async () => {
  clipboardIs(undefined);
  execCommand.mockReturnValue(false);
  expect(await copyText("tea")).toBe(false);
  execCommand.mockImplementation(() => {
    throw new Error("NotSupported");
  });
  expect(await copyText("tea")).toBe(false);
});
