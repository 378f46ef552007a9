// Two people saved one draft: both edits as one with one press, after a choice where they clash.
import { button, el, freshId, say, t } from "./dom.js";

export class Merging {
  // `ask` gets what the server makes of both with these picks; `take` goes on with one form.
  constructor(box, { ask, take }) {
    Object.assign(this, { box, ask, take });
    this.picks = {};
  }

  show(said) {
    this.said = said;
    const who = say(said.who) || "?";
    const clashes = said.clashes ?? [];
    const intro = !said.merged ? null : clashes.length
      ? t("Choose where you both changed the same ({count}); everything else is kept.", { count: clashes.length })
      : t("You changed different things, so both can be kept.");
    this.both = said.merged ? button(t("Keep both"), () => this.keepBoth(), { class: "main" }) : null;
    this.failed = el("p", { role: "alert" });
    this.box.replaceChildren(...[
      el("h2", {}, t("Two people edited this draft")),
      el("p", {}, t("{who} saved it while you were working.", { who }), intro ? ` ${intro}` : ""),
      ...clashes.map(clash => this.choice(clash)),
      this.list(t("From {who}", { who }), said.theirs), this.list(t("From you"), said.mine),
      this.list(t("To fix after that, because of both together"), said.faults),
      el("div", { class: "row" }, this.both,
        button(t("Keep mine"), () => this.settle(null, true), this.both ? {} : { class: "main" }),
        button(t("Take theirs"), () => this.settle(said.form, false))),
      this.failed,
      el("p", { class: "small soft" }, t("Nothing is lost: every save is kept as a revision, and Undo brings yours back."))].filter(Boolean));
    this.box.hidden = false;
    this.refresh();
    this.box.focus();
  }

  list(title, lines) {
    if (!lines?.length) return null;
    return el("details", { open: lines.length <= 8 }, el("summary", {}, `${title}: ${lines.length}`),
      el("ul", { class: "lines" }, lines.map(line => el("li", {}, line))));
  }

  choice(clash) {
    const name = freshId();
    const side = (value, title, text) => el("label", { class: "switch" },
      el("input", { type: "radio", name, value, checked: this.picks[clash.key] === value, onchange: () => {
        this.picks[clash.key] = value;
        this.refresh();
      } }), el("span", {}, el("strong", {}, title), " ", text));
    return el("fieldset", { class: "area" }, el("legend", {}, clash.place),
      side("mine", t("Mine:"), clash.mine), side("theirs", t("Theirs:"), clash.theirs));
  }

  refresh() {
    if (this.both) this.both.disabled = this.said.clashes.some(({ key }) => !(key in this.picks));
  }

  async keepBoth() {
    this.both.disabled = true;
    const answer = await this.ask(this.picks);
    if (answer?.status !== 200) {
      this.refresh();
      this.failed.textContent = t("That did not get through; try again.");
      return;
    }
    // Somebody may have saved again, and a choice can bring up another one.
    const isSettled = answer.said.clashes.length === 0 && answer.said.revision === this.said.revision;
    if (isSettled) this.settle(answer.said.merged, true);
    else this.show({ ...answer.said, clashes: [...this.chosen(answer.said), ...answer.said.clashes] });
  }

  // What was chosen stays in sight while something else is still open.
  chosen(said) {
    return this.said.clashes.filter(one => one.key in this.picks && !said.clashes.some(({ key }) => key === one.key));
  }

  settle(form, isMine) {
    this.box.hidden = true;
    this.box.replaceChildren();
    this.picks = {};
    this.take(form, this.said.revision, isMine);
  }
}
