/** What the stand-in of the challenge shows in the browser: a script with Turnstile's own interface, and the frame that it opens. */
import "server-only";

/** `turnstile.render()` and `turnstile.remove()`, as far as our page calls them. */
export const CHALLENGE_SCRIPT = `(() => {
  const origin = new URL(document.currentScript.src).origin;
  const widgets = new Map();
  window.turnstile = {
    render(box, options) {
      const frame = document.createElement("iframe");
      frame.title = "Stand-in of the challenge";
      frame.width = "300";
      frame.height = "65";
      frame.style.border = "0";
      const listen = ({ source, data }) => {
        if (source === frame.contentWindow && typeof data?.solution === "string") options.callback(data.solution);
      };
      addEventListener("message", listen);
      frame.src = origin + "/turnstile/v0/frame?sitekey=" + encodeURIComponent(options.sitekey);
      box.append(frame);
      const id = "local-" + widgets.size;
      widgets.set(id, () => {
        removeEventListener("message", listen);
        frame.remove();
      });
      return id;
    },
    remove(id) {
      widgets.get(id)?.();
      widgets.delete(id);
    },
  };
})();
`;

/** It waits a moment, so that there is something to see, and asks its own server for a solution. */
export const CHALLENGE_FRAME = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>Stand-in of the challenge</title>
<style>
  :root { color-scheme: light dark; }
  p { box-sizing: border-box; width: 300px; height: 65px; margin: 0; padding: 11px 14px; border: 1px solid #8886; font: 14px/1.5 sans-serif; }
  body { margin: 0; }
</style>
<p role="status">Stand-in of Turnstile: looking whether you are a person…</p>
<script>
  setTimeout(async () => {
    const answer = await fetch("solve", { method: "POST" });
    document.querySelector("p").textContent = "Stand-in of Turnstile: you are a person.";
    parent.postMessage(await answer.json(), "*");
  }, 700);
</script>
</html>
`;
