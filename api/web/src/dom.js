// Makes elements without a word of HTML in strings, so that nothing written by people runs.

// Returns an element; `on…` attributes listen, false and null are left out, true stands alone.
export const make = (tag, attributes = {}, ...children) => {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (value === true) node.setAttribute(name, "");
    else if (value !== false && value !== null && value !== undefined) node.setAttribute(name, value);
  }
  node.append(...children.flat(Infinity).filter(child => child !== null && child !== undefined));
  return node;
};

// Returns the words in a language, else in any other; nothing where there are none.
export const say = (words, locale) =>
  words?.[locale]?.trim() ? words[locale] : Object.values(words ?? {}).find(text => text?.trim()) ?? "";
