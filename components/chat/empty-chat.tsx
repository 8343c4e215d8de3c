/** The first sight of a new chat: a greeting and a few things to try. */
import { emptyChat } from "../strings/chat.ts";
import { Icon } from "../ui/icon.tsx";
import { Mark } from "../ui/mark.tsx";
import { useHydrated } from "../ui/use-hydrated.ts";

export function EmptyChat({ name, onPick }: { name: string; onPick: (prompt: string) => void }) {
  const hydrated = useHydrated();
  return (
    <section className="my-auto py-10">
      <Mark className="size-12" />
      <h1 className="mt-6 text-3xl font-semibold tracking-tight wrap-anywhere sm:text-4xl">{emptyChat.hello(name)}</h1>
      <p className="mt-1 text-xl text-muted sm:text-2xl">{emptyChat.question}</p>
      <ul className="mt-8 grid grid-cols-2 gap-3">
        {emptyChat.suggestions.map(({ icon, title, prompt }) => (
          <li key={title}>
            <button
              type="button"
              disabled={!hydrated}
              onClick={() => onPick(prompt)}
              className="flex h-full w-full flex-col items-start gap-3 rounded-2xl border border-line bg-surface p-4 text-left transition-colors sm:flex-row hover:border-accent hover:bg-accent-soft"
            >
              <Icon name={icon} className="mt-0.5 size-5 shrink-0 text-accent" />
              <span>
                <span className="block font-medium">{title}</span>
                <span className="block text-sm text-muted max-sm:hidden">{prompt}</span>
              </span>
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}
