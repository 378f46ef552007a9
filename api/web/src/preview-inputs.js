// One input for each kind of question; each tells `set(value)`, with null when it was emptied.
import { make, say } from "./dom.js";

const button = (text, onclick, attributes = {}) => make("button", { type: "button", class: "plain", onclick, ...attributes }, text);

// Two or more buttons of which one at most is pressed; pressing it again takes it back.
const oneOf = (choices, value, set, label) => {
  const buttons = choices.map(([chosen, text]) =>
    button(text, () => {
      const isTakenBack = pressed() === chosen;
      show(isTakenBack ? null : chosen);
      set(isTakenBack ? null : chosen);
    }, { class: "preview-choice" }));
  let now = null;
  const pressed = () => now;
  const show = chosen => {
    now = chosen;
    choices.forEach(([one], at) => buttons[at].setAttribute("aria-pressed", String(one === chosen)));
  };
  show(value);
  return make("div", { class: "preview-choices", role: "group", "aria-label": label }, buttons);
};

const someOf = ({ options, value, set, locale, label }) => {
  const chosen = new Set(value ?? []);
  const change = (code, isChosen) => {
    chosen[isChosen ? "add" : "delete"](code);
    set(chosen.size ? options.map(one => one.code).filter(one => chosen.has(one)) : null);
  };
  return make("div", { class: "preview-choices", role: "group", "aria-label": label }, options.map(option =>
    make("label", { class: "preview-check" },
      make("input", { type: "checkbox", checked: chosen.has(option.code), onchange: event => change(option.code, event.target.checked) }),
      say(option.label, locale))));
};

const inOrder = ({ options, value, set, locale, words, label }) => {
  const list = make("ol", { class: "preview-rank", "aria-label": label });
  let order = Array.isArray(value) ? [...value] : options.map(one => one.code);
  const move = (from, to) => {
    order = order.map((code, at) => (at === from ? order[to] : at === to ? order[from] : code));
    set(order);
    draw();
    list.children[to].querySelector("button:not([disabled])")?.focus();
  };
  const draw = () => list.replaceChildren(...order.map((code, at) => {
    const name = say(options.find(one => one.code === code)?.label, locale) || code;
    return make("li", {}, make("span", {}, name),
      button("↑", () => move(at, at - 1), { disabled: at === 0, "aria-label": `${words.up}: ${name}` }),
      button("↓", () => move(at, at + 1), { disabled: at === order.length - 1, "aria-label": `${words.down}: ${name}` }));
  }));
  draw();
  return make("div", {}, list, button(words.setOrder, () => set(order)));
};

const typed = (type, attributes = {}) => ({ value, set, label }) =>
  make("input", { type, value: value ?? "", "aria-label": label, oninput: event => set(event.target.value.trim() ? event.target.value : null), ...attributes });

const toNumber = text => (text.trim() === "" || !Number.isFinite(Number(text)) ? null : Number(text));

const number = ({ question, value, set, label }) => {
  const unit = question.limits?.unit || (question.kind === "temperature" ? "°C" : "");
  return make("span", { class: "preview-number" },
    make("input", {
      type: "number", inputmode: "decimal", step: question.limits?.step ?? "any", value: value ?? "", "aria-label": label,
      oninput: event => set(toNumber(event.target.value)),
    }), unit ? make("span", {}, unit) : null);
};

const slider = ({ question, value, set, label }) => {
  const { minimum, maximum, step, unit } = question.limits ?? {};
  const shown = make("output", {}, value === null ? "–" : `${value} ${unit ?? ""}`);
  const input = make("input", {
    type: "range", min: minimum ?? 0, max: maximum ?? 100, step: step ?? 1, "aria-label": label,
    oninput: event => {
      shown.textContent = `${event.target.value} ${unit ?? ""}`;
      set(Number(event.target.value));
    },
  });
  if (value !== null) input.value = value;
  return make("span", { class: "preview-number" }, input, shown);
};

