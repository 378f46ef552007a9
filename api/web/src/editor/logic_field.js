// One expression: picked from questions, comparisons and values, or written by hand; said in plain words.
import { button, el, freshId, say, t } from "./dom.js";
import * as conditions from "./conditions.js";
import { field, put } from "./fields.js";
import { optionsOf, questionsOf } from "./form.js";

const RELATIONS = {
  yes: "is yes", no: "is no", answered: "is answered", unanswered: "is not answered",
  has: "contains", lacks: "does not contain", "==": "is", "!=": "is not",
  ">": "is above", ">=": "is at least", "<": "is below", "<=": "is at most",
};

export function logicField(app, part, key, label, { at, own = null } = {}) {
  const subjects = conditions.subjectsOf([...questionsOf(app.form)].map(one => one.question), own, t);
  const known = subjects.map(one => one.name);
  const kindOf = name => subjects.find(one => one.name === name)?.kind ?? "text";
  const box = el("fieldset", { class: "area logic", "data-at": at });
  const said = el("p", { class: "soft", "data-plain": at });
  const told = el("p", { class: "told", hidden: true, "data-told": true });
  let isExpert = conditions.read(part[key] ?? "", known) === null;

  const set = text => {
    put(part, key, text);
    app.changed();
  };

  function builder() {
    const { joint, conditions: rows } = conditions.read(part[key] ?? "", known);
    const save = (next, redraws = true) => {
      set(conditions.write(next.conditions, next.joint, kindOf));
      if (redraws) draw();
    };
    const joints = el("select", { "aria-label": t("How the conditions are joined") },
      el("option", { value: "all" }, t("All of these")), el("option", { value: "any" }, t("Any of these")));
    joints.value = joint;
    joints.addEventListener("change", () => save({ joint: joints.value, conditions: rows }));
    const lines = rows.map((row, number) => condition(row, number, rows, joint, save));
    const first = subjects.find(one => one.question !== own) ?? subjects[0];
    const add = () => {
      const subject = own ? subjects[0] : first;
      const relation = conditions.relationsOf(subject.kind)[0] ?? "answered";
      save({ joint, conditions: [...rows, { name: subject.name, relation, value: defaultOf(subject) }] });
      box.querySelectorAll("[data-condition]")[rows.length]?.querySelector("select")?.focus();
    };
    return [rows.length > 1 ? el("label", { class: "field" }, el("span", { class: "unseen" }, t("How the conditions are joined")), joints) : null,
      ...lines, el("div", { class: "row" }, button(rows.length ? t("Add a condition") : t("Set a condition"), add))];
  }

  const defaultOf = subject => {
    if (conditions.isCounted(subject.kind)) return "0";
    return choicesOf(subject)[0]?.[0] ?? "";
  };

  function choicesOf(subject) {
    if (subject.kind === "visit_kind") return app.visitKinds;
    return subject.question ? optionsOf(app.form, subject.question).map(one => [one.code, say(one.label) || one.code]) : [];
  }

  function condition(row, number, rows, joint, save) {
    const change = (values, redraws = true) => save({ joint, conditions: rows.map((one, at) => at === number ? { ...one, ...values } : one) }, redraws);
    const subject = subjects.find(one => one.name === row.name);
    const who = el("select", {}, subjects.map(one => el("option", { value: one.name }, one.label ?? (say(one.question.prompt) || one.question.code))));
    who.value = row.name;
    who.addEventListener("change", () => {
      const next = subjects.find(one => one.name === who.value);
      change({ name: next.name, relation: conditions.relationsOf(next.kind)[0], value: defaultOf(next) });
    });
    const relations = conditions.relationsOf(subject.kind);
    const how = el("select", {}, relations.map(one => el("option", { value: one }, t(RELATIONS[one]))));
    if (!relations.includes(row.relation)) how.append(el("option", { value: row.relation }, row.relation));
    how.value = row.relation;
    how.addEventListener("change", () => change({ relation: how.value, value: row.value || defaultOf(subject) }));
    return el("div", { class: "condition", "data-condition": true },
      labelled(t("Question"), who), labelled(t("Comparison"), how),
      conditions.takesValue(row.relation) ? labelled(t("Value"), valueOf(row, subject, change)) : null,
      button(t("Remove"), () => save({ joint, conditions: rows.filter((_, at) => at !== number) }), { class: "bad" }));
  }

  function valueOf(row, subject, change) {
    if (conditions.isPicked(subject.kind)) {
      const choices = choicesOf(subject);
      const input = el("select", {}, choices.map(([value, text]) => el("option", { value }, text)));
      if (!choices.some(([value]) => value === row.value)) input.append(el("option", { value: row.value }, row.value));
      input.value = row.value;
      input.addEventListener("change", () => change({ value: input.value }));
      return input;
    }
    const input = el("input", { type: conditions.isCounted(subject.kind) ? "number" : "text", step: "any", value: row.value });
    input.addEventListener("input", () => { row.value = input.value; change({ value: input.value }, false); });
    return input;
  }

  const labelled = (text, input) => {
    const id = freshId();
    input.id = id;
    return el("div", { class: "field" }, el("label", { for: id, class: "small" }, text), input);
  };

  function expert() {
    const input = el("textarea", { rows: 2, spellcheck: "false", maxlength: 2000, class: "code" });
    input.value = part[key] ?? "";
    input.addEventListener("input", () => set(input.value));
    return [field(t("Expression (CEL)"), input, `${at}/text`)];
  }

  function draw() {
    const canBuild = conditions.read(part[key] ?? "", known) !== null;
    if (!canBuild) isExpert = true;
    const toggle = button(isExpert ? t("Pick instead") : t("Write it as text"), () => { isExpert = !isExpert; draw(); },
      { class: "plain", disabled: isExpert && !canBuild });
    box.replaceChildren(el("legend", {}, label), ...(isExpert ? expert() : builder()).filter(Boolean), said, told, el("div", {}, toggle));
    app.showWords();
  }
  draw();
  return box;
}
