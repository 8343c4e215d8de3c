import { expect, it } from "vitest";

import { FailureError } from "../../components/chat/failure.ts";
import { sendBrake } from "../../components/chat/send-brake.ts";

it("lets a quick person send, and stops a loop", () => {
  let time = 0;
  const brake = sendBrake(() => time);
  for (let sent = 0; sent < 6; sent++, time += 100) brake();
  expect(brake).toThrow(FailureError);
});

it("lets go again when the first of the burst is long enough ago, and says when that is", () => {
  let time = 1000;
  const brake = sendBrake(() => time);
  for (let sent = 0; sent < 6; sent++) brake();
  time = 10_999;
  expect(brake).toThrow(expect.objectContaining({ failure: { code: "sending_too_fast", retryAt: 11_000 } }));
  time = 11_000;
  expect(brake).not.toThrow();
});

it("never stops one message every two seconds", () => {
  let time = 0;
  const brake = sendBrake(() => time);
  for (let sent = 0; sent < 100; sent++, time += 2000) expect(brake).not.toThrow();
});
