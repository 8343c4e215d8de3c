"use client";
/** Opens the choice of files; on a phone that is the camera and the photos. */
import { useRef } from "react";

import { pictures as words } from "../strings/answer.ts";
import type { ModelChoice } from "../usage/model-choice.ts";
import { Icon } from "../ui/icon.tsx";

/** What the service takes, and what browsers read besides: whatever it is, it is written anew. */
const KINDS = "image/png,image/jpeg,image/webp,image/gif,image/avif";

type Props = { models: ModelChoice[]; model: string | undefined; onFiles: (files: File[]) => void };

/** Nothing where no model at hand sees pictures. */
export function AttachButton({ models, model, onFiles }: Props) {
  const field = useRef<HTMLInputElement>(null);
  if (models.every(({ images }) => images === 0)) return null;
  const most = models.find(({ id }) => id === model)?.images;
  const label = most === 0 ? words.unseen : words.add;
  return (
    <>
      <input
        ref={field}
        type="file"
        accept={KINDS}
        multiple={most !== 1}
        hidden
        onChange={({ target }) => {
          onFiles([...(target.files ?? [])]);
          // The same file again is a choice too.
          target.value = "";
        }}
      />
      <button
        type="button"
        className="button-quiet size-10 shrink-0 rounded-full disabled:opacity-40"
        aria-label={label}
        title={label}
        disabled={!most}
        onClick={() => field.current?.click()}
      >
        <Icon name="image" />
      </button>
    </>
  );
}
