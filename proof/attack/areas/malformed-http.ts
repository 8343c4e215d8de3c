/** Malformed HTTP: requests that two servers in a row would cut at different places, or that should be no requests at all. */
import type { Attack } from "../attack.ts";
import { speak } from "../../../tests/support/app/http.ts";
import { describe } from "../judge.ts";
import { judge } from "../verdict.ts";

const SMUGGLING =
  "Two servers that disagree on where a request ends let one visitor write the next one's (CVE-2022-32213, ASVS 5.0 4.2.1).";
const FOLDING = "A header over two lines was read in two ways (CVE-2022-32215, ASVS 5.0 4.2.1).";
const ENDINGS = "Lines that end in one character only were taken for whole ones (CVE-2022-32214, ASVS 5.0 4.2.1).";
const MALFORMED = "What is no request must not become one by goodwill (ASVS 5.0 4.2.1).";

const SECOND = "GET /api/health HTTP/1.1\r\nHost: h\r\n\r\n";
const BODY = '{"a":1}';
const N = BODY.length;

/** Everything after the first line and the Host header, up to the end of the request. */
type Row = [id: string, title: string, why: string, rest: string];

const FRAMES: Row[] = [
  [
    "cl-te",
    "Both a length and chunks",
    SMUGGLING,
    `Content-Length: ${SECOND.length + 5}\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n${SECOND}`,
  ],
  [
    "te-cl",
    "Both chunks and a length",
    SMUGGLING,
    `Transfer-Encoding: chunked\r\nContent-Length: 4\r\n\r\n7\r\n${BODY}\r\n0\r\n\r\n${SECOND}`,
  ],
  [
    "te-twice",
    "Two transfer encodings",
    SMUGGLING,
    `Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n7\r\n${BODY}\r\n0\r\n\r\n${SECOND}`,
  ],
  ["te-unknown", "An unknown transfer encoding", SMUGGLING, `Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n${SECOND}`],
  [
    "te-not-last",
    "Chunks inside another encoding",
    SMUGGLING,
    `Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n${SECOND}`,
  ],
  [
    "te-tab",
    "A transfer encoding after a vertical tab",
    SMUGGLING,
    `Transfer-Encoding:\u000bchunked\r\n\r\n0\r\n\r\n${SECOND}`,
  ],
  [
    "te-space",
    "A space before the colon",
    SMUGGLING,
    `Transfer-Encoding : chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n${SECOND}`,
  ],
  [
    "te-folded",
    "A transfer encoding over two lines",
    FOLDING,
    `Transfer-Encoding:\r\n chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n${SECOND}`,
  ],
  ["cl-twice", "Two lengths that differ", SMUGGLING, `Content-Length: ${N}\r\nContent-Length: 0\r\n\r\n${BODY}`],
  ["cl-list", "A list of lengths", SMUGGLING, `Content-Length: ${N}, 0\r\n\r\n${BODY}`],
  ["cl-negative", "A negative length", SMUGGLING, `Content-Length: -1\r\n\r\n${BODY}`],
  ["cl-plus", "A length with a sign", SMUGGLING, `Content-Length: +${N}\r\n\r\n${BODY}`],
  ["cl-hex", "A length in hexadecimal", SMUGGLING, `Content-Length: 0x7\r\n\r\n${BODY}`],
  ["cl-huge", "A length beyond any number", SMUGGLING, `Content-Length: 99999999999999999999999\r\n\r\n${BODY}`],
  [
    "chunk-size-huge",
    "A chunk size beyond any number",
    SMUGGLING,
    `Transfer-Encoding: chunked\r\n\r\nFFFFFFFFFFFFFFFFF\r\n${BODY}\r\n0\r\n\r\n`,
  ],
  [
    "chunk-size-negative",
    "A negative chunk size",
    SMUGGLING,
    `Transfer-Encoding: chunked\r\n\r\n-7\r\n${BODY}\r\n0\r\n\r\n`,
  ],
  [
    "chunk-size-rubbish",
    "A chunk size that is no number",
    SMUGGLING,
    `Transfer-Encoding: chunked\r\n\r\nseven\r\n${BODY}\r\n0\r\n\r\n`,
  ],
  [
    "chunk-bare-feed",
    "Chunks that end in a line feed alone",
    ENDINGS,
    `Transfer-Encoding: chunked\r\n\r\n7\n${BODY}\n0\n\n${SECOND}`,
  ],
  [
    "chunk-too-long",
    "A chunk longer than it says",
    SMUGGLING,
    `Transfer-Encoding: chunked\r\n\r\n2\r\n${BODY}\r\n0\r\n\r\n`,
  ],
  ["header-null", "A null inside a header", MALFORMED, `X-Note: a\u0000b\r\nContent-Length: 0\r\n\r\n`],
  ["header-no-colon", "A header without a colon", MALFORMED, `Nonsense\r\nContent-Length: 0\r\n\r\n`],
  ["header-no-name", "A header without a name", MALFORMED, `: nameless\r\nContent-Length: 0\r\n\r\n`],
  ["header-name-space", "A header whose name has a space", MALFORMED, `X Note: a\r\nContent-Length: 0\r\n\r\n`],
  [
    "header-carriage-return",
    "A carriage return inside a header",
    MALFORMED,
    `X-Note: a\rX-Chat-Token: b\r\nContent-Length: 0\r\n\r\n`,
  ],
  [
    "header-huge",
    "A header of 100,000 characters",
    "Headers are read before anyone is asked who they are (OWASP API4:2023).",
    `X-Note: ${"a".repeat(100_000)}\r\nContent-Length: 0\r\n\r\n`,
  ],
];

