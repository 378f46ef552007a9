// What a form asks for, given the answers so far; decided as checklists/forms/state.py does it.
import { LogicInvalid, compile, evaluate, isTrue, toName } from "./cel.js";

const COUNTED_BY_PHOTOS = new Set(["photo", "shelf_photo", "kitchen_photo", "signature"]);
const NOTHING = { value: null, isNotApplicable: false, photoCount: 0 };
const OWN_FIELDS = { evidence: "evidence_if", action: "action_if", notify: "notify_if", failed: "fail_if" };

// The key of a question and its occurrence, which is 0 outside repeated sections.
export const keyOf = (code, occurrence = 0) => `${code}/${occurrence}`;

// The two that a key was made of.
export const fromKey = key => {
  const at = key.lastIndexOf("/");
  return [key.slice(0, at), Number(key.slice(at + 1))];
};

// Null for no expression, and for one that cannot be read: in a form being written there are such.
const tryCompile = text => {
  try {
    return text ? compile(text) : null;
  } catch (error) {
    if (error instanceof LogicInvalid) return null;
    throw error;
  }
};

// Every question with the sections around it, outermost first, in the order a person meets them.
const placesOf = form => {
  const places = [];
  const walk = (sections, above) => {
    for (const section of sections ?? []) {
      const around = [...above, section];
      for (const question of section.questions ?? []) {
        const shows = [...around.map(one => one.show_if), question.logic?.show_if].filter(Boolean);
        places.push({ question, shows, name: toName(question.code), repeated: around.find(one => one.repeat) ?? null });
      }
      walk(section.sections, around);
    }
  };
  walk(form.sections, []);
  return places;
};

// What others read comes before them. A circle, which cannot be published, is cut where it is met.
const inOrder = known => {
  const [sorted, met] = [[], new Set()];
  const visit = place => {
    if (met.has(place)) return;
    met.add(place);
    for (const text of [...place.shows, place.question.logic?.default]) {
      for (const name of tryCompile(text)?.names ?? []) if (known.has(name)) visit(known.get(name));
    }
    sorted.push(place);
  };
  known.forEach(visit);
  return sorted;
};

// How often each repeated section is filled, by its code.
const countsOf = (places, given) => {
  const [counts, byCode] = [new Map(), new Map()];
  for (const { question, repeated } of places) if (repeated) byCode.set(question.code, repeated);
  for (const { code, repeat } of byCode.values()) counts.set(code, repeat.minimum ?? 1);
  for (const key of given.keys()) {
    const [code, occurrence] = fromKey(key);
    const section = byCode.get(code);
    if (!section) continue;
    counts.set(section.code, Math.max(counts.get(section.code), Math.min(occurrence + 1, section.repeat.maximum ?? 10)));
  }
  return counts;
};

// Of what is no plain value, expressions read how much there is.
const read = (kind, { value, photoCount }) => {
  if (COUNTED_BY_PHOTOS.has(kind)) return photoCount ?? 0;
  if (kind === "location") return value !== null && value !== undefined;
  if (kind === "table") return Array.isArray(value) ? value.length : 0;
  return kind === "instruction" ? null : value ?? null;
};

const isAnswered = (kind, { value, isNotApplicable, photoCount }) => {
  if (isNotApplicable) return false;
  return COUNTED_BY_PHOTOS.has(kind) ? (photoCount ?? 0) > 0 : value !== null && value !== undefined;
};

class Reckoning {
  constructor(form, given, { visitKind = "", storeCode = "" }) {
    this.given = given;
    this.places = placesOf(form);
    this.known = new Map();
    for (const place of this.places) if (!this.known.has(place.name)) this.known.set(place.name, place);
    this.counts = countsOf(this.places, given);
    this.context = { visit_kind: visitKind, store_code: storeCode, not_applicable: this.notApplicable() };
    this.values = new Map();
    this.state = {
      shown: new Set(), required: new Set(), evidence: new Set(), action: new Set(), notify: new Set(),
      failed: new Set(), defaults: new Map(),
    };
  }

  notApplicable() {
    const codes = new Set();
    for (const [key, answer] of this.given) if (answer.isNotApplicable) codes.add(fromKey(key)[0]);
    return this.places.map(place => place.question.code).filter(code => codes.has(code));
  }

  keysOf({ question, repeated }) {
    const count = repeated ? this.counts.get(repeated.code) : 1;
    return Array.from({ length: count }, (_, occurrence) => keyOf(question.code, occurrence));
  }

  answer(key) {
    return this.given.get(key) ?? NOTHING;
  }

  // In a repeated section the value of the same occurrence; from outside, a list of those there are.
  valueAt(name, place, key) {
    const other = this.known.get(name);
    if (!other) return Object.hasOwn(this.context, name) ? this.context[name] : null;
    const { code } = other.question;
    if (!other.repeated) return this.values.get(keyOf(code)) ?? null;
    if (place.repeated?.code === other.repeated.code) return this.values.get(keyOf(code, fromKey(key)[1])) ?? null;
    return this.keysOf(other).map(one => this.values.get(one) ?? null).filter(value => value !== null);
  }

  valuesAt(program, place, key) {
    return Object.fromEntries([...program.names].map(name => [name, this.valueAt(name, place, key)]));
  }

  holds(text, place, key, own = {}) {
    const program = tryCompile(text);
    return program !== null && isTrue(program, { ...this.valuesAt(program, place, key), ...own });
  }

  // Finds out whether a question is shown, and what others read of it.
  reckonValue(place, key) {
    if (!place.shows.every(text => this.holds(text, place, key))) return;
    this.state.shown.add(key);
    const answer = this.answer(key);
    if (!answer.isNotApplicable) this.values.set(key, read(place.question.kind, answer));
  }

  // Finds out what a question that is shown wants, and what its answer asks for.
  reckonWants(place, key) {
    const { question } = place;
    const logic = question.logic ?? {};
    if (!this.state.shown.has(key) || question.kind === "instruction") return;
    if ((question.is_required ?? true) || this.holds(logic.require_if, place, key)) this.state.required.add(key);
    const first = tryCompile(logic.default);
    const value = first && evaluate(first, this.valuesAt(first, place, key));
    if (value !== null) this.state.defaults.set(key, value);
    if (!isAnswered(question.kind, this.answer(key))) return;
    const own = { this: this.values.get(key) };
    for (const [name, field] of Object.entries(OWN_FIELDS)) {
      if (this.holds(logic[field], place, key, own)) this.state[name].add(key);
    }
  }
}

/**
 * Returns what a form asks for, given the answers so far: { shown, required, evidence, action,
 * notify, failed } as sets of keys, and `defaults`, what untouched answers begin with, as a map.
 *
 * `given` maps keys to { value, isNotApplicable, photoCount }; the context is { visitKind,
 * storeCode }. A hidden question has no value for others.
 */
export const stateOf = (form, given, context = {}) => {
  const reckoning = new Reckoning(form, given, context);
  for (const place of inOrder(reckoning.known)) {
    for (const key of reckoning.keysOf(place)) reckoning.reckonValue(place, key);
  }
  for (const place of reckoning.places) {
    for (const key of reckoning.keysOf(place)) reckoning.reckonWants(place, key);
  }
  return reckoning.state;
};
