/** Copies the last answer: its button is pressed, since the button says by itself whether it worked. */
export function pressLastCopy(content: HTMLElement | null): void {
  [...(content?.querySelectorAll<HTMLElement>("[data-copy=answer]") ?? [])].at(-1)?.click();
}
