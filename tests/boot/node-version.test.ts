import { describe, expect, it } from "vitest";

import { complaintAboutNode } from "../../lib/boot/node-version.ts";

describe("the version of Node", () => {
  it.each(["18.20.4", "20.20.2", "22.0.0", "22.11.9"])("%s is refused, with the version that will do", (version) => {
    expect(complaintAboutNode(version)).toContain("22.12");
    expect(complaintAboutNode(version)).toContain(version);
  });

  it.each(["22.12.0", "22.22.1", "24.0.0", process.versions.node])("%s will do", (version) => {
    expect(complaintAboutNode(version)).toBeNull();
  });
});
