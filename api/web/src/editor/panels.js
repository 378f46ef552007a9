// What can be said of the chosen question, or of the chosen section.
import { el, say, t } from "./dom.js";
import { checkField, codesField, field, group, manyField, numberField, rowsField, selectField, textField, wordsField } from "./fields.js";
import { CHOICES, NUMBERS, PHOTOS, newCode } from "./form.js";
import { logicField } from "./logic_field.js";
import { picturesField } from "./pictures_field.js";

// A part of a question that is made when something is first said in it.
export function below(part, key) {
  return new Proxy({}, {
    get: (_, name) => part[key]?.[name],
    has: (_, name) => name in (part[key] ?? {}),
    set: (_, name, value) => { part[key] = { ...part[key], [name]: value }; return true; },
    deleteProperty: (_, name) => {
      if (part[key]) {
        delete part[key][name];
        if (Object.keys(part[key]).length === 0) delete part[key];
      }
      return true;
    },
  });
}

export function optionsField(app, part, at = "options") {
  return rowsField(app, part, "options", {
    label: t("Choices"), add: t("Add a choice"), at,
    fresh: rows => ({ code: newCode(`choice-${rows.length + 1}`, rows.map(row => row.code)), label: {} }),
    name: row => say(row.label),
    draw: (row, place) => el("div", { class: "stack tight" },
      wordsField(app, row, "label", t("Choice"), { at: `${place}/label` }),
      el("div", { class: "halves" },
        textField(app, row, "code", t("Code"), { at: `${place}/code`, kept: true, spellcheck: "false" }),
        numberField(app, row, "score", t("Share of the weight it earns (1: all, 0: none, empty: not judged)"), { at: `${place}/score`, min: -1, max: 1 })),
      checkField(app, row, "is_fail", t("Choosing it is a fault"), { at: `${place}/is_fail` })),
  });
}

function limitsFields(app, part, at) {
  const limits = below(part, "limits");
  return el("div", { class: "halves" },
    numberField(app, limits, "minimum", t("Smallest right value"), { at: `${at}/minimum` }),
    numberField(app, limits, "maximum", t("Largest right value"), { at: `${at}/maximum` }),
    textField(app, limits, "unit", t("Unit"), { at: `${at}/unit` }),
    numberField(app, limits, "step", t("Step"), { at: `${at}/step`, min: 0 }));
}

function columnsField(app, question) {
  return rowsField(app, question, "columns", {
    label: t("Columns"), add: t("Add a column"),
    fresh: rows => ({ code: newCode(`column-${rows.length + 1}`, rows.map(row => row.code)), label: {}, kind: "text" }),
    name: row => say(row.label),
    draw: (row, place) => el("div", { class: "stack tight" },
      wordsField(app, row, "label", t("Column"), { at: `${place}/label` }),
      el("div", { class: "halves" },
        textField(app, row, "code", t("Code"), { at: `${place}/code`, kept: true, spellcheck: "false" }),
        selectField(app, row, "kind", t("Kind"), ["yes_no", "number", "text", "date", "choice"].map(kind => [kind, app.kinds[kind]]), { at: `${place}/kind`, initial: "text", redraws: true })),
      row.kind === "number" ? limitsFields(app, row, `${place}/limits`) : null,
      row.kind === "choice" ? optionsField(app, row, `${place}/options`) : null),
  });
}

function answerFields(app, question) {
  const kind = question.kind, photos = below(question, "photos");
  const sets = (app.form.choice_sets ?? []).map(set => [set.code, say(set.name) || set.code]);
  const fields = [];
  if (CHOICES.includes(kind)) {
    if (sets.length || question.choice_set) fields.push(selectField(app, question, "choice_set", t("Choice set"), [["", t("Own choices")], ...sets], { redraws: true }));
    if (!question.choice_set || question.options?.length) fields.push(optionsField(app, question));
  }
  if (NUMBERS.includes(kind)) fields.push(limitsFields(app, question, "limits"));
  if (kind === "table") fields.push(columnsField(app, question));
  if (kind === "shelf_photo") fields.push(textField(app, question, "shelf_code", t("Code of the shelf"), { list: "shelf-codes" }));
  if (kind === "instruction") return fields;
  fields.push(el("div", { class: "halves" },
    numberField(app, photos, "minimum", t("Photos at least"), { at: "photos/minimum", initial: PHOTOS.includes(kind) ? question.photos?.minimum ?? 0 : 0, min: 0, max: 20 }),
    numberField(app, photos, "maximum", t("Photos at most"), { at: "photos/maximum", initial: 4, min: 0, max: 20 })),
  checkField(app, photos, "is_camera_only", t("Only from the camera, not from the gallery"), { at: "photos/is_camera_only" }),
  el("div", { class: "halves" },
    checkField(app, question, "is_required", t("Must be answered"), { initial: true }),
    checkField(app, question, "allows_na", t("May be marked as not applicable"), { initial: true })));
  return fields;
}

