/**
 * Gives each text that has neighbours an element of its own. A browser that translates the page moves texts into elements of
 * its own, and React can neither change nor remove a text that was moved; an element stays where it was.
 */

/** What this file needs to know of hast, the tree that the markdown renderer draws. */
type Node = { type: string; value?: string; tagName?: string; properties?: object; children?: Node[] };

export function textAlone() {
  return separate;
}

function separate(parent: Node): void {
  const { children } = parent;
  if (!children) return;
  for (const child of children) separate(child);
  if (children.length > 1) parent.children = children.map(inElement);
}

/** Blank text is not translated. Lists and tables have some between their parts, where no other element may stand. */
function inElement(node: Node): Node {
  if (node.type !== "text" || !node.value?.trim()) return node;
  return { type: "element", tagName: "span", properties: {}, children: [node] };
}
