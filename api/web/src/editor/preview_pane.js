// The phone beside the fields: the form as it is now, alive, and the answers to try it with.
import { mountPreview } from "../preview.js";
import { button, el, t } from "./dom.js";
import { questionsOf } from "./form.js";

const SOON = 250;

export class Preview {
  constructor(app, root, changed) {
    this.app = app;
    this.changed = changed;
    this.locale = document.documentElement.lang;
    this.visitKind = "routine";
    this.place = el("div", { class: "phone-screen" });
    this.told = el("p", { class: "told", hidden: true }, t("The preview comes back when the marked faults are fixed."));
    const kind = el("select", {}, app.visitKinds.map(([value, text]) => el("option", { value }, text)));
    kind.value = this.visitKind;
    kind.addEventListener("change", () => { this.visitKind = kind.value; this.drawNow(); changed(); });
    this.languages = [["zh-CN", "中文"], ["en", "English"]].map(([locale, name]) =>
      button(name, () => { this.locale = locale; this.drawNow(); }, { lang: locale, "data-locale": locale }));
    root.replaceChildren(el("div", { class: "row" }, this.languages),
      el("label", { class: "field" }, el("span", {}, t("The kind of visit")), kind), this.told, this.place);
  }

  draw() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.drawNow(), SOON);
  }

  drawNow() {
    this.languages.forEach(one => one.setAttribute("aria-pressed", one.dataset.locale === this.locale));
    const options = { locale: this.locale, visitKind: this.visitKind };
    // The form goes as a copy: what is edited next must not change under the preview.
    const form = JSON.parse(JSON.stringify(this.app.form));
    try {
      if (this.mounted) this.mounted.update(form, options);
      else this.mounted = mountPreview(this.place, form, { ...options, pictureUrl: sha256 => this.app.pictureUrl(sha256), onChange: () => this.changed() });
      this.told.hidden = true;
    } catch {
      this.told.hidden = false; // a form that is not finished may not be drawable
    }
  }

  // What was answered so far, as the server counts it.
  answers() {
    const given = this.mounted?.given() ?? new Map();
    const codes = new Set([...questionsOf(this.app.form)].map(one => one.question.code));
    const answers = [...given].map(([key, one]) => {
      const [question, occurrence] = splitKey(key);
      return { question, occurrence, value: one.value, is_not_applicable: one.isNotApplicable, photo_count: one.photoCount };
    });
    return { answers: answers.filter(one => codes.has(one.question)), visit_kind: this.visitKind };
  }

  show(question) {
    const node = question && [...this.place.querySelectorAll("[data-code]")].find(one => one.dataset.code === question.code);
    const pane = this.place.closest(".pane-preview");
    // Only the pane moves, never the page under somebody's hands.
    if (node && pane) pane.scrollTop += node.getBoundingClientRect().top - pane.getBoundingClientRect().top - 80;
  }
}

const splitKey = key => {
  const at = key.lastIndexOf("/");
  return at < 0 ? [key, 0] : [key.slice(0, at), Number(key.slice(at + 1))];
};