const stopwatch = ({ value, set, words }) => {
  const shown = make("output", {}, `${value ?? 0} s`);
  let began = null;
  const press = event => {
    if (began === null) {
      began = performance.now();
    } else {
      const seconds = Math.round((performance.now() - began) / 100) / 10;
      began = null;
      shown.textContent = `${seconds} s`;
      set(seconds);
    }
    event.target.textContent = began === null ? words.start : words.stop;
  };
  return make("span", { class: "preview-number" }, shown, button(words.start, press, { class: "preview-choice" }));
};

// A button that stands for what only a phone can do: sign, or find its place.
const pretend = (text, done, value, set, answer) => {
  const press = event => {
    const isDone = event.target.getAttribute("aria-pressed") === "true";
    event.target.setAttribute("aria-pressed", String(!isDone));
    event.target.textContent = isDone ? text : done;
    set(isDone ? null : answer);
  };
  return button(value === null ? text : done, press, { "aria-pressed": String(value !== null), class: "preview-choice" });
};

const place = ({ value, set, words }) =>
  pretend(words.locate, words.located, value, set, { latitude: 31.2304, longitude: 121.4737, accuracy_m: 10 });

// The clock of the place, as the input wants it; the value itself is a moment of the world.
const toClock = moment => {
  const when = new Date(moment);
  return new Date(when.getTime() - when.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
};

const dateTime = ({ value, set, label }) =>
  make("input", {
    type: "datetime-local", "aria-label": label, value: value === null ? "" : toClock(value),
    oninput: event => set(event.target.value ? new Date(event.target.value).toISOString() : null),
  });

const CELLS = {
  yes_no: context => yesOrNo(context), number, text: typed("text"), date: typed("date"),
  choice: context => choice(context),
};

const table = context => {
  const { question, value, set, locale, words } = context;
  const rows = Array.isArray(value) ? value.map(row => ({ ...row })) : [];
  const list = make("div", { class: "stack tight" });
  const tell = () => set(rows.length ? rows.map(row => ({ ...row })) : null);
  const draw = () => list.replaceChildren(...rows.map((row, at) => make("fieldset", { class: "preview-row" },
    question.columns.map(column => {
      const name = say(column.label, locale);
      const change = cell => {
        row[column.code] = cell;
        tell();
      };
      const cell = { ...context, question: column, options: column.options ?? [], value: row[column.code] ?? null, set: change, label: name };
      return make("div", { class: "preview-cell" }, make("span", {}, name), CELLS[column.kind ?? "text"](cell));
    }),
    button(words.removeRow, () => { rows.splice(at, 1); draw(); tell(); }))));
  draw();
  return make("div", { class: "stack tight" }, list, button(words.addRow, () => { rows.push({}); draw(); tell(); }));
};

const yesOrNo = ({ value, set, words, label }) => oneOf([[true, words.yes], [false, words.no]], value, set, label);

const choice = ({ options, value, set, locale, label, words }) => {
  if (options.length <= 6) return oneOf(options.map(one => [one.code, say(one.label, locale)]), value, set, label);
  const select = make("select", { "aria-label": label, onchange: event => set(event.target.value || null) },
    make("option", { value: "" }, words.choose),
    options.map(one => make("option", { value: one.code, selected: one.code === value }, say(one.label, locale))));
  return select;
};

const INPUTS = {
  yes_no: yesOrNo, choice, choices: someOf, rank: inOrder, number, temperature: number, slider, stopwatch,
  text: context => make("textarea", {
    rows: 2, "aria-label": context.label, oninput: event => context.set(event.target.value.trim() ? event.target.value : null),
  }, context.value ?? ""),
  barcode: context => typed("text", { placeholder: context.words.scan })(context),
  date: typed("date"), time: typed("time"), date_time: dateTime, location: place, table,
};

// Returns the input of a question; null for those that photos answer and for instructions.
export const makeInput = context => INPUTS[context.question.kind]?.(context) ?? null;

export { button };
