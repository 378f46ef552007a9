// What a form shows and asks for after some answers, decided as the server does it.
import { LogicInvalid, compile, evaluate, isTrue, toName } from "./cel.js";

const PHOTO_KINDS = new Set(["photo", "shelf_photo", "kitchen_photo", "signature"]);

// The key of a question and its occurrence, which is 0 outside repeated sections.
export const keyOf = (code, occurrence = 0) => `${code}/${occurrence}`;

// A form being written may hold an expression that cannot be read: then it decides nothing.
const NOTHING = compile("null");
const programOf = text => {
  if (!text?.trim()) return null;
  try {
    return compile(text);
  } catch (error) {
    if (error instanceof LogicInvalid) return NOTHING;
    throw error;
  }
};

// What an answer is to expressions; null where nothing was said.
const valueIn = (kind, { value, isNotApplicable, photoCount }) => {
  if (isNotApplicable) return null;
  if (PHOTO_KINDS.has(kind)) return photoCount ?? 0;
  if (value === null || value === undefined) return null;
  if (kind === "location") return true;
  if (kind === "table") return value.length;
  return value;
};

// Every question with the sections above it, from the top, and the repeated one among them.
const placesIn = form => {
  const places = [];
  const walk = (sections, above) => {
    for (const section of sections ?? []) {
      const chain = [...above, section];
      const repeated = chain.find(one => one.repeat) ?? null;
      for (const question of section.questions ?? []) {
        const shows = [...chain.map(one => programOf(one.show_if)), programOf(question.logic?.show_if)].filter(Boolean);
        places.push({ question, repeated, shows, name: toName(question.code) });
      }
      walk(section.sections, chain);
    }
  };
  walk(form.sections, []);
  return places;
};

// What others need first comes first; a circle, which cannot be published, is cut where it is met.
const inOrder = places => {
  const byName = new Map(places.map(place => [place.name, place]));
  const [sorted, met] = [[], new Set()];
  const visit = place => {
    if (met.has(place)) return;
    met.add(place);
    for (const program of place.shows) {
      for (const name of program.names) if (byName.has(name)) visit(byName.get(name));
    }
    sorted.push(place);
  };
  places.forEach(visit);
  return sorted;
};

// How often each repeated section is filled: as often as it is answered, and its least number.
const countsIn = (places, given) => {
  const counts = new Map();
  const byCode = new Map(places.map(place => [place.question.code, place]));
  for (const { repeated } of places) if (repeated) counts.set(repeated, repeated.repeat.minimum ?? 1);
  for (const key of given.keys()) {
    const at = key.lastIndexOf("/");
    const repeated = byCode.get(key.slice(0, at))?.repeated;
    if (repeated) counts.set(repeated, Math.max(counts.get(repeated), Number(key.slice(at + 1)) + 1));
  }
  return counts;
};

const NOT_GIVEN = { value: null, isNotApplicable: false, photoCount: 0 };

/**
 * Returns { shown, required, evidence, action, notify, failed } as sets of keys and `defaults` as
 * a map of them. `given` maps keys to { value, isNotApplicable, photoCount }; the context is
 * { visitKind, storeCode }.
 */
export const stateOf = (form, given, { visitKind = "", storeCode = "" } = {}) => {
  const places = placesIn(form);
  const counts = countsIn(places, given);
  const common = {
    visit_kind: visitKind,
    store_code: storeCode,
    not_applicable: [...new Set(places.map(place => place.question.code))].filter(code => isAnywhereNotApplicable(code, given)),
  };
  const scopes = new Scopes(places, counts, common);
  const shown = new Set();
  for (const place of inOrder(places)) {
    const { question, shows } = place;
    scopes.fill(place, occurrence => {
      const scope = scopes.at(place, occurrence);
      if (!shows.every(program => isTrue(program, scope))) return null;
      const key = keyOf(question.code, occurrence);
      shown.add(key);
      return valueIn(question.kind, given.get(key) ?? NOT_GIVEN);
    });
  }
  return { shown, ...asksOf(places, shown, scopes) };
};

const isAnywhereNotApplicable = (code, given) => {
  for (const [key, one] of given) {
    if (one.isNotApplicable && key.slice(0, key.lastIndexOf("/")) === code) return true;
  }
  return false;
};

// The values by name, as each occurrence sees them: its own filling's, of other sections' all.
class Scopes {
  constructor(places, counts, common) {
    this.counts = counts;
    this.outside = { ...common };
    this.inside = new Map(); // repeated section → values of each of its fillings
    for (const [section, count] of counts) this.inside.set(section, Array.from({ length: count }, () => ({})));
    for (const { name } of places) this.outside[name] = null;
  }

  occurrences(place) {
    return place.repeated ? this.counts.get(place.repeated) : 1;
  }

  at(place, occurrence) {
    const own = place.repeated ? this.inside.get(place.repeated)[occurrence] : null;
    return own ? { ...this.outside, ...own } : this.outside;
  }

  fill(place, valueAt) {
    const values = Array.from({ length: this.occurrences(place) }, (_, occurrence) => valueAt(occurrence));
    if (place.repeated) values.forEach((value, at) => (this.inside.get(place.repeated)[at][place.name] = value));
    this.outside[place.name] = place.repeated ? values : values[0];
  }
}

const asksOf = (places, shown, scopes) => {
  const found = { required: new Set(), evidence: new Set(), action: new Set(), notify: new Set(), failed: new Set(), defaults: new Map() };
  for (const place of places) {
    const { question, name } = place;
    const logic = question.logic ?? {};
    for (let occurrence = 0; occurrence < scopes.occurrences(place); occurrence += 1) {
      const key = keyOf(question.code, occurrence);
      if (!shown.has(key)) continue;
      const scope = scopes.at(place, occurrence);
      const own = { ...scope, this: scope[name] };
      const holds = (text, values) => {
        const program = programOf(text);
        return program !== null && isTrue(program, values);
      };
      if (question.kind !== "instruction" && ((question.is_required ?? true) || holds(logic.require_if, scope))) found.required.add(key);
      if (holds(logic.fail_if, own)) found.failed.add(key);
      if (holds(logic.evidence_if, own)) found.evidence.add(key);
      if (holds(logic.action_if, own)) found.action.add(key);
      if (holds(logic.notify_if, own)) found.notify.add(key);
      const first = programOf(logic.default);
      const value = first === null ? null : evaluate(first, scope);
      if (value !== null) found.defaults.set(key, value);
    }
  }
  return found;
};
