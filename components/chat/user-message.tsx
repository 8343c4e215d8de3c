/** What the visitor wrote, exactly as typed. */
import { memo } from "react";

export const UserMessage = memo(function UserMessage({ text }: { text: string }) {
  return (
    <article className="mb-6 flex justify-end pl-10 sm:pl-24">
      <h2 className="sr-only">You</h2>
      <p className="rounded-3xl rounded-br-lg bg-bubble px-4 py-2.5 wrap-anywhere whitespace-pre-wrap">{text}</p>
    </article>
  );
});
