import { getEventListeners } from "node:events";

import { afterEach, beforeEach, expect, it, vi } from "vitest";

import { ReplyDeadline } from "../../lib/chat/reply-deadline.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function begin() {
  const [client, hold] = [new AbortController(), new AbortController()];
  const limits = { replySeconds: 60, stallSeconds: 20 };
  const deadline = new ReplyDeadline(limits, { clientGone: client.signal, cut: hold.signal });
  return { deadline, call: deadline.startCall(), client, signals: [client.signal, hold.signal, deadline.signal] };
}

it("leaves no timer and no listener behind a reply that has ended", async () => {
  const { deadline, call, signals } = begin();
  call.heardFromProvider();
  call.heardEnd();
  call.clear();
  deadline.clear();
  expect(vi.getTimerCount()).toBe(0);
  for (const signal of signals) expect(getEventListeners(signal, "abort")).toEqual([]);
  await vi.advanceTimersByTimeAsync(120_000);
  expect([deadline.signal.aborted, call.signal.aborted]).toEqual([false, false]);
});

it("cuts a provider that keeps its connection open after the end", async () => {
  const { call } = begin();
  call.heardEnd();
  await vi.advanceTimersByTimeAsync(90);
  expect(call.signal.aborted).toBe(false);
  await vi.advanceTimersByTimeAsync(20);
  expect(call.signal.aborted).toBe(true);
});

it("listens on for a moment when the client leaves, and knows that it has left", async () => {
  const { deadline, call, client } = begin();
  client.abort();
  expect([deadline.clientIsGone, call.signal.aborted]).toEqual([true, false]);
  await vi.advanceTimersByTimeAsync(110);
  expect(call.signal.aborted).toBe(true);
});
