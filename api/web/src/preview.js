// A form as a phone shows it, alive: what is answered shows, hides and asks for more at once.
import { make, say } from "./dom.js";
import { keyOf, stateOf } from "./form-state.js";
import { button, makeInput } from "./preview-inputs.js";
import { wordsOf } from "./preview-words.js";

const BY_PHOTO = new Set(["photo", "shelf_photo", "kitchen_photo", "signature"]);
const MOST_ROUNDS = 8; // defaults that follow defaults, and may do so in circles
const NOTHING = { value: null, isNotApplicable: false, photoCount: 0, rootCause: null, action: "" };

const optionsOf = (form, question) =>
  question.options?.length ? question.options : form.choice_sets?.find(one => one.code === question.choice_set)?.options ?? [];

const unitOf = question => question.limits?.unit || (question.kind === "temperature" ? "°C" : "");

// Whether an answer fails by its kind alone, as the server judges it before any expression.
const failsByKind = (question, options, value) => {
  if (question.kind === "yes_no") return value === false;
  const chosen = question.kind === "choice" ? [value] : question.kind === "choices" ? value ?? [] : [];
  return options.some(one => one.is_fail && chosen.includes(one.code));
};

// What limits say about a number, in words; nothing when it keeps them.
const limitsBroken = (question, value, words) => {
  if (typeof value !== "number") return "";
  const { minimum, maximum } = question.limits ?? {};
  const unit = unitOf(question);
  if (typeof minimum === "number" && value < minimum) return words.tooLow(`${minimum} ${unit}`.trim());
  if (typeof maximum === "number" && value > maximum) return words.tooHigh(`${maximum} ${unit}`.trim());
  return "";
};

/**
 * Shows a form inside `place` and keeps it true to what is answered.
 *
 * Options: locale ("zh-CN" or "en"), visitKind, storeCode, pictureUrl(sha256) for reference
 * pictures, and onChange({ given, state }) after every answer. Returns { update(form, options),
 * given(), state(), destroy() }; `update` keeps the answers of the questions that are still there.
 */
export const mountPreview = (place, form, options = {}) => {
  const preview = new Preview(place, form, options);
  preview.draw();
  return {
    update: (next, changed = {}) => preview.update(next, changed),
    given: () => new Map(preview.given),
    state: () => preview.state,
    destroy: () => place.replaceChildren(),
  };
};

class Preview {
  constructor(place, form, options) {
    this.place = place;
    this.form = form;
    this.options = { locale: "zh-CN", visitKind: "routine", storeCode: "", ...options };
    this.given = new Map();
    this.touched = new Set(); // where a default must not come back
    this.fillings = new Map(); // section code → how many there are
    this.parts = [];
  }

  update(form, options) {
    this.form = form;
    Object.assign(this.options, options);
    this.draw();
  }

  get words() {
    return wordsOf(this.options.locale);
  }

  say(words) {
    return say(words, this.options.locale);
  }

  at(key) {
    return this.given.get(key) ?? NOTHING;
  }

  // Builds everything anew; after an answer `refresh` is enough, and keeps the focus where it is.
  draw() {
    this.parts = [];
    this.decide();
    const title = make("header", { class: "preview-head" }, make("strong", {}, this.say(this.form.name) || this.form.code));
    this.empty = make("p", { class: "soft", hidden: true }, this.words.nothing);
    const sections = (this.form.sections ?? []).map(section => this.section(section));
    this.place.replaceChildren(make("div", { class: "preview", lang: this.options.locale }, title, sections, this.empty));
    this.refresh();
  }

  // Tells whether a default came, changed or went, so that its input must be drawn again.
  decide() {
    let hasMoved = false;
    for (let round = 0; round < MOST_ROUNDS; round += 1) {
      this.state = stateOf(this.form, this.existing(), this.options);
      if (!this.takeDefaults()) break;
      hasMoved = true; // and another default may read this one
    }
    return hasMoved;
  }

  // What nobody touched follows its default.
  takeDefaults() {
    let hasMoved = false;
    for (const key of this.existing().keys()) {
      const value = this.state.defaults.get(key) ?? null;
      if (this.touched.has(key) || JSON.stringify(this.at(key).value) === JSON.stringify(value)) continue;
      this.given.set(key, { ...this.at(key), value });
      hasMoved = true;
    }
    return hasMoved;
  }

  // Every filling there is has its questions, answered or not; answers of gone ones are left out.
  existing() {
    const found = new Map();
    const walk = (sections, occurrences) => {
      for (const section of sections ?? []) {
        const own = section.repeat ? this.occurrencesOf(section) : occurrences;
        for (const question of section.questions ?? []) {
          for (const at of own) found.set(keyOf(question.code, at), this.at(keyOf(question.code, at)));
        }
        walk(section.sections, own);
      }
    };
    walk(this.form.sections, [0]);
    return found;
  }

