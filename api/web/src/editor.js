// The editor of a draft: outline, fields, preview and score, kept together and saved by themselves.
import { el, button, learn, t } from "./editor/dom.js";
import { showFaults } from "./editor/fields.js";
import { addQuestion, addSection, atPointer, byCode, duplicate, isSection, newQuestion, newSection, remove, whereIs } from "./editor/form.js";
import { formPanel } from "./editor/form_panel.js";
import { Merging } from "./editor/merging.js";
import { Outline } from "./editor/outline.js";
import { questionPanel, sectionPanel } from "./editor/panels.js";
import { Saver, post } from "./editor/saving.js";
import { drawScore } from "./editor/simulator.js";
import { Preview } from "./editor/preview_pane.js";

const CHECK_SOON = 500, MAX_HISTORY = 60;

class Editor {
  constructor(root, given) {
    Object.assign(this, given); // kinds, severities, roles, zones, effects, visitKinds, urls
    this.root = root;
    this.chosen = null;
    this.history = [];
    this.faults = [];
    this.plain = {};
    this.sequence = 0;
    this.part = name => root.querySelector(`[data-part="${name}"]`);
    this.outline = new Outline(this, this.part("outline"));
    this.preview = new Preview(this, this.part("phone"), () => this.checkSoon());
    this.saver = new Saver({
      url: this.urls.save, key: `rounds-draft ${this.owner} ${this.form.code}`, revision: this.revision, form: () => this.form,
      told: (text, tone) => this.tell(text, tone), conflict: said => this.conflict(said),
    });
    this.merging = new Merging(this.part("conflict"), {
      ask: picks => this.askMerge(picks), take: (form, revision, isMine) => this.take(form, revision, isMine),
    });
  }

  start() {
    const left = this.saver.left();
    const isOurs = left && JSON.stringify(left.form) !== JSON.stringify(this.form);
    if (isOurs && left.revision === this.revision) {
      this.form = left.form;
      this.tell(t("Your unsaved changes are back"), "fair");
    }
    this.wire();
    this.show();
    if (isOurs && left.revision === this.revision) this.saver.changed();
    else if (isOurs) {
      const theirs = { revision: this.revision, form: this.form, who: this.editedBy, clashes: [] };
      this.form = left.form;
      this.saver.revision = left.revision;
      this.saver.isHeld = true;
      this.show();
      this.tell(t("Somebody else saved this draft"), "poor");
      this.conflict(theirs);
      this.askMerge({}).then(answer => answer?.status === 200 && this.conflict(answer.said));
    } else if (left) this.saver.letGo();
    this.check();
  }

  wire() {
    const on = (name, act) => this.part(name).addEventListener("click", act);
    on("add-question", () => this.add(newQuestion(this.form), addQuestion));
    on("add-section", () => this.add(newSection(this.form), addSection));
    on("undo", () => this.undo());
    for (const tab of this.root.querySelectorAll("[data-tab]")) tab.addEventListener("click", () => this.view(tab.dataset.tab));
    addEventListener("keydown", event => {
      const isTyping = event.target.matches("input, textarea, select");
      if ((event.ctrlKey || event.metaKey) && event.key === "z" && !isTyping) {
        event.preventDefault();
        this.undo();
      }
    });
  }

  languages() { return this.form.languages?.length ? this.form.languages : ["zh-CN", "en"]; }

  tell(text, tone) {
    const status = this.part("status");
    status.className = `mark${tone ? ` is-${tone}` : ""}`;
    status.textContent = text;
  }

  view(name) {
    this.root.dataset.view = name;
    for (const tab of this.root.querySelectorAll("[data-tab]")) tab.setAttribute("aria-pressed", tab.dataset.tab === name);
  }

  // Where one part is shown at a time, the one that was chosen begins at its top.
  toTop() {
    if (this.root.querySelector(".tabs").checkVisibility()) this.root.querySelector(".tabs").scrollIntoView({ block: "start" });
  }

  show() {
    this.outline.draw();
    this.redraw();
    this.preview.draw();
  }

  choose(part) {
    this.chosen = part;
    this.outline.refresh();
    this.redraw();
    this.view("panel");
    this.part("panel").scrollTop = 0;
    this.toTop();
    if (part !== null && !isSection(part)) this.preview.show(part);
  }

  redraw() {
    const open = [...this.part("panel").querySelectorAll("details[data-group]")].map(one => [one.dataset.group, one.open]);
    const part = this.chosen;
    const fields = part === null ? formPanel(this) : isSection(part) ? sectionPanel(this, part) : questionPanel(this, part);
    const title = part === null ? t("The whole checklist") : isSection(part) ? t("Section") : t("Question");
    this.part("panel").replaceChildren(el("h2", {}, title), ...this.tools(part), el("div", { "data-loose": true }), ...fields);
    for (const group of this.part("panel").querySelectorAll("details[data-group]")) {
      const before = open.find(([name]) => name === group.dataset.group);
      if (before && this.shownPart === part) group.open = before[1];
    }
    this.shownPart = part;
    this.showFaults();
    this.showWords();
  }

