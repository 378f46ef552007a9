// What can be done with a form: find its parts, add, move, copy and remove them. No page in here.

export const EYES = ["shelf_photo", "kitchen_photo"];
export const PHOTOS = ["photo", ...EYES];
export const NUMBERS = ["number", "slider", "temperature", "stopwatch"];
export const CHOICES = ["choice", "choices", "rank"];

export function* sectionsOf(holder, place = "", above = null) {
  for (const [number, section] of (holder.sections ?? []).entries()) {
    const pointer = `${place}/sections/${number}`;
    yield { section, pointer, above, siblings: holder.sections, number };
    yield* sectionsOf(section, pointer, section);
  }
}

export function* questionsOf(form) {
  for (const { section, pointer } of sectionsOf(form)) {
    for (const [number, question] of (section.questions ?? []).entries()) {
      yield { question, section, number, pointer: `${pointer}/questions/${number}` };
    }
  }
}

export const isSection = part => part !== null && typeof part === "object" && "title" in part;

export function whereIs(form, part) {
  for (const found of sectionsOf(form)) if (found.section === part) return found;
  for (const found of questionsOf(form)) if (found.question === part) return found;
  return null;
}

export function atPointer(form, pointer) {
  const parts = [...sectionsOf(form), ...questionsOf(form)];
  const holding = parts.filter(one => pointer === one.pointer || pointer.startsWith(`${one.pointer}/`));
  const deepest = holding.sort((one, other) => other.pointer.length - one.pointer.length)[0];
  return deepest ? deepest.question ?? deepest.section : null;
}

export function byCode(form, code, isAbove) {
  const parts = isAbove ? [...sectionsOf(form)].map(one => one.section) : [...questionsOf(form)].map(one => one.question);
  return parts.find(part => part.code === code) ?? null;
}

// A code for something new: from its English name, else from what it is, and not taken yet.
export function newCode(stem, taken) {
  const plain = stem.toLowerCase().replace(/[^a-z0-9]+/g, "-").replace(/^[-0-9]+|-+$/g, "").slice(0, 40)
    .replace(/-+$/, "");
  const base = /^[a-z]/.test(plain) ? plain : "question";
  let code = base;
  for (let again = 2; taken.includes(code); again += 1) code = `${base}-${again}`;
  return code;
}

const codes = form => [...questionsOf(form)].map(one => one.question.code);
const sectionCodes = form => [...sectionsOf(form)].map(one => one.section.code);

export function newQuestion(form, kind = "yes_no") {
  return { code: newCode(`question-${codes(form).length + 1}`, codes(form)), kind, prompt: {} };
}

export function newSection(form) {
  const taken = sectionCodes(form);
  return { code: newCode(`section-${taken.length + 1}`, taken), title: {}, questions: [], sections: [] };
}

export function addQuestion(form, chosen, question) {
  const found = chosen ? whereIs(form, chosen) : null;
  if (!form.sections?.length) form.sections = [newSection(form)];
  const section = found?.section ?? form.sections.at(-1);
  section.questions ??= [];
  section.questions.splice(found?.question ? found.number + 1 : section.questions.length, 0, question);
}

export function addSection(form, chosen, section) {
  const found = chosen ? whereIs(form, chosen) : null;
  const after = found ? whereIs(form, found.section) : null;
  form.sections ??= [];
  if (after) after.siblings.splice(after.number + 1, 0, section);
  else form.sections.push(section);
}

export function remove(form, part) {
  const found = whereIs(form, part);
  (found.question ? found.section.questions : found.siblings).splice(found.number, 1);
}

export function duplicate(form, part) {
  const found = whereIs(form, part);
  const copy = JSON.parse(JSON.stringify(part));
  if (found.question) {
    copy.code = newCode(part.code, codes(form));
    found.section.questions.splice(found.number + 1, 0, copy);
    return copy;
  }
  const taken = { sections: sectionCodes(form), questions: codes(form) };
  const rename = section => {
    section.code = newCode(section.code, taken.sections);
    taken.sections.push(section.code);
    for (const question of section.questions ?? []) {
      question.code = newCode(question.code, taken.questions);
      taken.questions.push(question.code);
    }
    (section.sections ?? []).forEach(rename);
  };
  rename(copy);
  found.siblings.splice(found.number + 1, 0, copy);
  return copy;
}

// One step up or down; a question that is the first of its section goes to the end of the one before.
export function step(form, part, by) {
  const found = whereIs(form, part);
  const list = found.question ? found.section.questions : found.siblings;
  const next = found.number + by;
  if (next >= 0 && next < list.length) {
    list.splice(found.number, 1);
    list.splice(next, 0, part);
    return true;
  }
  if (!found.question) return false;
  const sections = [...sectionsOf(form)].map(one => one.section);
  const neighbour = sections[sections.indexOf(found.section) + by];
  if (!neighbour) return false;
  list.splice(found.number, 1);
  neighbour.questions ??= [];
  neighbour.questions.splice(by < 0 ? neighbour.questions.length : 0, 0, part);
  return true;
}

// A section into the one before it, or out behind the one it lies in.
export function nest(form, part, isInward) {
  const found = whereIs(form, part);
  if (found.question) return false;
  if (isInward) {
    const before = found.siblings[found.number - 1];
    if (!before) return false;
    found.siblings.splice(found.number, 1);
    (before.sections ??= []).push(part);
    return true;
  }
  if (!found.above) return false;
  found.siblings.splice(found.number, 1);
  const outer = whereIs(form, found.above);
  outer.siblings.splice(outer.number + 1, 0, part);
  return true;
}

// Puts a part where it was dropped; a section never into itself.
export function drop(form, part, holder, number) {
  if (isSection(part) && [part, ...[...sectionsOf(part)].map(one => one.section)].includes(holder)) return false;
  remove(form, part);
  const key = isSection(part) ? "sections" : "questions";
  holder[key] ??= [];
  holder[key].splice(number, 0, part);
  return true;
}

export const optionsOf = (form, question) => question.options?.length
  ? question.options
  : (form.choice_sets ?? []).find(one => one.code === question.choice_set)?.options ?? [];

export const nameOf = code => code.replaceAll("-", "_");
