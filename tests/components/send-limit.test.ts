import { expect, it } from "vitest";

import { FailureError } from "../../components/chat/failure.ts";
import { sendLimit } from "../../components/chat/send-limit.ts";

it("lets a quick person send, and stops a loop", () => {
  let time = 0;
  const checkLimit = sendLimit(() => time);
  for (let sent = 0; sent < 6; sent++, time += 100) checkLimit();
  expect(checkLimit).toThrow(FailureError);
});

it("lets go again when the first of the burst is long enough ago, and says when that is", () => {
  let time = 1000;
  const checkLimit = sendLimit(() => time);
  for (let sent = 0; sent < 6; sent++) checkLimit();
  time = 10_999;
  expect(checkLimit).toThrow(expect.objectContaining({ failure: { code: "sending_too_fast", retryAt: 11_000 } }));
  time = 11_000;
  expect(checkLimit).not.toThrow();
});

it("never stops one message every two seconds", () => {
  let time = 0;
  const checkLimit = sendLimit(() => time);
  for (let sent = 0; sent < 100; sent++, time += 2000) expect(checkLimit).not.toThrow();
});
