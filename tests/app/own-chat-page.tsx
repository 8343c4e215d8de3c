import { useChat } from "@ai-sdk/react";
import { DefaultChatTransport } from "ai";

async function chatToken(): Promise<string> {
  const answer = await fetch("/api/token", { method: "POST" });
  if (!answer.ok) throw new Error(await answer.text());
  const { token } = (await answer.json()) as { token: string };
  return token;
}

const transport = new DefaultChatTransport({
  headers: async () => ({ "x-chat-token": await chatToken() }),
});

function detailOf({ message }: Error): string {
  return (JSON.parse(message) as { detail: string }).detail;
}

export function Chat() {
  const { messages, sendMessage, error } = useChat({ transport });
  const texts = messages.flatMap(({ parts }) => parts.flatMap((part) => (part.type === "text" ? [part.text] : [])));
  const ask = async (form: FormData) => {
    const text = form.get("question");
    if (typeof text === "string") await sendMessage({ text });
  };
  return (
    <form action={ask}>
      <pre>{texts.join("\n")}</pre>
      {error && <p role="alert">{detailOf(error)}</p>}
      <input name="question" aria-label="Question" />
      <button>Send</button>
    </form>
  );
}
