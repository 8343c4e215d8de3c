/** The command line: what it takes, and what it says about the rest. */
import { expect, it } from "vitest";

import { readOptions } from "./options.ts";

const URL_OPTION = ["--url", "http://127.0.0.1:9"];

it("reads a target that speaks another protocol", () => {
  const args = ["--profile", "openai", "--path", "/v1/x", "--header", "authorization: Bearer k", "--model", "a"];
  expect(readOptions([...URL_OPTION, ...args])).toMatchObject({
    target: { profile: "openai", path: "/v1/x", headers: { authorization: "Bearer k" }, model: "a", maxUsd: 1 },
  });
});

it("reads where the bill is and what the first user may spend", () => {
  const args = ["--provider-bill", "http://127.0.0.1:9/bill", "--ceiling-usd", "0.005"];
  expect(readOptions([...URL_OPTION, ...args])).toMatchObject({
    money: { billUrl: "http://127.0.0.1:9/bill", ceilingMicroUsd: 5_000 },
  });
});

it.each([
  [[]],
  [[...URL_OPTION, "--provider-bill", "http://127.0.0.1:9/bill"]],
  [[...URL_OPTION, "--ceiling-usd", "1"]],
  [[...URL_OPTION, "--only", "money"]],
  [["--url", "ftp://x"]],
  [[...URL_OPTION, "--profile", "other"]],
  [[...URL_OPTION, "--path", "api"]],
  [[...URL_OPTION, "--max-usd", "much"]],
  [[...URL_OPTION, "--max-requests", ""]],
  [[...URL_OPTION, "--header", "no colon"]],
  [[...URL_OPTION, "--only", "nowhere"]],
  [[...URL_OPTION, "--unknown"]],
])("says what is wrong with %j", (args) => {
  expect(readOptions(args)).toHaveProperty("wrong");
});
