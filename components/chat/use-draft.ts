"use client";
/** What is about to be sent: words and pictures. A question that was taken back comes here to be changed. */
import type { UIMessage } from "ai";
import { useState } from "react";

import { picturesOf } from "../pictures/message-pictures.ts";
import type { PictureBounds } from "../pictures/scale-picture.ts";
import { useDraftPictures } from "../pictures/use-draft-pictures.ts";
import type { ModelChoice } from "../usage/model-choice.ts";
import { messageText } from "./message-text.ts";

export type Draft = ReturnType<typeof useDraft>;
type Options = { models: ModelChoice[]; model: string | undefined; bounds: PictureBounds };

export function useDraft(first: UIMessage | undefined, { models, model, bounds }: Options) {
  const [text, setText] = useState(first ? messageText(first) : "");
  const mostPictures = models.find(({ id }) => id === model)?.images ?? 0;
  const pictures = useDraftPictures(first ? picturesOf(first) : [], mostPictures, bounds);
  const set = (message?: UIMessage) => {
    setText(message ? messageText(message) : "");
    pictures.set(message ? picturesOf(message) : []);
  };
  return { text, setText, pictures, mostPictures, set };
}
