// The form as a list of sections and questions: chosen, moved by dragging, and moved by keyboard.
import Sortable from "sortablejs";
import { el, say, t } from "./dom.js";
import { drop, isSection, nest, step, whereIs } from "./form.js";

const STEPS = { ArrowUp: -1, ArrowDown: 1 };

export class Outline {
  constructor(app, root) {
    this.app = app;
    this.root = root;
    this.parts = new Map(); // element of a row or a list → the part it shows
    this.sorts = [];
  }

  draw() {
    this.sorts.forEach(sort => sort.destroy());
    this.sorts = [];
    this.parts.clear();
    const whole = el("button", { type: "button", class: "pick whole-form", "data-pick": true, onclick: () => this.app.choose(null) },
      el("strong", { "data-title": true }, this.titleOf(null)));
    this.parts.set(whole, null);
    this.root.replaceChildren(whole, this.listOf(this.app.form.sections ?? [], this.app.form));
    this.refresh();
  }

  titleOf(part) {
    if (part === null) return say(this.app.form.name) || t("Checklist without a name");
    return say(isSection(part) ? part.title : part.prompt) || (isSection(part) ? t("Section without a title") : t("Question without words"));
  }

  listOf(parts, holder) {
    const isSections = holder === this.app.form || parts === holder.sections;
    const list = el("ol", { class: isSections ? "parts sections" : "parts questions" }, parts.map(part => this.row(part)));
    this.parts.set(list, holder);
    this.sorts.push(Sortable.create(list, {
      group: isSections ? "sections" : "questions", handle: ".handle", draggable: "li", animation: 120,
      forceFallback: true, fallbackTolerance: 4, emptyInsertThreshold: 12,
      onEnd: moved => this.dropped(moved),
    }));
    return list;
  }

  row(part) {
    const pick = el("button", { type: "button", class: "pick", "data-pick": true, onclick: () => this.app.choose(part), onkeydown: event => this.press(event, part) },
      el("span", { "data-title": true }, this.titleOf(part)),
      isSection(part) ? null : el("span", { class: "small soft", "data-kind": true }, this.app.kinds[part.kind] ?? part.kind),
      el("span", { class: "mark is-poor", "data-faults": true, hidden: true }));
    this.parts.set(pick, part);
    const handle = el("span", { class: "handle", "aria-hidden": "true", title: t("Drag to move") }, "⠿");
    const item = el("li", { class: isSection(part) ? "part section" : "part question" }, el("div", { class: "line" }, handle, pick));
    this.parts.set(item, part);
    if (isSection(part)) item.append(this.listOf(part.questions ?? [], part), this.subsections(part));
    return item;
  }

  subsections(part) {
    part.sections ??= [];
    return this.listOf(part.sections, part);
  }

  dropped({ item, to, newIndex }) {
    const part = this.parts.get(item), holder = this.parts.get(to);
    this.app.remember();
    drop(this.app.form, part, holder, newIndex);
    this.app.moved(part);
  }

  press(event, part) {
    if (!event.altKey) {
      if (event.key in STEPS) this.walk(event, STEPS[event.key]);
      return;
    }
    this.move(part, event.key, event);
  }

  move(part, key, event = null) {
    const moves = { ArrowUp: () => step(this.app.form, part, -1), ArrowDown: () => step(this.app.form, part, 1),
      ArrowRight: () => nest(this.app.form, part, true), ArrowLeft: () => nest(this.app.form, part, false) };
    if (!(key in moves)) return;
    event?.preventDefault();
    this.app.remember();
    if (moves[key]()) this.app.moved(part);
    else this.app.forget();
  }

  walk(event, by) {
    const picks = [...this.root.querySelectorAll("[data-pick]")];
    const next = picks[picks.indexOf(event.currentTarget) + by];
    if (!next) return;
    event.preventDefault();
    next.focus();
  }

  focus(part) {
    for (const [node, shown] of this.parts) {
      if (shown === part && node.matches("[data-pick]")) node.focus();
    }
  }

  // Titles, marks and which one is chosen, without drawing anew: nobody's focus is lost.
  refresh() {
    for (const [node, part] of this.parts) {
      if (!node.matches("[data-pick]")) continue;
      node.toggleAttribute("aria-current", part === this.app.chosen);
      node.querySelector("[data-title]").textContent = this.titleOf(part);
      const kind = node.querySelector("[data-kind]");
      if (kind) kind.textContent = this.app.kinds[part.kind] ?? part.kind;
      const mark = node.querySelector("[data-faults]");
      if (!mark) continue;
      const count = this.app.faultsOf(part).length;
      mark.hidden = count === 0;
      mark.textContent = count ? t("{count} to fix", { count }) : "";
    }
  }

  whereSaid(part) {
    const found = whereIs(this.app.form, part);
    return t("{name} is now number {number}", { name: this.titleOf(part), number: found.number + 1 });
  }
}
