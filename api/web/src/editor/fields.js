// Fields of the editor: each writes into one part of the form, and names its place so that a fault finds it.
import { button, el, freshId, t } from "./dom.js";

const isEmpty = value => value === "" || value === null || value === undefined ||
  (typeof value === "object" && Object.keys(value).length === 0);

export function put(part, key, value) {
  if (isEmpty(value)) delete part[key];
  else part[key] = value;
}

export function field(label, input, at, attributes = {}) {
  const id = freshId();
  const told = el("p", { class: "told", id, hidden: true, "data-told": true });
  input.setAttribute("aria-describedby", id);
  return el("div", { class: "field", "data-at": at, ...attributes },
    el("label", {}, el("span", {}, label), input), told);
}

export function textField(app, part, key, label, { at = key, long = false, lang = null, ...more } = {}) {
  const input = el(long ? "textarea" : "input", { maxlength: 2000, autocomplete: "off", lang, ...more });
  if (long) input.rows = 2;
  input.value = part[key] ?? "";
  input.addEventListener("input", () => {
    if (more.kept) part[key] = input.value;
    else put(part, key, input.value);
    app.changed();
  });
  return field(label, input, at);
}

const LANGUAGES = { "zh-CN": "{label} (Chinese)", en: "{label} (English)" };

// One text in every language of the form.
export function wordsField(app, part, key, label, { at = key, long = false } = {}) {
  const inputs = app.languages().map(locale => {
    const input = el(long ? "textarea" : "input", { lang: locale, maxlength: 2000, autocomplete: "off" });
    if (long) input.rows = 2;
    input.value = part[key]?.[locale] ?? "";
    input.addEventListener("input", () => {
      part[key] = { ...part[key] };
      put(part[key], locale, input.value);
      app.changed();
    });
    return field(t(LANGUAGES[locale], { label }), input, `${at}/${locale}`);
  });
  return el("div", { class: "halves", "data-at": at }, inputs, el("p", { class: "told", hidden: true, "data-told": true }));
}

export function numberField(app, part, key, label, { at = key, initial = null, ...more } = {}) {
  const input = el("input", { type: "number", step: "any", inputmode: "decimal", autocomplete: "off", ...more });
  const value = part[key] ?? initial;
  input.value = value ?? "";
  input.addEventListener("input", () => {
    if (input.value === "") {
      if (initial === null) delete part[key];
      else part[key] = null;
    } else part[key] = Number(input.value);
    app.changed();
  });
  // A number that must be there comes back when its field is left empty.
  input.addEventListener("change", () => {
    if (input.value !== "" || initial === null) return;
    delete part[key];
    input.value = initial;
    app.changed();
  });
  return field(label, input, at);
}

export function selectField(app, part, key, label, choices, { at = key, initial = "", redraws = false } = {}) {
  const input = el("select", {}, choices.map(([value, text]) => el("option", { value }, text)));
  const value = part[key] ?? initial;
  if (!choices.some(([known]) => known === value)) input.append(el("option", { value }, String(value)));
  input.value = value;
  input.addEventListener("change", () => {
    put(part, key, input.value);
    app.changed();
    if (redraws) app.redraw();
  });
  return field(label, input, at);
}

export function checkField(app, part, key, label, { at = key, initial = false } = {}) {
  const input = el("input", { type: "checkbox" });
  input.checked = part[key] ?? initial;
  input.addEventListener("change", () => {
    if (input.checked === initial) delete part[key];
    else part[key] = input.checked;
    app.changed();
  });
  const told = el("p", { class: "told", hidden: true, "data-told": true });
  return el("div", { class: "field", "data-at": at }, el("label", { class: "switch" }, input, el("span", {}, label)), told);
}

// Several codes, written with spaces or commas between them.
export function codesField(app, part, key, label, { at = key } = {}) {
  const input = el("input", { autocomplete: "off", spellcheck: "false" });
  input.value = (part[key] ?? []).join(" ");
  input.addEventListener("input", () => {
    put(part, key, input.value.split(/[\s,，、]+/).filter(Boolean));
    app.changed();
  });
  return field(label, input, at);
}

// Some of a few: one switch each.
export function manyField(app, part, key, label, choices, { at = key, initial = [] } = {}) {
  const boxes = choices.map(([value, text]) => {
    const input = el("input", { type: "checkbox" });
    input.checked = (part[key] ?? initial).includes(value);
    input.addEventListener("change", () => {
      const others = (part[key] ?? initial).filter(one => one !== value);
      put(part, key, input.checked ? [...others, value] : others);
      app.changed();
    });
    return el("label", { class: "switch" }, input, el("span", {}, text));
  });
  return el("fieldset", { class: "area", "data-at": at }, el("legend", {}, label), el("div", { class: "row" }, boxes),
    el("p", { class: "told", hidden: true, "data-told": true }));
}

// Rows that can be added, moved by buttons and removed; `draw` makes the fields of one.
export function rowsField(app, part, key, { label, add, fresh, draw, name, at = key }) {
  const rows = part[key] ?? [];
  const swap = (number, other) => {
    [rows[number], rows[other]] = [rows[other], rows[number]];
    app.changed();
    app.redraw();
  };
  const shown = rows.map((row, number) => {
    const place = `${at}/${number}`;
    const said = name(row) || String(number + 1);
    return el("li", { class: "entry", "data-at": place },
      draw(row, place),
      el("div", { class: "row" },
        button("↑", () => swap(number, number - 1), { "aria-label": t("Move {name} up", { name: said }), disabled: number === 0 }),
        button("↓", () => swap(number, number + 1), { "aria-label": t("Move {name} down", { name: said }), disabled: number === rows.length - 1 }),
        button(t("Remove"), () => { rows.splice(number, 1); put(part, key, rows); app.changed(); app.redraw(); },
          { class: "bad", "aria-label": t("Remove {name}", { name: said }) })),
      el("p", { class: "told", hidden: true, "data-told": true }));
  });
  return el("div", { class: "stack tight", "data-at": at },
    el("h4", {}, label), el("ol", { class: "entries" }, shown),
    el("p", { class: "told", hidden: true, "data-told": true }),
    el("div", {}, button(add, () => {
      part[key] = [...rows, fresh(rows)];
      app.changed();
      app.redraw();
    })));
}

export const group = (title, isOpen, ...children) =>
  el("details", { class: "group", open: isOpen, "data-group": title }, el("summary", {}, title), el("div", { class: "stack" }, children));

// Puts every fault beside the field it is about; what no field shows is returned.
export function showFaults(root, faults) {
  for (const told of root.querySelectorAll("[data-told]")) {
    told.hidden = true;
    told.textContent = "";
  }
  root.querySelectorAll(".is-wrong").forEach(node => node.classList.remove("is-wrong"));
  const places = [...root.querySelectorAll("[data-at]")].sort((one, other) => other.dataset.at.length - one.dataset.at.length);
  return faults.filter(fault => {
    const place = places.find(node => fault.at === node.dataset.at || fault.at.startsWith(`${node.dataset.at}/`));
    const told = place?.querySelector(":scope > [data-told]");
    if (!told) return true;
    told.textContent = [told.textContent, fault.detail].filter(Boolean).join(" ");
    told.hidden = false;
    place.classList.add("is-wrong");
    for (let holder = place.closest("details"); holder; holder = holder.parentElement.closest("details")) holder.open = true;
    return false;
  });
}
