// What can be said of the form as a whole: its name, its choice sets and how it is scored.
import { el, say, t } from "./dom.js";
import { codesField, field, group, manyField, numberField, rowsField, selectField, textField, wordsField } from "./fields.js";
import { newCode } from "./form.js";
import { below, optionsField } from "./panels.js";

function sourcesField(app) {
  const input = el("textarea", { rows: 3 });
  input.value = (app.form.sources ?? []).join("\n");
  input.addEventListener("input", () => {
    const lines = input.value.split("\n").map(line => line.trim()).filter(Boolean);
    if (lines.length) app.form.sources = lines;
    else delete app.form.sources;
    app.changed();
  });
  return field(t("Public rules it follows, one a line"), input, "sources");
}

function setsField(app) {
  const fresh = rows => {
    const code = newCode(`choices-${rows.length + 1}`, rows.map(row => row.code));
    return { code, name: {}, options: [{ code: "choice-1", label: {} }] };
  };
  return rowsField(app, app.form, "choice_sets", {
    label: t("Choice sets"), add: t("Add a choice set"), fresh, name: row => say(row.name) || row.code,
    draw: (row, place) => el("div", { class: "stack tight" },
      wordsField(app, row, "name", t("Name"), { at: `${place}/name` }),
      textField(app, row, "code", t("Code"), { at: `${place}/code`, kept: true, spellcheck: "false" }),
      optionsField(app, row, `${place}/options`)),
  });
}

function scoringFields(app) {
  const scoring = below(app.form, "scoring");
  const rule = (row, place) => el("div", { class: "stack tight" },
    el("div", { class: "halves" },
      selectField(app, row, "effect", t("What happens"), app.effects, { at: `${place}/effect`, initial: "fail", redraws: true }),
      numberField(app, row, "at_least", t("When so many fail"), { at: `${place}/at_least`, initial: 1, min: 1 }),
      ["cap", "deduct"].includes(row.effect) ? numberField(app, row, "pct", t("Per cent"), { at: `${place}/pct`, initial: 0, min: 0, max: 100 }) : null),
    codesField(app, row, "questions", t("Codes of the questions"), { at: `${place}/questions` }),
    el("div", { class: "halves" },
      textField(app, row, "tag", t("And all questions with this tag"), { at: `${place}/tag` }),
      textField(app, row, "code", t("Code"), { at: `${place}/code`, kept: true, spellcheck: "false" })));
  const band = (row, place) => el("div", { class: "stack tight" },
    wordsField(app, row, "label", t("Band"), { at: `${place}/label` }),
    el("div", { class: "halves" },
      numberField(app, row, "at_least_pct", t("From per cent"), { at: `${place}/at_least_pct`, initial: 0, min: 0, max: 100 }),
      textField(app, row, "code", t("Code"), { at: `${place}/code`, kept: true, spellcheck: "false" })));
  return [
    el("div", { class: "halves" },
      numberField(app, scoring, "pass_mark_pct", t("Pass mark in per cent"), { at: "scoring/pass_mark_pct", min: 0, max: 100 }),
      numberField(app, scoring, "scale", t("What 100 % is called, such as 10"), { at: "scoring/scale", initial: 100, min: 1, max: 1000 }),
      numberField(app, scoring, "decimals", t("Decimals"), { at: "scoring/decimals", initial: 2, min: 0, max: 4 })),
    rowsField(app, scoring, "bands", {
      label: t("Bands, best first"), add: t("Add a band"), at: "scoring/bands",
      fresh: rows => ({ code: newCode(`band-${rows.length + 1}`, rows.map(row => row.code)), label: {}, at_least_pct: 0 }),
      name: row => say(row.label), draw: band,
    }),
    rowsField(app, scoring, "critical", {
      label: t("Critical questions"), add: t("Add a rule"), at: "scoring/critical",
      fresh: rows => ({ code: newCode(`rule-${rows.length + 1}`, rows.map(row => row.code)), effect: "fail", questions: [] }),
      name: row => row.code, draw: rule,
    }),
  ];
}

export function formPanel(app) {
  const languages = [["zh-CN", "中文"], ["en", "English"]];
  return [
    group(t("Checklist"), true, wordsField(app, app.form, "name", t("Name")),
      wordsField(app, app.form, "description", t("Description"), { long: true }),
      manyField(app, app.form, "languages", t("Languages"), languages, { initial: ["zh-CN", "en"] })),
    group(t("Scoring"), true, scoringFields(app)),
    group(t("Choice sets"), Boolean(app.form.choice_sets?.length), setsField(app)),
    group(t("Tags and sources"), false, codesField(app, app.form, "tags", t("Tags")), sourcesField(app)),
  ];
}
