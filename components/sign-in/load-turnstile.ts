/** Fetches Turnstile's script, once. */

type Options = {
  sitekey: string;
  /** As wide as there is room. */
  size: "flexible";
  callback: (solution: string) => void;
  "error-callback": () => boolean;
  "timeout-callback": () => void;
};
/** As far as it is called here. */
export type Turnstile = { render: (box: HTMLElement, options: Options) => string; remove: (id: string) => void };

declare global {
  interface Window {
    turnstile?: Turnstile;
  }
}

let loading: Promise<Turnstile> | undefined;

/** @throws Error when it does not come; the next call tries again */
export function loadTurnstile(origin: string): Promise<Turnstile> {
  loading ??= load(`${origin}/turnstile/v0/api.js?render=explicit`).catch((error: unknown) => {
    loading = undefined;
    throw error;
  });
  return loading;
}

function load(src: string): Promise<Turnstile> {
  return new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = src;
    script.async = true;
    script.addEventListener("load", () =>
      window.turnstile ? resolve(window.turnstile) : reject(new Error("The challenge's script is another")),
    );
    script.addEventListener("error", () => {
      script.remove();
      reject(new Error("The challenge's script did not come"));
    });
    document.head.append(script);
  });
}