  countOf(section) {
    return this.fillings.get(section.code) ?? section.repeat.minimum ?? 1;
  }

  occurrencesOf(section) {
    return Array.from({ length: this.countOf(section) }, (_, at) => at);
  }

  section(section, occurrences = [0]) {
    const body = section.repeat
      ? [...this.occurrencesOf(section).map(at => this.filling(section, at)), this.moreOrLess(section)]
      : occurrences.map(at => this.below(section, at));
    const node = make("section", { class: "preview-section" }, make("h3", {}, this.say(section.title) || section.code), body);
    this.parts.push(() => {
      // A repeated section with no filling yet is shown, so that one can be added.
      node.hidden = !(section.repeat && this.countOf(section) === 0) && !node.querySelector("[data-key]:not([hidden])");
    });
    return node;
  }

  below(section, at) {
    return [
      ...(section.questions ?? []).map(question => this.question(question, at)),
      ...(section.sections ?? []).map(child => this.section(child, [at])),
    ];
  }

  filling(section, at) {
    const name = this.say(section.repeat.title) || this.words.filling;
    return make("div", { class: "preview-filling" }, make("h4", {}, `${name} ${at + 1}`), this.below(section, at));
  }

  moreOrLess(section) {
    const count = this.countOf(section);
    const name = this.say(section.repeat.title) || this.words.filling;
    const to = next => () => {
      this.fillings.set(section.code, next);
      this.draw();
      this.tell();
    };
    return make("div", { class: "row" },
      button(this.words.addFilling(name), to(count + 1), { disabled: count >= (section.repeat.maximum ?? 10) }),
      button(this.words.removeFilling(name), to(count - 1), { disabled: count <= (section.repeat.minimum ?? 1) }));
  }

  question(question, at) {
    const key = keyOf(question.code, at);
    const label = this.say(question.prompt) || question.code;
    const star = make("span", { class: "preview-star", title: this.words.required }, "*", make("span", { class: "unseen" }, this.words.required));
    const said = make("p", { class: "preview-said", role: "status" });
    const input = make("div", { class: "preview-input" });
    const photos = make("div", { class: "preview-photos" });
    const node = make("article", { class: "preview-question", "data-key": key, "data-code": question.code, "data-kind": question.kind },
      make("p", { class: "strong" }, label, " ", star), this.told(question), input, photos, this.notApplicable(question, key, input), said);
    const followUp = this.followUp(question, key);
    node.append(followUp.cause, followUp.action);
    input.append(...[makeInput({
      question, label, options: optionsOf(this.form, question), locale: this.options.locale, words: this.words,
      value: this.at(key).value, set: value => this.answer(key, { value }),
    })].filter(Boolean));
    this.parts.unshift(() => {
      node.hidden = !this.state.shown.has(key);
      star.hidden = !this.state.required.has(key);
      const hasFailed = this.hasFailed(question, key);
      node.classList.toggle("is-failed", hasFailed);
      followUp.cause.hidden = !hasFailed || !question.root_causes?.length;
      followUp.action.hidden = !this.state.action.has(key);
      this.drawPhotos(photos, question, key);
      const lines = this.linesOf(question, key);
      if (said.textContent !== lines.join("")) said.replaceChildren(...lines.map(line => make("span", {}, line)));
    });
    return node;
  }

  // What stands beside a question: hint, limits, how it is done, pictures.
  told(question) {
    const { minimum, maximum } = question.limits ?? {};
    const hasLimits = typeof minimum === "number" || typeof maximum === "number";
    const sop = this.say(question.sop);
    return [
      this.say(question.hint) ? make("p", { class: "soft small" }, this.say(question.hint)) : null,
      hasLimits ? make("p", { class: "soft small" }, this.words.between(minimum, maximum, unitOf(question)).trim()) : null,
      sop ? make("details", { class: "small" }, make("summary", {}, this.words.sop), make("p", {}, sop)) : null,
      (question.references ?? []).length && this.options.pictureUrl
        ? make("div", { class: "preview-references" }, question.references.map(one => this.reference(one))) : null,
    ];
  }

  reference({ sha256, is_good: isGood = true, caption }) {
    const words = `${isGood ? this.words.good : this.words.bad}${this.say(caption) ? `: ${this.say(caption)}` : ""}`;
    return make("figure", { class: isGood ? "is-good" : "is-bad" },
      make("img", { src: this.options.pictureUrl(sha256), alt: words, loading: "lazy" }), make("figcaption", { class: "small" }, words));
  }

