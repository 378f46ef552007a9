// Expressions of checklists: CEL read by @marcbachmann/cel-js and decided here as the server does.
// That package binds `==` weaker than `<`, which the standard does not, and asks for types before
// it decides; so it reads, and the few operators of our profile are decided in this file.
import { Environment } from "@marcbachmann/cel-js";
import { LogicInvalid, MAX_CHARACTERS, PREFIX, toPlain } from "./logic-profile.js";

export { LogicInvalid };

// The profile limits length and brackets; the reader's own limits must not be met before.
const MOST = 16 * MAX_CHARACTERS;
const MAX_DEPTH = 96; // of the server's reader
const reader = new Environment({
  unlistedVariablesAreDyn: true,
  homogeneousAggregateLiterals: false,
  limits: { maxDepth: MOST, maxAstNodes: MOST, maxListElements: MOST },
});

const notWhole = () => new LogicInvalid("is not a complete expression");

// There is no answer: a null compared, a place outside a list. Never leaves this file.
class Undecided extends Error {}

const NONE = new Undecided();
const undecided = () => {
  throw NONE;
};

const isText = value => typeof value === "string";
const isList = value => Array.isArray(value);
const toNumber = value => (typeof value === "number" ? value : undecided());
const toBoolean = value => (typeof value === "boolean" ? value : undecided());
const toList = value => (isList(value) ? value : undecided());

const equals = (left, right) =>
  isList(left) && isList(right)
    ? left.length === right.length && left.every((one, at) => equals(one, right[at]))
    : left === right;

// By code points, as the server does; JavaScript would compare halves of the rarer characters.
const compareTexts = (left, right) => {
  const [first, second] = [[...left], [...right]];
  const at = first.findIndex((one, place) => one !== second[place]);
  if (at < 0) return first.length - second.length;
  return at < second.length ? first[at].codePointAt(0) - second[at].codePointAt(0) : 1;
};

const compare = (left, right) => {
  if (isText(left) && isText(right)) return compareTexts(left, right);
  const isOrdered = ["number", "boolean"].includes(typeof left) && typeof left === typeof right;
  if (!isOrdered || Number.isNaN(left) || Number.isNaN(right)) undecided();
  return left < right ? -1 : Number(left > right);
};

const add = (left, right) => {
  if (isText(left) && isText(right)) return left + right;
  if (isList(left) && isList(right)) return [...left, ...right];
  return toNumber(left) + toNumber(right);
};

const RELATIONS = {
  "==": equals,
  "!=": (left, right) => !equals(left, right),
  "<": (left, right) => compare(left, right) < 0,
  "<=": (left, right) => compare(left, right) <= 0,
  ">": (left, right) => compare(left, right) > 0,
  ">=": (left, right) => compare(left, right) >= 0,
  in: (left, right) => toList(right).some(one => equals(left, one)),
};
const OPERATORS = {
  ...RELATIONS,
  "+": add,
  "-": (left, right) => toNumber(left) - toNumber(right),
  "*": (left, right) => toNumber(left) * toNumber(right),
  "/": (left, right) => toNumber(left) / toNumber(right),
};
const TEXT_TESTS = {
  contains: (text, part) => text.includes(part),
  startsWith: (text, part) => text.startsWith(part),
  endsWith: (text, part) => text.endsWith(part),
};
// The profile writes every walk of a list as a filter, and asks of what is left `true` or `false`.
const MACROS = {
  filter: (list, holds) => list.filter(one => toBoolean(holds(one))),
  exists: (list, holds) => list.some(one => toBoolean(holds(one))),
  all: (list, holds) => list.every(one => toBoolean(holds(one))),
  exists_one: (list, holds) => list.filter(one => toBoolean(holds(one))).length === 1,
};
const FUNCTIONS = {
  dyn: value => value,
  double: toNumber,
  size: list => toList(list).length,
};

const own = (table, name) => (Object.hasOwn(table, name) ? table[name] : undefined);

// `stop` as soon as a part is `stop`, wherever it stands; else no answer if any part has none.
const decide = (stop, parts, values) => {
  let isSure = true;
  for (const part of parts) {
    let answer;
    try {
      answer = part(values);
    } catch (error) {
      if (!(error instanceof Undecided)) throw error;
    }
    if (answer === stop) return stop;
    isSure &&= answer === !stop;
  }
  return isSure ? !stop : undecided();
};

