// The first mistake in a request body, with its place in words a person can follow. It repairs nothing.
import { type ParseError, parse, printParseErrorCode } from "jsonc-parser";
import { isJson } from "./is-json.ts";

export interface JsonMistake {
  /** The fact, without the place. */
  message: string;
  /** Both count from 1; a column is a UTF-16 unit, as in the editor's status bar. */
  line: number;
  column: number;
}

/** Undefined where the text is a JSON object, which is what every format of the service is. */
export function jsonMistake(text: string): JsonMistake | undefined {
  const place = (message: string, offset: number): JsonMistake => {
    const before = text.slice(0, offset).split("\n");
    return { message, line: before.length, column: (before.at(-1) ?? "").length + 1 };
  };
  if (text.trim() === "") return place("The body is empty; write a JSON object", 0);
  if (!isJson(text)) {
    const errors: ParseError[] = [];
    parse(text, errors, { disallowComments: true });
    const [first] = errors;
    if (first === undefined) return place("This is not JSON", 0);
    return place(messages[printParseErrorCode(first.error)] ?? "This is not JSON", first.offset);
  }
  const start = text.search(/\S/);
  return text[start] === "{" ? undefined : place("The service takes an object; begin with `{`", start);
}

const messages: Readonly<Record<string, string>> = {
  InvalidSymbol: "This word is no JSON value; write `true`, `false`, `null`, or put it in double quotes",
  InvalidNumberFormat: "This is no JSON number",
  PropertyNameExpected: "A name in double quotes is missing here, or the comma before it is too much",
  ValueExpected: "A value is missing here, or the comma before it is too much",
  ColonExpected: "A colon is missing here",
  CommaExpected: "A comma is missing here",
  CloseBraceExpected: "A closing `}` is missing",
  CloseBracketExpected: "A closing `]` is missing",
  EndOfFileExpected: "The object ends before this; remove what follows",
  InvalidCommentToken: "JSON has no comments; remove it",
  UnexpectedEndOfComment: "JSON has no comments; remove it",
  UnexpectedEndOfString: "A closing double quote is missing",
  UnexpectedEndOfNumber: "This number is cut off",
  InvalidUnicode: "`\\u` needs four hexadecimal digits",
  InvalidEscapeCharacter: "This escape is none of JSON's; a backslash itself is written `\\\\`",
  InvalidCharacter: "A line break or control character must be written as an escape, such as `\\n`",
};