  notApplicable(question, key, input) {
    if (question.allows_na === false || question.kind === "instruction") return null;
    const change = event => {
      input.inert = event.target.checked;
      this.answer(key, { isNotApplicable: event.target.checked });
    };
    const isNotApplicable = this.at(key).isNotApplicable;
    input.inert = isNotApplicable;
    return make("label", { class: "preview-check small" },
      make("input", { type: "checkbox", checked: isNotApplicable, onchange: change }), this.words.notApplicable);
  }

  // Photos are taken where the kind or the logic asks for them.
  drawPhotos(node, question, key) {
    const count = this.at(key).photoCount;
    const isAsked = BY_PHOTO.has(question.kind) || this.state.evidence.has(key) || (question.photos?.minimum ?? 0) > 0 || count > 0;
    node.hidden = !isAsked;
    if (node.dataset.count === String(count)) return;
    node.dataset.count = count;
    const isSignature = question.kind === "signature";
    const most = isSignature ? 1 : question.photos?.maximum ?? 4;
    const change = by => () => {
      this.answer(key, { photoCount: this.at(key).photoCount + by });
      node.querySelector("button:not([disabled])")?.focus();
    };
    const taken = isSignature ? this.words.signed : this.words.photoCount(count);
    node.replaceChildren(
      button(isSignature ? this.words.sign : this.words.takePhoto, change(1), { disabled: count >= most, class: "preview-choice" }),
      ...(count ? [make("span", { class: "small" }, taken), button(isSignature ? this.words.clear : this.words.removePhoto, change(-1))] : []),
      ...(question.photos?.is_camera_only ? [make("span", { class: "small soft" }, this.words.cameraOnly)] : []));
  }

  hasFailed(question, key) {
    const { value, isNotApplicable } = this.at(key);
    if (isNotApplicable || !this.state.shown.has(key)) return false;
    const isBroken = limitsBroken(question, value, this.words) !== "";
    return this.state.failed.has(key) || isBroken || failsByKind(question, optionsOf(this.form, question), value);
  }

  // What a failed answer is asked besides: why, and what was done about it.
  followUp(question, key) {
    const { rootCause, action } = this.at(key);
    const causes = (question.root_causes ?? []).map(one => make("option", { value: one.code, selected: one.code === rootCause }, this.say(one.label)));
    const select = make("select", { onchange: event => this.answer(key, { rootCause: event.target.value || null }) }, make("option", { value: "" }, this.words.choose), causes);
    const note = make("textarea", { rows: 2, oninput: event => this.answer(key, { action: event.target.value }) }, action ?? "");
    return {
      cause: make("label", { class: "preview-follow", hidden: true }, this.words.rootCause, select),
      action: make("label", { class: "preview-follow", hidden: true }, this.words.note, note),
    };
  }

  // What the answers so far ask of the person.
  linesOf(question, key) {
    const { value, photoCount, isNotApplicable } = this.at(key);
    if (isNotApplicable) return [];
    const least = Math.max(question.photos?.minimum ?? 0, this.state.evidence.has(key) ? 1 : 0);
    const hasFailed = this.hasFailed(question, key);
    const roles = (question.notify_roles ?? []).map(role => this.words.roles[role] ?? role).join(", ");
    return [
      limitsBroken(question, value, this.words),
      hasFailed ? [this.words.failed, this.say(question.next_step)].filter(Boolean).join(" · ") : "",
      this.state.evidence.has(key) && photoCount < least ? this.words.evidence : "",
      this.state.action.has(key) && !this.at(key).action?.trim() ? this.words.action : "",
      this.state.notify.has(key) ? this.words.notify(roles) : "",
    ].filter(Boolean);
  }

  answer(key, change) {
    this.touched.add(key);
    this.given.set(key, { ...this.at(key), ...change });
    if (this.decide()) this.drawAround(key);
    else this.refresh();
    this.tell();
  }

  // Builds anew and goes on where somebody was typing.
  drawAround(key) {
    const inputsOf = () => [...(this.place.querySelector(`[data-key="${key}"]`)?.querySelectorAll("button, input, select, textarea") ?? [])];
    const at = inputsOf().indexOf(document.activeElement);
    this.draw();
    if (at >= 0) inputsOf()[at]?.focus();
  }

  refresh() {
    this.parts.forEach(part => part());
    this.empty.hidden = Boolean(this.place.querySelector("[data-key]:not([hidden])"));
  }

  tell() {
    this.options.onChange?.({ given: new Map(this.given), state: this.state });
  }
}
