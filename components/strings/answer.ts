/** What visitors read of an answer: how it ended, the tools that it used, and the pictures of a question. */

/** How an answer ended, where it is not complete. Without words, it counts as used all the same. */
export const endings = {
  length: {
    withWords: "This answer reached its greatest length.",
    withoutWords:
      "The model used its whole allowance on thinking and wrote nothing, which counts as used. Try again, or choose another model.",
  },
  "content-filter": {
    withWords: "A content filter ended this answer.",
    withoutWords: "A content filter held this answer back. Please ask in another way.",
  },
  "tool-calls": {
    withWords: "This answer needed more steps than one answer may take.",
    withoutWords:
      "This answer needed more steps than one answer may take, and did not come to words. It counts as used.",
  },
  budget_exhausted: {
    withWords: "Your allowance had no room for the next step of this answer.",
    withoutWords: "Your allowance had no room for the next step of this answer.",
  },
  service_budget_exhausted: {
    withWords: "The chat has answered as much as it can for now, so this answer ended before its next step.",
    withoutWords: "The chat has answered as much as it can for now, so this answer ended before its next step.",
  },
  empty: {
    withWords: "",
    withoutWords: "The model answered without a word, which counts as used.",
  },
  stopped: { withWords: "You stopped this answer", withoutWords: "You stopped this answer" },
  interrupted: { withWords: "This answer was interrupted.", withoutWords: "This answer was interrupted." },
};

/** A call of a tool in an answer. */
export const tools = {
  // CUSTOMISE: what people read in place of a tool's name.
  names: { current_time: "the clock", my_limits: "the list of your limits" } as Record<string, string>,
  running: (name: string) => `Using ${name}…`,
  done: (name: string) => `Used ${name}`,
  failed: (name: string) => `Could not use ${name}`,
  cutOff: (name: string) => `Did not finish using ${name}`,
  tool: "Tool",
  input: "Input",
  output: "Output",
  error: "Error",
  time: "Time",
  milliseconds: (count: string) => `${count} ms`,
  seconds: (count: string) => `${count} s`,
};

/** Pictures that are sent with a message. */
export const pictures = {
  title: "Pictures",
  add: "Add pictures",
  drop: "Drop pictures here",
  added: (count: number) => (count === 1 ? "1 picture is added." : `${count} pictures are added.`),
  alt: (name: string) => (name ? `Picture: ${name}` : "Picture"),
  reading: (name: string) => `Reading ${name || "the picture"}`,
  remove: (name: string) => `Remove ${name || "the picture"}`,
  tooMany: (most: number) => (most === 1 ? "A message can have one picture." : `A message can have ${most} pictures.`),
  unreadable: (name: string) => `${name || "The picture"} could not be read. Pictures can be PNG, JPEG, WebP or GIF.`,
  unseen: "This model sees no pictures.",
  old: (count: number) =>
    count === 1
      ? "The assistant does not see this picture any more."
      : "The assistant does not see these pictures any more.",
  lost: "A picture that was not kept",
};
