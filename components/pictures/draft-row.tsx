/** The pictures above the words that they are sent with: each small, and with a way to take it out again. */
import { pictures as words } from "../strings/answer.ts";
import { Icon } from "../ui/icon.tsx";
import { Picture } from "./picture.tsx";
import type { DraftPicture } from "./use-draft-pictures.ts";

type Props = { list: DraftPicture[]; onRemove: (id: string) => void };

export function DraftRow({ list, onRemove }: Props) {
  return (
    <>
      <output className="sr-only">{list.length > 0 && words.added(list.length)}</output>
      {list.length > 0 && (
        <ul aria-label={words.title} className="flex flex-wrap gap-3 px-4 pt-4">
          {list.map(({ id, name, part }) => (
            <li key={id} className="relative size-20">
              {part ? (
                <Picture url={part.url} alt={words.alt(name)} className="size-full rounded-xl object-cover" />
              ) : (
                <span className="block size-full animate-pulse rounded-xl bg-sunken">
                  <span className="sr-only">{words.reading(name)}</span>
                </span>
              )}
              <button
                type="button"
                className="absolute -end-2 -top-2 flex size-7 items-center justify-center rounded-full border border-line-strong bg-surface hover:bg-sunken"
                aria-label={words.remove(name)}
                title={words.remove(name)}
                onClick={() => onRemove(id)}
              >
                <Icon name="close" className="size-4" />
              </button>
            </li>
          ))}
        </ul>
      )}
    </>
  );
}
