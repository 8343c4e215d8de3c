/** The pictures of a message that was sent, and which of them the model no longer sees. */
import type { FileUIPart } from "ai";

import { pictures as words } from "../strings/answer.ts";
import { Icon } from "../ui/icon.tsx";
import { isLost } from "./message-pictures.ts";
import { Picture } from "./picture.tsx";

type Props = { pictures: FileUIPart[]; seen: Set<FileUIPart> };

export function SentPictures({ pictures, seen }: Props) {
  const unseen = pictures.filter((picture) => !seen.has(picture) && !isLost(picture)).length;
  return (
    <>
      <ul aria-label={words.title} className="mb-2 flex flex-wrap justify-end gap-2 ps-10 sm:ps-24">
        {pictures.map((picture, at) => (
          <li key={at} className="max-w-full">
            {isLost(picture) ? (
              <p className="flex items-center gap-2 rounded-2xl border border-line bg-sunken px-3 py-2 text-sm text-muted">
                <Icon name="image" className="size-4 shrink-0" />
                {words.lost}
              </p>
            ) : (
              <Picture
                url={picture.url}
                alt={words.alt(picture.filename ?? "")}
                className="max-h-64 max-w-full rounded-2xl"
              />
            )}
          </li>
        ))}
      </ul>
      {unseen > 0 && <p className="mb-2 text-end text-xs text-muted">{words.old(unseen)}</p>}
    </>
  );
}