// What was read does not keep its brackets, and begins behind those of its first part. `input` has
// its texts blotted out, so that a bracket in them is none.
const isInBrackets = (input, { start, end }) => {
  let open = input.slice(0, start).match(/[(\s]*$/)[0].replace(/\s/g, "").length;
  let depth = 0;
  for (const [mark] of input.slice(start, end).matchAll(/[()]/g)) {
    depth += mark === "(" ? 1 : -1;
    if (depth < 0) [open, depth] = [open - 1, 0];
  }
  return open > 0;
};

const blot = text => text.replace(/"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'/g, found => "_".repeat(found.length));

// The standard gives all relations one rank, from left to right; the reader binds `==` weaker than
// `<`. So `a == b < c`, read as `a == (b < c)`, is turned into `(a == b) < c`.
const turn = (op, [left, right], input) => {
  if (!own(RELATIONS, op) || !own(RELATIONS, right.op) || isInBrackets(input, right)) return { op, args: [left, right] };
  const [middle, last] = right.args;
  return { op: right.op, args: [{ ...turn(op, [left, middle], input), isTurned: true }, last] };
};

// Turns what was read into a function of the values by name.
const link = (node, input) => {
  const operator = own(OPERATORS, node.op);
  if (!operator) return own(LINKS, node.op)(node.args, one => link(one, input), input);
  const turned = node.isTurned ? node : turn(node.op, node.args, input);
  const [left, right] = turned.args.map(one => link(one, input));
  const decided = OPERATORS[turned.op];
  return values => decided(left(values), right(values));
};

// Names of macros are values too, for as long as their list is walked.
const linkMacro = (macro, target, [variable, body], below) => {
  const [list, holds] = [below(target), below(body)];
  return values => macro(toList(list(values)), one => holds({ ...values, [variable.args]: one }));
};

const LINKS = {
  value: value => {
    const plain = typeof value === "bigint" ? Number(value) : value; // the place in a list
    return () => plain;
  },
  id: name => values => (Object.hasOwn(values, name) ? values[name] : null),
  list: (args, below) => {
    const parts = args.map(below);
    return values => parts.map(part => part(values));
  },
  "&&": (args, below) => {
    const parts = args.map(below);
    return values => decide(false, parts, values);
  },
  "||": (args, below) => {
    const parts = args.map(below);
    return values => decide(true, parts, values);
  },
  "?:": (args, below, input) => {
    if (args[1].op === "?:" && !isInBrackets(input, args[1])) throw notWhole();
    const [condition, yes, no] = args.map(below);
    return values => (toBoolean(condition(values)) ? yes(values) : no(values));
  },
  "!_": (arg, below, input) => {
    // Two in a row are none, as the server reads them: what stands behind need not be true or false.
    const isBare = !isInBrackets(input, arg);
    if (arg.op === "-_" && isBare) throw notWhole();
    if (arg.op === "!_" && isBare) return LINKS["!!"](arg.args, below, input);
    const part = below(arg);
    return values => !toBoolean(part(values));
  },
  "!!": (arg, below, input) => {
    if (arg.op === "-_" && !isInBrackets(input, arg)) throw notWhole();
    return below(arg);
  },
  "-_": (arg, below) => {
    const part = below(arg);
    return values => -toNumber(part(values));
  },
  "[]": (args, below) => {
    const [list, place] = args.map(below);
    return values => {
      const [ones, at] = [toList(list(values)), place(values)];
      return at < ones.length ? ones[at] : undecided();
    };
  },
  call: ([name, [argument]], below) => {
    const [called, part] = [FUNCTIONS[name], below(argument)];
    return values => called(part(values));
  },
  rcall: ([name, target, given], below) => {
    const macro = own(MACROS, name);
    if (macro) return linkMacro(macro, target, given, below);
    const [whole, part] = [below(target), below(given[0])];
    return values => {
      const [text, piece] = [whole(values), part(values)];
      return isText(text) && isText(piece) ? TEXT_TESTS[name](text, piece) : undecided();
    };
  },
};

// How deep expressions stand in each other: in brackets, and behind the colon of a choice.
const depthOf = blotted => {
  let [deepest, depth] = [1, 1];
  const added = [0]; // by the choices of each open bracket
  for (const [mark] of blotted.replace(/\[\s*\]/g, "").matchAll(/[()[\],:]/g)) {
    if (mark === "(" || mark === "[") {
      added.push(0);
      depth += 1;
    } else if (mark === ":") {
      added[added.length - 1] += 1;
      depth += 1;
    } else if (mark === ",") {
      depth -= added.at(-1);
      added[added.length - 1] = 0;
    } else depth -= added.pop() + 1;
    deepest = Math.max(deepest, depth);
  }
  return deepest;
};

const compileAnew = source => {
  const { text, names } = toPlain(source);
  const blotted = blot(text);
  if (depthOf(blotted) > MAX_DEPTH) throw notWhole();
  let read;
  try {
    read = reader.parse(text).ast;
  } catch {
    throw notWhole();
  }
  return { source, names, run: link(read, blotted) };
};

const compiled = new Map();

// Returns { source, names, run } of an expression, remembered by its text; throws LogicInvalid.
export const compile = source => {
  if (!compiled.has(source)) compiled.set(source, compileAnew(source));
  return compiled.get(source);
};

// What is neither true, false, text, number nor list is null to expressions, and so is infinity.
const plain = value => {
  if (isList(value)) return value.map(plain);
  if (typeof value === "number") return Number.isFinite(value) ? value + 0 : null;
  return isText(value) || typeof value === "boolean" ? value : null;
};

// Returns what an expression comes to; null where it cannot be told, never an error.
export const evaluate = (program, values) => {
  const given = {};
  for (const name of program.names) given[PREFIX + name] = plain(Object.hasOwn(values, name) ? values[name] : null);
  try {
    return plain(program.run(given));
  } catch (error) {
    if (error instanceof Undecided) return null;
    throw error;
  }
};

// Only `true` counts, never an error or a null.
export const isTrue = (program, values) => evaluate(program, values) === true;

export const toName = code => code.replaceAll("-", "_");