  tools(part) {
    if (part === null) return [];
    const move = key => () => this.outline.move(part, key);
    const inward = isSection(part) ? [button("→", move("ArrowRight"), { "aria-label": t("Into the section before it") }), button("←", move("ArrowLeft"), { "aria-label": t("Out of its section") })] : [];
    return [el("div", { class: "row", role: "group", "aria-label": t("Move, copy or remove") },
      button("↑", move("ArrowUp"), { "aria-label": t("Move up") }), button("↓", move("ArrowDown"), { "aria-label": t("Move down") }), ...inward,
      button(t("Copy"), () => { this.remember(); this.moved(duplicate(this.form, part)); this.redraw(); }),
      button(t("Remove"), () => this.removePart(part), { class: "bad" }))];
  }

  removePart(part) {
    this.remember();
    remove(this.form, part);
    this.chosen = null;
    this.show();
    this.changed();
    this.say(t("Removed; Undo brings it back"));
    this.part("undo").focus();
  }

  add(part, put) {
    this.remember();
    put(this.form, this.chosen, part);
    this.chosen = part;
    this.show();
    this.changed();
    this.view("panel");
    this.part("panel").querySelector("textarea, input")?.focus();
  }

  moved(part) {
    this.chosen = part;
    this.show();
    this.changed();
    this.outline.focus(part);
    this.say(this.outline.whereSaid(part));
  }

  say(text) { this.part("said").textContent = text; }

  // Before what changes the order: Undo goes back to here.
  remember() {
    this.history.push(JSON.stringify(this.form));
    if (this.history.length > MAX_HISTORY) this.history.shift();
    this.part("undo").disabled = false;
  }

  forget() {
    this.history.pop();
    this.part("undo").disabled = this.history.length === 0;
  }

  undo() {
    if (!this.history.length) return;
    this.replace(JSON.parse(this.history.pop()));
    this.part("undo").disabled = this.history.length === 0;
    this.changed();
  }

  replace(form) {
    this.form = form;
    this.chosen = null;
    this.show();
  }

  changed() {
    this.outline.refresh();
    this.preview.draw();
    this.saver.changed();
    this.checkSoon();
  }

  checkSoon() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.check(), CHECK_SOON);
  }

  async check() {
    const turn = ++this.sequence;
    const answer = await post(this.urls.check, { form: this.form, ...this.preview.answers() }).catch(() => null);
    if (turn !== this.sequence || answer?.status !== 200) return;
    this.faults = answer.said.faults;
    this.plain = answer.said.plain;
    this.outline.refresh();
    this.showFaults();
    this.showWords();
    this.showSummary(answer.said);
    drawScore(this.part("score"), answer.said.score);
  }

  showSummary({ faults, missing }) {
    const list = (items, title, tone) => items.length ? el("details", { class: "group" },
      el("summary", {}, el("span", { class: `mark is-${tone}` }, `${title}: ${items.length}`)),
      el("ul", { class: "lines" }, items.slice(0, 100).map(item => el("li", {},
        button(`${this.nameAt(item.pointer)} – ${item.detail}`, () => this.choose(atPointer(this.form, item.pointer)), { class: "plain told-line" }))))) : null;
    const done = faults.length ? null : el("p", { class: "mark is-good" }, t("Ready to publish"));
    const shown = [done, list(faults, t("To fix before publishing"), "poor"), list(missing, t("Not translated yet"), "fair")];
    const open = [...this.part("faults").querySelectorAll("details")].map(one => one.open);
    this.part("faults").replaceChildren(...shown.filter(Boolean));
    this.part("faults").querySelectorAll("details").forEach((one, number) => { one.open = open[number] ?? false; });
  }

  nameAt(pointer) {
    const part = atPointer(this.form, pointer);
    return part ? this.outline.titleOf(part) : t("The whole checklist");
  }

  base(part) { return part === null ? "" : whereIs(this.form, part)?.pointer ?? ""; }

  faultsOf(part) {
    const base = this.base(part);
    return this.faults.filter(fault => (part === null || fault.pointer === base || fault.pointer.startsWith(`${base}/`)) && atPointer(this.form, fault.pointer) === part);
  }

  showFaults() {
    const base = this.base(this.chosen);
    const own = this.faultsOf(this.chosen).map(fault => ({ ...fault, at: fault.pointer.slice(base.length + 1) }));
    const loose = showFaults(this.part("panel"), own);
    this.part("panel").querySelector("[data-loose]")?.replaceChildren(...loose.map(fault => el("p", { class: "notice bad" }, fault.detail)));
  }

  showWords() {
    const base = this.base(this.chosen);
    for (const node of this.part("panel").querySelectorAll("[data-plain]")) node.textContent = this.plain[`${base}/${node.dataset.plain}`] ?? "";
  }

  pictureUrl(sha256) { return `${this.urls.pictures}/${sha256}`; }

  async sendPicture(file) { return (await post(this.urls.pictures, file)).said; }

  // What this browser has, made one with what the server has.
  askMerge(picks) { return post(this.urls.merge, { revision: this.saver.revision, form: this.form, picks }).catch(() => null); }

  conflict(said) { this.merging.show(said); }

  // After a conflict: go on with this form, or with mine where there is none.
  take(form, revision, isMine) {
    if (form) {
      const { code } = this.chosen ?? {};
      const isAbove = isSection(this.chosen);
      this.remember();
      this.replace(form);
      const again = code && byCode(form, code, isAbove);
      if (again) this.choose(again);
    }
    this.saver.settle(revision, isMine);
    this.check();
  }
}

const root = document.querySelector("[data-editor]");
if (root) {
  const given = JSON.parse(root.querySelector("[data-given]").textContent);
  learn(given.words);
  const editor = new Editor(root, given);
  editor.start();
}
