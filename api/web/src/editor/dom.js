// Makes elements, and says the page's words in the person's language.
let words = {};

export const learn = said => { words = said; };

export function t(text, values = {}) {
  return (words[text] ?? text).replace(/\{(\w+)\}/g, (all, key) => values[key] ?? all);
}

let last = 0;
export const freshId = () => `e${++last}`;

// el("button", { class: "main", onclick: go }, "Go"): properties that begin with `on` listen.
export function el(name, attributes = {}, ...children) {
  const node = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value === false || value === null || value === undefined) continue;
    if (key.startsWith("on")) node.addEventListener(key.slice(2), value);
    else node.setAttribute(key, value === true ? "" : value);
  }
  node.append(...children.flat(Infinity).filter(child => child !== null && child !== undefined));
  return node;
}

export const button = (text, onclick, attributes = {}) =>
  el("button", { type: "button", onclick, ...attributes }, text);

// What a text in several languages says to this person.
export function say(said, locale = document.documentElement.lang) {
  return said?.[locale] || said?.["zh-CN"] || said?.en || "";
}
