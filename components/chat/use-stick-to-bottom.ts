"use client";
/** Keeps the newest words in view while they arrive, and lets go as soon as the visitor scrolls up. */
import { useCallback, useEffect, useRef, useState } from "react";

// Closer to the end than this counts as reading along.
const NEAR_PIXELS = 48;

/** @param begun whether there are messages already: then it begins at the newest ones */
export function useStickToBottom(begun: boolean) {
  const container = useRef<HTMLDivElement>(null);
  const content = useRef<HTMLDivElement>(null);
  // Nothing to follow before the first message: a tall greeting on a small screen must show its beginning.
  const following = useRef(begun);
  const [pinned, setPinned] = useState(true);

  const jump = useCallback((behavior: "instant" | "smooth" = "instant") => {
    following.current = true;
    setPinned(true);
    const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
    const box = container.current;
    box?.scrollTo({ top: box.scrollHeight, behavior: calm ? "instant" : behavior });
  }, []);

  useEffect(() => {
    const box = container.current;
    const inner = content.current;
    if (!box || !inner) return;
    let lastTop = box.scrollTop;
    const onScroll = () => {
      const near = box.scrollHeight - box.scrollTop - box.clientHeight < NEAR_PIXELS;
      // Growing content never moves scrollTop, so a smaller one is always the visitor's own doing.
      if (near) following.current = true;
      else if (box.scrollTop < lastTop) following.current = false;
      lastTop = box.scrollTop;
      setPinned(following.current);
    };
    const follow = new ResizeObserver(() => {
      // Whoever changes an earlier message wants to see that one.
      if (following.current && !inner.querySelector("textarea")) box.scrollTop = box.scrollHeight;
    });
    box.addEventListener("scroll", onScroll, { passive: true });
    follow.observe(inner);
    follow.observe(box);
    return () => {
      box.removeEventListener("scroll", onScroll);
      follow.disconnect();
    };
  }, []);

  return { container, content, pinned, jump };
}
