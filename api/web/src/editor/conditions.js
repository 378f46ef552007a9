// The logic builder's half of the language: conditions a person can pick, written as CEL and read back.
import { CHOICES, NUMBERS, PHOTOS, nameOf } from "./form.js";

const VALUE = String.raw`"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?|true|false|null`;
const COMPARED = new RegExp(String.raw`^([a-z][a-z0-9_]*) (==|!=|<=|>=|<|>) (${VALUE})$`);
const WITHIN = new RegExp(String.raw`^("(?:[^"\\]|\\.)*") in ([a-z][a-z0-9_]*)$`);
const NOT_WITHIN = new RegExp(String.raw`^!\(("(?:[^"\\]|\\.)*") in ([a-z][a-z0-9_]*)\)$`);

// Which comparisons a kind of question can be asked about.
export function relationsOf(kind) {
  const always = ["answered", "unanswered"];
  if (kind === "yes_no") return ["yes", "no", ...always];
  if (NUMBERS.includes(kind) || PHOTOS.includes(kind) || kind === "table") {
    return [">", ">=", "<", "<=", "==", "!=", ...(kind === "table" || PHOTOS.includes(kind) ? [] : always)];
  }
  if (kind === "choice") return ["==", "!=", ...always];
  if (CHOICES.includes(kind)) return ["has", "lacks", ...always];
  if (kind === "location") return ["yes", "no"];
  return ["==", "!=", ...always];
}

export const isPicked = kind => CHOICES.includes(kind) || kind === "visit_kind";
export const isCounted = kind => NUMBERS.includes(kind) || PHOTOS.includes(kind) || kind === "table";
export const takesValue = relation => !["yes", "no", "answered", "unanswered"].includes(relation);

export function writeOne({ name, relation, value }, kind) {
  if (relation === "yes") return `${name} == true`;
  if (relation === "no") return `${name} == false`;
  if (relation === "answered") return `${name} != null`;
  if (relation === "unanswered") return `${name} == null`;
  if (relation === "has") return `${JSON.stringify(value)} in ${name}`;
  if (relation === "lacks") return `!(${JSON.stringify(value)} in ${name})`;
  const said = isCounted(kind) ? String(Number(value) || 0) : JSON.stringify(value);
  return `${name} ${relation} ${said}`;
}

export function write(conditions, joint, kindOf) {
  return conditions.map(one => writeOne(one, kindOf(one.name))).join(joint === "any" ? " || " : " && ");
}

// Where no quoted text is around.
function split(text, by) {
  const parts = [""];
  for (const piece of text.split(/("(?:[^"\\]|\\.)*")/)) {
    if (piece.startsWith('"')) parts[parts.length - 1] += piece;
    else {
      const [first, ...others] = piece.split(by);
      parts[parts.length - 1] += first;
      parts.push(...others);
    }
  }
  return parts.map(part => part.trim());
}

function readOne(text) {
  const within = WITHIN.exec(text);
  if (within) return { name: within[2], relation: "has", value: JSON.parse(within[1]) };
  const without = NOT_WITHIN.exec(text);
  if (without) return { name: without[2], relation: "lacks", value: JSON.parse(without[1]) };
  const compared = COMPARED.exec(text);
  if (!compared) return null;
  const [, name, sign, said] = compared;
  if (said === "true" && sign === "==") return { name, relation: "yes", value: "" };
  if (said === "false" && sign === "==") return { name, relation: "no", value: "" };
  if (said === "null" && sign === "!=") return { name, relation: "answered", value: "" };
  if (said === "null" && sign === "==") return { name, relation: "unanswered", value: "" };
  if (["true", "false", "null"].includes(said)) return null;
  return { name, relation: sign, value: said.startsWith('"') ? JSON.parse(said) : said };
}

// What the builder can show of an expression; null: only a person who writes CEL can change it.
export function read(text, known) {
  if (!text.trim()) return { joint: "all", conditions: [] };
  const joint = split(text, "||").length > 1 ? "any" : "all";
  const conditions = split(text, joint === "any" ? "||" : "&&").map(readOne);
  const isClear = conditions.every(one => one && known.includes(one.name));
  return isClear ? { joint, conditions } : null;
}

// What a condition may be about: every question, the visit, and for own logic the answer itself.
export function subjectsOf(questions, own, label) {
  const asked = questions.filter(one => one.kind !== "instruction");
  const found = asked.map(one => ({ name: nameOf(one.code), kind: one.kind, question: one }));
  found.push({ name: "visit_kind", kind: "visit_kind", label: label("The kind of visit") });
  if (own) found.unshift({ name: "this", kind: own.kind, question: own, label: label("This answer") });
  return found;
}
