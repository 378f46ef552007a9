// Reference pictures of a question: sent to the server at once, named in the form by their hash.
import { button, el, t } from "./dom.js";
import { checkField, put, wordsField } from "./fields.js";


export function picturesField(app, question) {
  const told = el("p", { class: "told", role: "alert", hidden: true });
  const input = el("input", { type: "file", accept: "image/jpeg,image/png,image/webp" });
  input.addEventListener("change", async () => {
    const [file] = input.files;
    if (!file) return;
    told.hidden = true;
    const answer = await app.sendPicture(file).catch(() => null);
    if (!answer?.sha256) {
      told.textContent = answer?.title ?? t("The picture could not be sent; try again.");
      told.hidden = false;
      return;
    }
    question.references = [...(question.references ?? []), { sha256: answer.sha256, is_good: true }];
    app.changed();
    app.redraw();
  });
  const references = question.references ?? [];
  const shown = references.map((one, number) => {
    const place = `references/${number}`;
    return el("li", { class: "entry", "data-at": place },
      el("img", { class: "pack", src: app.pictureUrl(one.sha256), alt: one.is_good === false ? t("How it should not look") : t("How it should look") }),
      checkField(app, one, "is_good", t("Shows how it should look"), { at: `${place}/is_good`, initial: true }),
      wordsField(app, one, "caption", t("Caption"), { at: `${place}/caption` }),
      el("p", { class: "told", hidden: true, "data-told": true }),
      el("div", {}, button(t("Remove"), () => {
        put(question, "references", references.filter((_, at) => at !== number));
        app.changed();
        app.redraw();
      }, { class: "bad" })));
  });
  return el("div", { class: "stack tight", "data-at": "references" },
    el("h4", {}, t("Reference pictures")), el("ol", { class: "entries" }, shown),
    references.length < 6 ? el("label", { class: "field" }, el("span", {}, t("Add a picture")), input) : null, told,
    el("p", { class: "told", hidden: true, "data-told": true }));
}
