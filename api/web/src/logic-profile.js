// Expressions reduced to the CEL we promise, word for word as checklists/logic/cel_profile.py does it.
export const MAX_CHARACTERS = 2000;
export const MAX_BRACKETS = 40;
export const MAX_MACROS = 2;
export const PREFIX = "v_"; // before every name, so that no question is called like a word of CEL

const KEYWORDS = new Set(["true", "false", "null", "in"]);
const METHODS = new Set(["contains", "startsWith", "endsWith"]);
const MACROS = {
  // what it is written as: before its test, and after it
  exists: ["", name => `) . exists ( ${name} , true )`],
  all: ["! (", name => `) ) . all ( ${name} , false )`],
  exists_one: ["", name => `) . exists_one ( ${name} , true )`],
  filter: ["", () => ")"],
};
const TOKEN = new RegExp([
  /(?<gap>[ \t\r\n]+)/,
  /(?<text>"(?:[^"\\\r\n]|\\["'\\nt])*"|'(?:[^'\\\r\n]|\\["'\\nt])*')/,
  /(?<number>[0-9]{1,15}(?:\.[0-9]{1,15})?(?:[eE][+-]?[0-9]{1,2})?(?![A-Za-z0-9_.]))/,
  /(?<name>[A-Za-z_][A-Za-z0-9_]*)/,
  /(?<sign>&&|\|\||==|!=|<=|>=|[-+*/<>!?:()[\],.])/,
].map(part => part.source).join("|"), "yu");
const CLOSING = { "(": ")", "[": "]" };
const NO_TOKEN = { kind: "", text: "", place: 0 };

// What somebody wrote is not in the profile; the message says where and why.
export class LogicInvalid extends Error {}

const refuse = (token, why) => new LogicInvalid(`character ${token.place + 1}: ${why}`);

// A value ends here, so that a minus or a bracket after it belongs to it.
const isValue = ({ kind, text }) =>
  kind === "name" ? text !== "in" : kind === "text" || kind === "number" || text === ")" || text === "]";

// Characters are counted as the server counts them, not in the halves of the rarer ones.
const lengthOf = text => [...text].length;

const toTokens = source => {
  if (lengthOf(source) > MAX_CHARACTERS) throw new LogicInvalid(`has more than ${MAX_CHARACTERS} characters`);
  const tokens = [];
  for (let place = 0; place < source.length; place = TOKEN.lastIndex) {
    TOKEN.lastIndex = place;
    const match = TOKEN.exec(source);
    if (match === null) {
      const character = String.fromCodePoint(source.codePointAt(place));
      throw new LogicInvalid(`character ${lengthOf(source.slice(0, place)) + 1}: ${character} is not understood here`);
    }
    const kind = Object.keys(match.groups).find(name => match.groups[name] !== undefined);
    if (kind !== "gap") tokens.push({ kind, text: match[0], place: lengthOf(source.slice(0, place)) });
  }
  return tokens;
};

class Writing {
  constructor(tokens) {
    this.tokens = tokens;
    this.at = 0;
    this.written = [];
    this.brackets = [];
    this.names = new Set();
  }

  near(step) {
    return this.tokens[this.at + step] ?? NO_TOKEN;
  }

  write(text) {
    this.written.push(text);
  }

  // `end` is what is written where it closes; `wanted` how many arguments it must have.
  open(bracket) {
    this.brackets.push({ end: "", wanted: null, commas: 0, variable: "", beforeTest: "", ...bracket });
    if (this.brackets.length > MAX_BRACKETS) throw new LogicInvalid(`has more than ${MAX_BRACKETS} brackets within one another`);
  }

  // A literal is written so that no implementation knows its type before it runs.
  literal(token) {
    const isWhole = token.kind === "number" && !/[.eE]/.test(token.text);
    this.write(`dyn(${token.text}${isWhole ? ".0" : ""})`);
  }

  name(token) {
    const { text } = token;
    if (text === "in") this.write("in");
    else if (this.near(-1).text === ".") this.call(token);
    else if (KEYWORDS.has(text)) this.literal(token);
    else if (text === "size") this.size(token);
    else if (this.near(1).text === "(") throw refuse(token, `there is no function ${text}`);
    else {
      if (!this.brackets.some(bracket => bracket.variable === text)) this.names.add(text);
      this.write(PREFIX + text);
    }
  }

  // A number like the others, of lists alone: a text plus a list is an error everywhere.
  size(token) {
    if (this.near(1).text !== "(") throw refuse(token, "size needs a list in ( )");
    this.at += 1;
    this.write("dyn ( double ( size ( (");
    this.open({ opening: "(", end: ") + [ ] ) ) )", wanted: 1 });
  }

  call(token) {
    const macro = Object.hasOwn(MACROS, token.text) ? MACROS[token.text] : null;
    if (this.near(1).text !== "(" || !(macro || METHODS.has(token.text))) throw refuse(token, `.${token.text} is not known`);
    if (!macro) {
      this.at += 1;
      this.write(`${token.text} (`);
      this.open({ opening: "(", wanted: 1 });
      return;
    }
    const variable = this.near(2);
    if (variable.kind !== "name" || KEYWORDS.has(variable.text) || this.near(3).text !== ",") {
      throw refuse(token, `.${token.text} needs a name, a comma and a test`);
    }
    if (this.brackets.filter(bracket => bracket.variable).length >= MAX_MACROS) {
      throw refuse(token, `more than ${MAX_MACROS} walks of lists within one another`);
    }
    const name = PREFIX + variable.text;
    this.at += 2; // its bracket and its name; the comma comes next
    this.write(`filter ( ${name}`);
    this.open({ opening: "(", end: macro[1](name), wanted: 2, variable: variable.text, beforeTest: macro[0] });
  }

  sign(token) {
    const { text } = token;
    if (text === "(") {
      this.write("(");
      this.open({ opening: "(", wanted: 1 });
    } else if (text === "[") this.list(token);
    else if (text === ")" || text === "]") this.close(token);
    else if (text === ",") this.separate(token);
    else if (text === "-" && !isValue(this.near(-1)) && this.near(1).kind !== "number") {
      throw refuse(token, "a minus sign stands before a number; write 0 - x");
    } else if (text === "." && !isValue(this.near(-1))) {
      throw refuse(token, "before this dot stands no value");
    } else this.write(text);
  }

  list(token) {
    if (!isValue(this.near(-1))) {
      this.write("[");
      this.open({ opening: "[" });
      return;
    }
    const index = this.near(1);
    if (!/^[0-9]{1,4}$/.test(index.text) || this.near(2).text !== "]") {
      throw refuse(token, "between [ ] after a list stands one whole number");
    }
    this.write(`[${index.text}]`);
    this.at += 2;
  }

  close(token) {
    const bracket = this.brackets.pop();
    if (!bracket || CLOSING[bracket.opening] !== token.text) throw refuse(token, `${token.text} closes nothing`);
    const before = this.near(-1).text;
    const isEmpty = before === bracket.opening;
    if (before === "," || (bracket.wanted !== null && isEmpty)) throw refuse(token, "a value is missing");
    if (bracket.wanted !== null && bracket.commas + 1 !== bracket.wanted) {
      throw refuse(token, `needs ${bracket.wanted} between its brackets`);
    }
    this.write(bracket.end || token.text);
  }

  separate(token) {
    const bracket = this.brackets.at(-1);
    if (!bracket || !isValue(this.near(-1))) throw refuse(token, "this comma separates nothing");
    bracket.commas += 1;
    this.write(",");
    if (bracket.commas === 1 && bracket.beforeTest) this.write(bracket.beforeTest);
  }
}

const WRITERS = { text: "literal", number: "literal", name: "name", sign: "sign" };

// Returns { text, names }: the expression as it is given to CEL, and what it reads.
export const toPlain = source => {
  const writing = new Writing(toTokens(source));
  if (writing.tokens.length === 0) throw new LogicInvalid("is empty");
  while (writing.at < writing.tokens.length) {
    const token = writing.near(0);
    writing[WRITERS[token.kind]](token);
    writing.at += 1;
  }
  if (writing.brackets.length) throw new LogicInvalid(`a ${writing.brackets.at(-1).opening} is never closed`);
  return { text: writing.written.join(" "), names: writing.names };
};
