"use client";
/** Light, dark, or as the device has it. A cookie keeps it, so that the server draws the page right from the first byte. */
import { useId, useState } from "react";

import { theme as words } from "../strings/frame.ts";
import { parseTheme, THEME_COOKIE, THEMES, type Theme } from "./theme.ts";

const YEAR_SECONDS = 31_536_000;

export function ThemeChoice() {
  const [theme, setTheme] = useState(() => (typeof document === "undefined" ? "system" : shownTheme()));
  const name = useId();
  const choose = (next: Theme) => {
    show(next);
    setTheme(next);
  };
  return (
    <fieldset>
      <legend className="pb-1.5 text-sm text-muted">{words.title}</legend>
      <div className="flex rounded-full bg-sunken p-1 text-sm">
        {THEMES.map((one) => (
          <label
            key={one}
            className="flex-1 cursor-pointer rounded-full py-1 text-center has-checked:bg-surface has-checked:shadow-sm has-focus-visible:outline-2 has-focus-visible:outline-accent"
          >
            <input
              type="radio"
              name={name}
              className="sr-only"
              checked={theme === one}
              onChange={() => choose(one)}
              suppressHydrationWarning
            />
            <span>{words.names[one]}</span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}

function show(theme: Theme): void {
  document.documentElement.dataset["theme"] = theme;
  document.cookie = `${THEME_COOKIE}=${theme}; path=/; max-age=${YEAR_SECONDS}; samesite=lax`;
}

function shownTheme(): Theme {
  return parseTheme(document.documentElement.dataset["theme"]);
}