const FIRST_LINES: Row[] = [
  ["version-9", "HTTP/9.9", MALFORMED, "POST /api/token HTTP/9.9\r\nHost: h\r\nContent-Length: 0\r\n\r\n"],
  ["version-0.9", "HTTP/0.9", MALFORMED, "GET /api/usage\r\n\r\n"],
  ["version-2", "An HTTP/2 preface in the clear", MALFORMED, "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"],
  ["no-host", "A request without a Host", MALFORMED, "POST /api/token HTTP/1.1\r\nContent-Length: 0\r\n\r\n"],
  [
    "bare-feeds",
    "Lines that end in a line feed alone",
    ENDINGS,
    "POST /api/token HTTP/1.1\nHost: h\nContent-Length: 0\n\n",
  ],
  [
    "path-space",
    "A path with a space",
    MALFORMED,
    "POST /api/token x HTTP/1.1\r\nHost: h\r\nContent-Length: 0\r\n\r\n",
  ],
  [
    "path-no-slash",
    "A path without a slash",
    MALFORMED,
    "POST api/token HTTP/1.1\r\nHost: h\r\nContent-Length: 0\r\n\r\n",
  ],
  [
    "path-huge",
    "A path of 100,000 characters",
    MALFORMED,
    `POST /api/${"a".repeat(100_000)} HTTP/1.1\r\nHost: h\r\nContent-Length: 0\r\n\r\n`,
  ],
  [
    "tls",
    "The start of a TLS handshake",
    MALFORMED,
    "\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001\u00fc\u0003\u0003\r\n\r\n",
  ],
];

const attack = ([id, title, why]: Row, wire: (host: string) => string): Attack => ({
  id: `http-${id}`,
  area: "http",
  title: `${title}: refused, and no second answer comes`,
  why,
  control: "answers",
  cost: "free",
  run: async ({ url }) => {
    const answer = await speak(url, [Buffer.from(wire(url.host), "latin1")], { deadlineMs: 1_500, toTheEnd: true });
    const answers = answer.raw.match(/HTTP\/1\.[01] \d{3}/g) ?? [];
    const refused = answers.every((one) => / [34]\d\d$/.test(one));
    return judge(
      refused && answers.length <= 1,
      answers.length > 1 ? `answers: ${answers.join(", ")}` : describe(answer),
    );
  },
});

export const malformedHttp: Attack[] = [
  ...FRAMES.map((row) => attack(row, (host) => `POST /api/token HTTP/1.1\r\nHost: ${host}\r\n${row[3]}`)),
  ...FIRST_LINES.map((row) => attack(row, () => row[3])),
];
