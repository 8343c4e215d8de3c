/** Whether an input method is still composing: Enter then picks a word and sends nothing. */
import type { KeyboardEvent } from "react";

export function isComposing(event: KeyboardEvent): boolean {
  // Safari reports the Enter that ends a composition only as key code 229.
  // oxlint-disable-next-line typescript/no-deprecated
  return event.nativeEvent.isComposing || event.keyCode === 229;
}
