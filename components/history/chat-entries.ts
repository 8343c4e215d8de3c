/** One account's chats in the browser's storage: as much of each as there is room for. */
import { PICTURE_ROOM, pictureSize, withinRoom } from "./picture-room.ts";
import { OwnEntries, type StorageTrouble } from "./own-entries.ts";
import { parseChat, type StoredChat } from "./stored-chat.ts";

export class ChatEntries extends OwnEntries {
  /** How many characters of each entry are pictures. */
  readonly #pictureSizes = new Map<string, number>();

  /** @returns undefined when no other tab has changed the entry, null when it is gone, or holds no chat of that id */
  changedChat(id: string): StoredChat | null | undefined {
    const text = this.news(id);
    if (text === undefined) return undefined;
    const chat = parseChat(text);
    this.#pictureSizes.set(id, chat ? pictureSize(chat) : 0);
    return chat?.id === id ? chat : null;
  }

  /**
   * Words come first: a chat whose pictures have no room is kept without them.
   * @returns what could not be kept
   */
  keep(chat: StoredChat): StorageTrouble | undefined {
    const others = [...this.#pictureSizes].reduce((sum, [id, size]) => (id === chat.id ? sum : sum + size), 0);
    const fitting = withinRoom(chat, PICTURE_ROOM - others);
    const trouble = this.#write(fitting);
    if (trouble !== "full" || pictureSize(fitting) === 0) return trouble ?? lost(chat, fitting);
    const bare = withinRoom(chat, 0);
    return this.#write(bare) ?? lost(chat, bare);
  }

  #write(chat: StoredChat): StorageTrouble | undefined {
    const trouble = this.write(chat.id, JSON.stringify(chat));
    if (!trouble) this.#pictureSizes.set(chat.id, pictureSize(chat));
    return trouble;
  }

  override remove(id: string): void {
    this.#pictureSizes.delete(id);
    super.remove(id);
  }
}

function lost(chat: StoredChat, kept: StoredChat): StorageTrouble | undefined {
  return pictureSize(kept) < pictureSize(chat) ? "pictures" : undefined;
}
