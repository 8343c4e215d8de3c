import { expect, it } from "vitest";

import { sendChange } from "../../components/admin/send-change.ts";
import { Refusal, toResponse } from "../../lib/errors.ts";

const answering = (response: () => Response) => () => Promise.resolve(response());

it("puts the change as JSON, and has nothing to say when it is done", async () => {
  const sent: Request[] = [];
  const outcome = await sendChange({ path: "/api/admin/pause", body: { paused: true } }, (path, init) => {
    sent.push(new Request(`http://127.0.0.1${path as string}`, init));
    return Promise.resolve(Response.json({ paused: true }));
  });
  expect(outcome).toEqual({ answer: { paused: true } });
  expect([sent[0]?.method, sent[0]?.headers.get("content-type"), await sent[0]?.text()]).toEqual([
    "PUT",
    "application/json",
    '{"paused":true}',
  ]);
});

it.each([
  ["not_signed_in", /signed out/],
  ["forbidden", /may not/],
  ["store_unavailable", /nothing was changed/],
  ["invalid_request", /That did not work: The request could not be understood/],
] as const)("says %s in words, with the request's id", async (code, text) => {
  const outcome = await sendChange(
    { path: "/x", body: {} },
    answering(() => toResponse(new Refusal(code), "request-1")),
  );
  expect(outcome).toEqual({ trouble: { text: expect.stringMatching(text) as string, requestId: "request-1" } });
});

it("does not echo an answer that is no problem of ours", async () => {
  const page = () => new Response("<h1>Bad gateway</h1>", { status: 502 });
  const outcome = await sendChange({ path: "/x", body: {} }, answering(page));
  expect(outcome).toEqual({ trouble: { text: "That did not work (502). Try again." } });
});

it("says so when the service cannot be reached", async () => {
  const outcome = await sendChange({ path: "/x", body: {} }, () => Promise.reject(new TypeError("Failed to fetch")));
  expect(outcome).toEqual({ trouble: { text: expect.stringContaining("could not be reached") as string } });
});
