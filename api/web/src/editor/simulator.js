// What the answers typed into the preview would score, as the server counts them.
import { el, t } from "./dom.js";

export function drawScore(root, score) {
  if (!score) {
    root.replaceChildren(el("p", { class: "soft" }, t("Once nothing is left to fix, answers typed above are scored here.")));
    return;
  }
  const lines = score.sections.map(one => el("tr", {}, el("th", { scope: "row" }, one.title),
    el("td", { class: "number" }, one.points), el("td", { class: "number" }, one.score)));
  root.replaceChildren(
    el("div", { class: "row apart" }, el("span", { class: "score" }, score.score),
      el("span", { class: "row" }, score.band ? el("span", { class: "mark" }, score.band) : null,
        score.is_failed ? el("span", { class: "mark is-poor" }, t("Failed")) : null)),
    el("p", { class: "small soft" }, score.said),
    el("table", {}, el("thead", {}, el("tr", {}, el("th", { scope: "col" }, t("Section")),
      el("th", { scope: "col", class: "number" }, t("Points")), el("th", { scope: "col", class: "number" }, t("Score")))),
    el("tbody", {}, lines)));
}
