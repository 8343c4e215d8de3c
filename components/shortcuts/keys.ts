/** The keys that do something anywhere on the chat page. Chosen to match what people know from other chats. */
export type ShortcutName = "newChat" | "focus" | "history" | "stop" | "copy" | "help";

export type Keys = { key: string; shift: boolean; /** Control, or Command on Apple's machines. */ command: boolean };

export const SHORTCUTS: (Keys & { name: ShortcutName })[] = [
  { name: "newChat", key: "o", shift: true, command: true },
  { name: "history", key: "s", shift: true, command: true },
  { name: "copy", key: "c", shift: true, command: true },
  { name: "focus", key: "Escape", shift: true, command: false },
  { name: "stop", key: "Escape", shift: false, command: false },
  { name: "help", key: "/", shift: false, command: true },
];

type Pressed = Pick<KeyboardEvent, "key" | "shiftKey" | "ctrlKey" | "metaKey" | "altKey">;

/** @returns undefined when these keys mean nothing here */
export function shortcutOf(pressed: Pressed): ShortcutName | undefined {
  return SHORTCUTS.find((keys) => isPressed(keys, pressed))?.name;
}

function isPressed({ key, shift, command }: Keys, pressed: Pressed): boolean {
  const sameKey = pressed.key.toLowerCase() === key.toLowerCase();
  // On some keyboards the slash itself needs Shift.
  const sameShift = pressed.shiftKey === shift || key === "/";
  return sameKey && sameShift && !pressed.altKey && (pressed.ctrlKey || pressed.metaKey) === command;
}

const APPLE = { command: "⌘", shift: "⇧", Escape: "esc", Enter: "↵" };
const OTHER = { command: "Ctrl", shift: "Shift", Escape: "Esc", Enter: "Enter" };

/** @returns what stands on the keys, one by one */
export function keyNames({ key, shift, command }: Keys, apple: boolean): string[] {
  const names = apple ? APPLE : OTHER;
  const last = key === "Escape" || key === "Enter" ? names[key] : key.toUpperCase();
  return [...(command ? [names.command] : []), ...(shift ? [names.shift] : []), last];
}
