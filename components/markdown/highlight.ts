/** Splits code into the few kinds of words that most languages share: enough colour to read by, in a page of code. */
export type Piece = { kind: "comment" | "string" | "number" | "keyword" | "plain"; text: string };

const KEYWORDS =
  "abstract and as async await begin break case catch class const continue def default defer del do done elif else end " +
  "enum except export extends false fi final finally fn for from func function go if impl implements import in instanceof " +
  "interface is lambda let match module mut namespace new nil none not null of or package pass private protected public " +
  "raise return self static struct super switch then this throw trait true try type typeof undefined union unless until " +
  "use using var void when where while with yield";

const SQL_KEYWORDS =
  "alter and as asc begin between by case commit create delete desc distinct drop else end exists from group having in " +
  "index inner insert into is join left like limit not null offset on or order outer primary key references returning " +
  "rollback select set table then union unique update using values view when where with";

const HASH = "bash dockerfile elixir makefile perl py python r rb ruby sh shell toml yaml yml zsh".split(" ");
const DASHES = ["haskell", "lua", "sql"];
const NOT_CODE = " console csv diff log markdown md output plain plaintext text txt".split(" ");

const COMMENT = {
  hash: String.raw`(?<=^|\s)#.*`,
  dashes: String.raw`--.*`,
  slashes: String.raw`\/\/.*|\/\*[^]*?(?:\*\/|$(?![^]))|<!--[^]*?(?:-->|$(?![^]))`,
};
const STRING = String.raw`"(?:\\.|[^"\\\n])*"?|'(?:\\.|[^'\\\n])*'?|` + "`(?:\\\\.|[^`\\\\])*`?";
const NUMBER = String.raw`\b\d[\w.]*`;

/** Nothing is lost or changed: the texts of all pieces, joined, are the code. */
export function highlight(code: string, language: string): Piece[] {
  const name = language.toLowerCase();
  if (NOT_CODE.includes(name)) return [{ kind: "plain", text: code }];
  const comment = COMMENT[HASH.includes(name) ? "hash" : DASHES.includes(name) ? "dashes" : "slashes"];
  const sql = name === "sql";
  // After a dot or a dash it is somebody's own name, such as map.set or --type.
  const keyword = String.raw`(?<![.\w-])(?:${(sql ? SQL_KEYWORDS : KEYWORDS).replaceAll(" ", "|")})\b`;
  const words = new RegExp(
    `(?<comment>${comment})|(?<string>${STRING})|(?<number>${NUMBER})|(?<keyword>${keyword})`,
    // SQL is written in capitals as often as not.
    sql ? "gimu" : "gmu",
  );
  const pieces: Piece[] = [];
  let end = 0;
  for (const match of code.matchAll(words)) {
    if (match.index > end) pieces.push({ kind: "plain", text: code.slice(end, match.index) });
    pieces.push({ kind: kindOf(match.groups ?? {}), text: match[0] });
    end = match.index + match[0].length;
  }
  if (end < code.length) pieces.push({ kind: "plain", text: code.slice(end) });
  return pieces;
}

function kindOf({ comment, string, number }: Record<string, string | undefined>): Piece["kind"] {
  if (comment !== undefined) return "comment";
  if (string !== undefined) return "string";
  return number === undefined ? "keyword" : "number";
}
