// Draws the areas of a place: by pointer, and as well by keyboard. Without it the form still works by numbers.
"use strict";
(() => {
  const form = document.querySelector("[data-place]");
  if (!form) return;
  const sketch = form.querySelector("[data-sketch]");
  const list = form.querySelector("[data-areas]");
  const said = form.querySelector("[data-said]");
  const { width, height } = sketch.viewBox.baseVal;
  const maxAreas = Number(form.dataset.maxAreas), maxCorners = Number(form.dataset.maxCorners);
  const STEP = 1, LEAP = 5; // per cent
  const SHAPES = "http://www.w3.org/2000/svg";
  let areas = [], active = null;

  const round = value => Math.round(Math.min(100, Math.max(0, value)) * 100) / 100;
  const read = text => text.split(",").map(pair => pair.trim().split(/\s+/).map(Number))
    .filter(pair => pair.length === 2 && pair.every(Number.isFinite)).map(pair => pair.map(round));
  const write = corners => corners.map(corner => corner.join(" ")).join(", ");
  const toPixels = ([left, top]) => [left / 100 * width, top / 100 * height];
  const perPixel = () => width / (sketch.getBoundingClientRect().width || width);
  const shape = (name, attributes) => {
    const node = document.createElementNS(SHAPES, name);
    for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
    return node;
  };

  const nameOf = area => {
    const names = [...area.fields.querySelectorAll("[data-name]")];
    const own = names.find(input => input.lang === document.documentElement.lang);
    const name = [own, ...names].map(input => input?.value.trim()).find(Boolean);
    return name || `${form.dataset.areaWord} ${areas.indexOf(area) + 1}`;
  };
  const wordsFor = (area, number) => {
    const [left, top] = area.corners[number];
    const values = { number: number + 1, area: nameOf(area), left, top };
    return form.dataset.cornerWords.replace(/\{(\w+)\}/g, (_, key) => values[key]);
  };

  const middleOf = corners => corners
    .reduce(([x, y], corner) => [x + corner[0] / corners.length, y + corner[1] / corners.length], [0, 0]);

  function draw() {
    sketch.querySelectorAll(".shape, .corner, text").forEach(node => node.remove());
    const scale = perPixel();
    for (const area of areas) {
      const isActive = area === active;
      area.fields.classList.toggle("is-active", isActive);
      area.fields.querySelector("[data-number]").textContent = areas.indexOf(area) + 1;
      if (area.corners.length === 0) continue;
      const points = area.corners.map(corner => toPixels(corner).join(",")).join(" ");
      const outline = shape("polygon", { class: isActive ? "shape is-active" : "shape", points });
      outline.addEventListener("click", event => {
        if (isActive) return;
        event.stopPropagation();
        choose(area);
      });
      sketch.append(outline);
      const [x, y] = toPixels(middleOf(area.corners));
      const label = shape("text", { x, y, "text-anchor": "middle", "dominant-baseline": "central",
        "font-size": 16 * scale, "stroke-width": 4 * scale });
      label.textContent = nameOf(area);
      sketch.append(label);
    }
    if (active) active.corners.forEach((_, number) => sketch.append(grip(active, number, scale)));
    form.querySelector("[data-none]").hidden = areas.length > 0;
    form.querySelector("[data-new]").disabled = areas.length >= maxAreas;
  }

  function grip(area, number, scale) {
    const [cx, cy] = toPixels(area.corners[number]);
    const node = shape("g", { class: "corner", tabindex: 0, role: "button", "data-corner": number,
      "aria-label": wordsFor(area, number) });
    node.append(shape("circle", { class: "grip", cx, cy, r: 24 * scale }),
      shape("circle", { class: "dot", cx, cy, r: 8 * scale }));
    node.addEventListener("pointerdown", event => drag(event, area, number));
    node.addEventListener("keydown", event => press(event, area, number));
    node.addEventListener("click", event => event.stopPropagation());
    return node;
  }

  function changed(area, number = null) {
    area.text.value = write(area.corners);
    draw();
    if (number === null || area.corners.length === 0) return;
    const node = sketch.querySelector(`[data-corner="${number % area.corners.length}"]`);
    node.focus({ preventScroll: true });
    said.textContent = wordsFor(area, number % area.corners.length);
  }

  function whereIs(event) {
    const box = sketch.getBoundingClientRect();
    return [round((event.clientX - box.left) / box.width * 100),
      round((event.clientY - box.top) / box.height * 100)];
  }

  // The handles are drawn anew with every move, so the window listens, not the handle.
  function drag(event, area, number) {
    event.preventDefault();
    const move = next => { area.corners[number] = whereIs(next); changed(area, number); };
    const end = () => {
      removeEventListener("pointermove", move);
      removeEventListener("pointerup", end);
      removeEventListener("pointercancel", end);
      // The click that ends a drag lies on the picture: it must not add a corner there.
      addEventListener("click", stop, { capture: true, once: true });
      setTimeout(() => removeEventListener("click", stop, { capture: true }), 0);
    };
    const stop = click => { if (sketch.contains(click.target)) click.stopPropagation(); };
    addEventListener("pointermove", move);
    addEventListener("pointerup", end);
    addEventListener("pointercancel", end);
    changed(area, number);
  }

  function press(event, area, number) {
    const step = event.shiftKey ? LEAP : STEP;
    const by = { ArrowLeft: [-step, 0], ArrowRight: [step, 0], ArrowUp: [0, -step], ArrowDown: [0, step] }[event.key];
    if (by) {
      area.corners[number] = area.corners[number].map((share, axis) => round(share + by[axis]));
      changed(area, number);
    } else if (event.key === "Delete" || event.key === "Backspace") {
      area.corners.splice(number, 1);
      changed(area, Math.max(0, number - 1));
    } else if (event.key === "Enter" || event.key === "+") {
      between(area, number);
    } else return;
    event.preventDefault();
  }

  function between(area, number) {
    const next = area.corners[(number + 1) % area.corners.length];
    if (area.corners.length >= maxCorners) return;
    const middle = area.corners[number].map((share, axis) => round((share + next[axis]) / 2));
    area.corners.splice(number + 1, 0, middle);
    changed(area, number + 1);
  }

  const far = (one, other) => Math.hypot((one[0] - other[0]) * width, (one[1] - other[1]) * height);

  // A new corner goes into the side that it makes the least longer: outlines rarely cross then.
  function insert(area, corner) {
    const { corners } = area;
    if (corners.length >= maxCorners) return;
    const detour = corners.map((at, number) => {
      const next = corners[(number + 1) % corners.length];
      return far(at, corner) + far(corner, next) - far(at, next);
    });
    const side = corners.length < 3 ? corners.length - 1 : detour.indexOf(Math.min(...detour));
    corners.splice(side + 1, 0, corner);
    changed(area, side + 1);
  }

  function longestSide({ corners }) {
    const sides = corners.map((corner, number) => far(corner, corners[(number + 1) % corners.length]));
    return sides.indexOf(Math.max(...sides));
  }

  function choose(area) {
    if (active === area) return;
    active = area;
    draw();
  }

  function adopt(fields) {
    const text = fields.querySelector("[data-corners]");
    const area = { fields, text, corners: read(text.value) };
    areas.push(area);
    fields.querySelector("[data-tools]").hidden = false;
    fields.addEventListener("focusin", () => choose(area));
    text.addEventListener("input", () => { area.corners = read(text.value); draw(); });
    fields.querySelectorAll("[data-name]").forEach(input => input.addEventListener("input", draw));
    fields.querySelector("[data-add]").addEventListener("click", () => {
      choose(area);
      if (area.corners.length === 0) insert(area, [50, 50]);
      else between(area, longestSide(area));
    });
    fields.querySelector("[data-remove]").addEventListener("click", () => {
      areas = areas.filter(other => other !== area);
      if (active === area) active = null;
      fields.remove();
      draw();
      form.querySelector("[data-new]").focus();
    });
    return area;
  }

  form.querySelector("[data-new]").addEventListener("click", () => {
    if (areas.length >= maxAreas) return;
    list.append(form.querySelector("[data-blank]").content.cloneNode(true));
    choose(adopt(list.lastElementChild));
    active.fields.querySelector("[data-name]").focus();
  });
  sketch.addEventListener("click", event => { if (active) insert(active, whereIs(event)); });
  addEventListener("resize", draw);

  list.querySelectorAll("[data-area]").forEach(adopt);
  form.querySelector("[data-help]").hidden = form.querySelector("[data-new]").hidden = false;
  sketch.classList.add("is-live");
  draw();
})();
