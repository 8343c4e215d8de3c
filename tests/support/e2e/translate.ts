/** Translates a page the way browsers do: each text node is replaced by elements that hold it, and so is each later one. */
import type { Page } from "@playwright/test";

/** From now on, until the page is left. */
export async function translate(page: Page): Promise<void> {
  await page.evaluate((FONT) => {
    const wrap = (text: Node) => {
      const { parentNode } = text;
      if (!parentNode || !text.textContent?.trim()) return;
      if (["FONT", "SCRIPT", "STYLE", "TITLE"].includes(parentNode.nodeName)) return;
      const [outer, inner] = [document.createElement(FONT), document.createElement(FONT)];
      parentNode.replaceChild(outer, text);
      outer.append(inner);
      inner.append(text.textContent);
    };
    const wrapAll = (root: Node) => {
      const texts = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
      const found: Node[] = [];
      while (texts.nextNode()) found.push(texts.currentNode);
      for (const text of found) wrap(text);
    };
    wrapAll(document.body);
    new MutationObserver((changes) => {
      for (const { addedNodes } of changes)
        for (const node of addedNodes) {
          if (node.nodeType === Node.TEXT_NODE) wrap(node);
          else wrapAll(node);
        }
    }).observe(document.body, { childList: true, subtree: true });
  }, "font");
}

/** @returns texts that share their element with something else: React cannot change such a text once it is translated */
export function sharedTexts(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const found: string[] = [];
    while (texts.nextNode()) {
      const { textContent, parentElement } = texts.currentNode;
      const alone = parentElement?.childNodes.length === 1;
      if (!alone && textContent?.trim()) found.push(`${parentElement?.nodeName}: ${textContent}`);
    }
    return found;
  });
}
