"use client";
/** The pictures that are about to be sent: chosen, pasted or dropped, read one by one, and removed again. */
import type { FileUIPart } from "ai";
import { useState } from "react";

import { newId } from "../chat/new-id.ts";
import { pictures as words } from "../strings/answer.ts";
import type { PictureBounds } from "./scale-picture.ts";

export type DraftPicture = {
  id: string;
  name: string;
  /** Undefined while the file is read. */
  part: FileUIPart | undefined;
};

/** @param most how many a message to the chosen model may have */
export function useDraftPictures(first: FileUIPart[], most: number, bounds: PictureBounds) {
  const [list, setList] = useState(() => first.map(drafted));
  const [unread, setUnread] = useState<string>();

  const add = (files: File[]) => {
    const room = Math.max(0, most - list.length);
    setUnread(files.length > room && most > 0 ? words.tooMany(most) : undefined);
    for (const file of most > 0 ? files.slice(0, room) : []) void read(file);
  };
  const read = async (file: File) => {
    const id = newId();
    setList((now) => [...now, { id, name: file.name, part: undefined }]);
    try {
      const { scalePicture } = await import("./scale-picture.ts");
      const part = await scalePicture(file, bounds);
      setList((now) => now.map((picture) => (picture.id === id ? { ...picture, part } : picture)));
    } catch {
      remove(id);
      setUnread(words.unreadable(file.name));
    }
  };
  const remove = (id: string) => setList((now) => now.filter((picture) => picture.id !== id));
  const set = (pictures: FileUIPart[]) => {
    setList(pictures.map(drafted));
    setUnread(undefined);
  };
  const trouble = list.length > most ? (most === 0 ? words.unseen : words.tooMany(most)) : unread;
  const parts = list.flatMap(({ part }) => part ?? []);
  return { list, parts, most, add, remove, set, trouble, ready: parts.length === list.length && list.length <= most };
}

function drafted(part: FileUIPart): DraftPicture {
  return { id: newId(), name: part.filename ?? "", part };
}