function failFields(app, question) {
  return [
    wordsField(app, question, "next_step", t("What to do when it fails"), { long: true }),
    el("div", { class: "halves" },
      selectField(app, question, "severity", t("Severity"), app.severities, { initial: "medium" }),
      numberField(app, question, "due_hours", t("Hours to fix it"), { initial: 24, min: 0 }),
      selectField(app, question, "owner_role", t("Who fixes it"), app.roles, { initial: "store_manager" }),
      selectField(app, question, "zone", t("Part of the store"), app.zones, { initial: "shop_floor" })),
    rowsField(app, question, "root_causes", {
      label: t("Root causes to choose from"), add: t("Add a cause"),
      fresh: rows => ({ code: newCode(`cause-${rows.length + 1}`, rows.map(row => row.code)), label: {} }),
      name: row => say(row.label),
      draw: (row, place) => el("div", { class: "stack tight" },
        wordsField(app, row, "label", t("Cause"), { at: `${place}/label` }),
        textField(app, row, "code", t("Code"), { at: `${place}/code`, kept: true, spellcheck: "false" })),
    }),
  ];
}

function logicFields(app, question) {
  const logic = below(question, "logic");
  const one = (key, label, own = null) => logicField(app, logic, key, label, { at: `logic/${key}`, own });
  if (question.kind === "instruction") return [one("show_if", t("Shown when"))];
  return [
    one("show_if", t("Shown when")), one("require_if", t("Must be answered when")),
    textField(app, logic, "default", t("Value to begin with (CEL)"), { at: "logic/default", spellcheck: "false", class: "code" }),
    one("fail_if", t("Fails when"), question), one("evidence_if", t("Needs a photo when"), question),
    one("action_if", t("Needs a note of what was done when"), question),
    one("notify_if", t("Tells people at once when"), question),
    manyField(app, question, "notify_roles", t("Whom to tell"), app.roles),
  ];
}

export function questionPanel(app, question) {
  return [
    group(t("Question"), true,
      wordsField(app, question, "prompt", t("What is asked"), { long: true }),
      selectField(app, question, "kind", t("Kind of answer"), Object.entries(app.kinds), { redraws: true }),
      wordsField(app, question, "hint", t("Hint"), { long: true })),
    group(t("Answer"), true, answerFields(app, question)),
    group(t("Pictures and how it is done"), false, picturesField(app, question),
      wordsField(app, question, "sop", t("How the work is done rightly"), { long: true })),
    ...(question.kind === "instruction" ? [] : [
      group(t("When it fails"), false, failFields(app, question)),
      group(t("Scoring"), false, el("div", { class: "halves" },
        numberField(app, question, "weight", t("Weight"), { initial: 1, min: 0, max: 1000 }),
        numberField(app, question, "fail_score", t("Share of the weight a failed answer earns"), { initial: 0, min: -1, max: 1 }))),
    ]),
    group(t("Logic"), false, logicFields(app, question)),
    group(t("Code and tags"), false, el("div", { class: "halves" },
      textField(app, question, "code", t("Code"), { kept: true, spellcheck: "false" }),
      codesField(app, question, "tags", t("Tags"))),
    el("p", { class: "small soft" }, t("The code is how answers under different versions are known to be about the same question."))),
  ];
}

export function sectionPanel(app, section) {
  const repeats = el("input", { type: "checkbox" });
  repeats.checked = Boolean(section.repeat);
  repeats.addEventListener("change", () => {
    if (repeats.checked) section.repeat = { minimum: 1, maximum: 10 };
    else delete section.repeat;
    app.changed();
    app.redraw();
  });
  const repeat = section.repeat ? [
    el("div", { class: "halves" },
      numberField(app, section.repeat, "minimum", t("Times at least"), { at: "repeat/minimum", initial: 1, min: 0, max: 50 }),
      numberField(app, section.repeat, "maximum", t("Times at most"), { at: "repeat/maximum", initial: 10, min: 1, max: 50 })),
    wordsField(app, section.repeat, "title", t("What one of them is called"), { at: "repeat/title" }),
  ] : [];
  return [
    group(t("Section"), true, wordsField(app, section, "title", t("Title")),
      field(t("Filled several times, such as once for each fridge"), repeats, "repeat-switch", { class: "field turned" }), ...repeat),
    group(t("Logic"), Boolean(section.show_if), logicField(app, section, "show_if", t("Shown when"), { at: "show_if" })),
    group(t("Scoring"), false, el("div", { class: "halves" },
      numberField(app, section, "weight", t("Own weight (empty: that of its questions)"), { min: 0, max: 1000 }),
      numberField(app, section, "pass_mark_pct", t("Pass mark in per cent (below it the form fails)"), { min: 0, max: 100 }))),
    group(t("Code"), false, textField(app, section, "code", t("Code"), { kept: true, spellcheck: "false" })),
  ];
}
